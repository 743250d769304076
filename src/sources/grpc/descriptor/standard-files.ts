/**
 * The messages that come with every protobuf compiler, and the annotations that matter here, for imports that are in no import path.
 * Structure only. Options that extend `google.protobuf.*Options` are read by name and need no declaration.
 */
export const STANDARD_FILES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'google/protobuf/any.proto': 'message Any { string type_url = 1; bytes value = 2; }',
    'google/protobuf/duration.proto': 'message Duration { int64 seconds = 1; int32 nanos = 2; }',
    'google/protobuf/timestamp.proto': 'message Timestamp { int64 seconds = 1; int32 nanos = 2; }',
    'google/protobuf/empty.proto': 'message Empty {}',
    'google/protobuf/field_mask.proto': 'message FieldMask { repeated string paths = 1; }',
    'google/protobuf/source_context.proto': 'message SourceContext { string file_name = 1; }',
    'google/protobuf/struct.proto': `
      message Struct { map<string, Value> fields = 1; }
      message Value {
        oneof kind {
          NullValue null_value = 1; double number_value = 2; string string_value = 3; bool bool_value = 4;
          Struct struct_value = 5; ListValue list_value = 6;
        }
      }
      enum NullValue { NULL_VALUE = 0; }
      message ListValue { repeated Value values = 1; }`,
    'google/protobuf/wrappers.proto': `
      message DoubleValue { double value = 1; }
      message FloatValue { float value = 1; }
      message Int64Value { int64 value = 1; }
      message UInt64Value { uint64 value = 1; }
      message Int32Value { int32 value = 1; }
      message UInt32Value { uint32 value = 1; }
      message BoolValue { bool value = 1; }
      message StringValue { string value = 1; }
      message BytesValue { bytes value = 1; }`,
    'google/protobuf/descriptor.proto': '',
    'google/api/annotations.proto': '',
    'google/api/client.proto': '',
    'google/api/field_behavior.proto': '',
    'google/api/field_info.proto': '',
    'google/api/resource.proto': '',
    'google/api/http.proto': '',
    'google/api/routing.proto': '',
    'google/api/visibility.proto': '',
    'google/api/launch_stage.proto': '',
    'google/api/httpbody.proto': `import "google/protobuf/any.proto";
      package google.api;
      message HttpBody { string content_type = 1; bytes data = 2; repeated google.protobuf.Any extensions = 3; }`,
    'google/rpc/status.proto': `import "google/protobuf/any.proto";
      package google.rpc;
      message Status { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3; }`,
    'google/rpc/code.proto': `package google.rpc;
      enum Code {
        OK = 0; CANCELLED = 1; UNKNOWN = 2; INVALID_ARGUMENT = 3; DEADLINE_EXCEEDED = 4; NOT_FOUND = 5; ALREADY_EXISTS = 6;
        PERMISSION_DENIED = 7; RESOURCE_EXHAUSTED = 8; FAILED_PRECONDITION = 9; ABORTED = 10; OUT_OF_RANGE = 11;
        UNIMPLEMENTED = 12; INTERNAL = 13; UNAVAILABLE = 14; DATA_LOSS = 15; UNAUTHENTICATED = 16;
      }`,
    'google/rpc/error_details.proto': `import "google/protobuf/duration.proto";
      package google.rpc;
      message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
      message RetryInfo { google.protobuf.Duration retry_delay = 1; }
      message DebugInfo { repeated string stack_entries = 1; string detail = 2; }
      message QuotaFailure {
        message Violation {
          string subject = 1; string description = 2; string api_service = 3; string quota_metric = 4; string quota_id = 5;
          map<string, string> quota_dimensions = 6; int64 quota_value = 7; optional int64 future_quota_value = 8;
        }
        repeated Violation violations = 1;
      }
      message PreconditionFailure {
        message Violation { string type = 1; string subject = 2; string description = 3; }
        repeated Violation violations = 1;
      }
      message BadRequest {
        message FieldViolation {
          string field = 1; string description = 2; string reason = 3; LocalizedMessage localized_message = 4;
        }
        repeated FieldViolation field_violations = 1;
      }
      message RequestInfo { string request_id = 1; string serving_data = 2; }
      message ResourceInfo { string resource_type = 1; string resource_name = 2; string owner = 3; string description = 4; }
      message Help {
        message Link { string description = 1; string url = 2; }
        repeated Link links = 1;
      }
      message LocalizedMessage { string locale = 1; string message = 2; }`,
    'google/type/calendar_period.proto': `package google.type;
      enum CalendarPeriod {
        CALENDAR_PERIOD_UNSPECIFIED = 0; DAY = 1; WEEK = 2; FORTNIGHT = 3; MONTH = 4; QUARTER = 5; HALF = 6; YEAR = 7;
      }`,
    'google/type/color.proto': `import "google/protobuf/wrappers.proto";
      package google.type;
      message Color { float red = 1; float green = 2; float blue = 3; google.protobuf.FloatValue alpha = 4; }`,
    'google/type/date.proto': 'package google.type; message Date { int32 year = 1; int32 month = 2; int32 day = 3; }',
    'google/type/datetime.proto': `import "google/protobuf/duration.proto";
      package google.type;
      message DateTime {
        int32 year = 1; int32 month = 2; int32 day = 3; int32 hours = 4; int32 minutes = 5; int32 seconds = 6; int32 nanos = 7;
        oneof time_offset { google.protobuf.Duration utc_offset = 8; TimeZone time_zone = 9; }
      }
      message TimeZone { string id = 1; string version = 2; }`,
    'google/type/dayofweek.proto': `package google.type;
      enum DayOfWeek {
        DAY_OF_WEEK_UNSPECIFIED = 0; MONDAY = 1; TUESDAY = 2; WEDNESDAY = 3; THURSDAY = 4; FRIDAY = 5; SATURDAY = 6; SUNDAY = 7;
      }`,
    'google/type/decimal.proto': 'package google.type; message Decimal { string value = 1; }',
    'google/type/expr.proto':
      'package google.type; message Expr { string expression = 1; string title = 2; string description = 3; string location = 4; }',
    'google/type/fraction.proto':
      'package google.type; message Fraction { int64 numerator = 1; int64 denominator = 2; }',
    'google/type/interval.proto': `import "google/protobuf/timestamp.proto";
      package google.type;
      message Interval { google.protobuf.Timestamp start_time = 1; google.protobuf.Timestamp end_time = 2; }`,
    'google/type/latlng.proto': 'package google.type; message LatLng { double latitude = 1; double longitude = 2; }',
    'google/type/localized_text.proto':
      'package google.type; message LocalizedText { string text = 1; string language_code = 2; }',
    'google/type/money.proto':
      'package google.type; message Money { string currency_code = 1; int64 units = 2; int32 nanos = 3; }',
    'google/type/month.proto': `package google.type;
      enum Month {
        MONTH_UNSPECIFIED = 0; JANUARY = 1; FEBRUARY = 2; MARCH = 3; APRIL = 4; MAY = 5; JUNE = 6; JULY = 7; AUGUST = 8;
        SEPTEMBER = 9; OCTOBER = 10; NOVEMBER = 11; DECEMBER = 12;
      }`,
    'google/type/phone_number.proto': `package google.type;
      message PhoneNumber {
        message ShortCode { string region_code = 1; string number = 2; }
        oneof kind { string e164_number = 1; ShortCode short_code = 2; }
        string extension = 3;
      }`,
    'google/type/postal_address.proto': `package google.type;
      message PostalAddress {
        int32 revision = 1; string region_code = 2; string language_code = 3; string postal_code = 4; string sorting_code = 5;
        string administrative_area = 6; string locality = 7; string sublocality = 8; repeated string address_lines = 9;
        repeated string recipients = 10; string organization = 11;
      }`,
    'google/type/quaternion.proto':
      'package google.type; message Quaternion { double x = 1; double y = 2; double z = 3; double w = 4; }',
    'google/type/timeofday.proto':
      'package google.type; message TimeOfDay { int32 hours = 1; int32 minutes = 2; int32 seconds = 3; int32 nanos = 4; }',
  }).map(([path, body]) => [
    path,
    `syntax = "proto3"; ${path.startsWith('google/protobuf/') ? 'package google.protobuf; ' : ''}${body}`,
  ]),
);
