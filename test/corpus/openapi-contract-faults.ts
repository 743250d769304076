/** What is not this project's to mend: faults of a description, and limits of the mock server. */
export interface Fault {
  readonly document: string;
  /** As described: `GET /path`. */
  readonly operations: readonly string[];
  readonly finding: RegExp;
  /** Why the gateway is right, by the standard. */
  readonly because: string;
}

const NO_CONTENT_TYPE =
  'a header parameter of this name is ignored (Parameter Object, "name"), and without a body there is no type to send';
const JSON_PART = 'the mock does not parse a JSON part of a multipart body';
const OBJECTS_IN_QUERY = 'a list of objects in a query: no style of the standard says how it is written';
const OPTIONAL_LIST = 'the mock cannot do without an optional header that is a list, and gives no answer';
const CHANGED_PROTOCOL = 'the only answer described is 101, a change of protocol';
const LISTED_FOR_A_LIST = 'the values that are listed for a list are texts: no list is equal to one of them';
const NO_RESPONSE = 'no response is described, so that there is none to make';
const OF_A_FORM =
  'of a form the mock reads only what "properties" has; the gateway sends what alternatives and "required" name beyond that';
const OVERLAP =
  'the alternatives of a oneOf exclude nothing, so that what fits one fits another, too: the mock looks for a value that fits one alone';
const READ_ONLY =
  'what is required and read-only is required of answers alone (3.0.3, Schema Object, "readOnly"); the mock does not know it inside a oneOf';
const REQUIRED_TOGETHER =
  'which fields belong together is said by alternatives of nothing but "required": no type asks for it, the values are made up, and they are refused before they are sent';

const RULES_OF_A_RULESET = [
  'POST /accounts/{account_id}/rulesets/{ruleset_id}/rules',
  'PATCH /accounts/{account_id}/rulesets/{ruleset_id}/rules/{rule_id}',
  'POST /zones/{zone_id}/rulesets/{ruleset_id}/rules',
  'PATCH /zones/{zone_id}/rulesets/{ruleset_id}/rules/{rule_id}',
];
const TOO_COMPLEX = 'the mock gives up on making an answer of so many types';
const UNTYPED_ITEMS =
  'items that are described by properties and no type are null in the answer, which is right by the letter; an object is meant, and "nullability" can say otherwise';
const UNTYPED_IN_QUERY =
  'a query is text: where a schema has no type, the mock takes no value of it for a number or a flag';

export const FAULTS: readonly Fault[] = [
  {
    document: 'apache-superset',
    operations: ['GET /api/v1/database/{pk}/select_star/{table_name}/'],
    finding: /path Request path must have/,
    because: 'a path parameter is described that the path has no place for: it cannot be sent',
  },
  {
    document: 'aws-s3',
    operations: ['GET /{Bucket}', 'GET /{Bucket}#versions', 'GET /{Bucket}#list-type=2'],
    finding: /reading 'split'/,
    because: OPTIONAL_LIST,
  },
  {
    document: 'bigcommerce-customers-v2',
    operations: ['PUT /customer_groups/{customer_group_id}'],
    finding: /required property 'content-type'/,
    because: NO_CONTENT_TYPE,
  },
  {
    document: 'docker-engine-v1-41',
    operations: ['POST /build'],
    finding: /Supported content types/,
    because:
      'the description contradicts itself: "consumes" has another type than the only value of the Content-type parameter',
  },
  {
    document: 'docker-engine-v1-41',
    operations: ['POST /session'],
    finding: /malformed HTTP/,
    because: CHANGED_PROTOCOL,
  },
  {
    document: 'google-sheets',
    operations: [
      'POST /v4/spreadsheets',
      'GET /v4/spreadsheets/{spreadsheetId}',
      'POST /v4/spreadsheets/{spreadsheetId}:batchUpdate',
      'POST /v4/spreadsheets/{spreadsheetId}:getByDataFilter',
    ],
    finding: /SCHEMA_TOO_COMPLEX/,
    because: TOO_COMPLEX,
  },
  {
    document: 'grafana-tempo',
    operations: ['GET /api/search'],
    finding: /a value of type "BigInt"/,
    because: 'the mock fills text of the format int64 with any text',
  },
  {
    document: 'oxide-buildomat',
    operations: ['GET /v1/tasks/{task}/outputs/{output}'],
    finding: /NO_RESPONSE_RESPONSE_DEFINED/,
    because: NO_RESPONSE,
  },
  {
    document: 'salesforce-einstein',
    operations: [
      'POST /v2/language/retrain',
      'POST /v2/language/train',
      'POST /v2/vision/retrain',
      'POST /v2/vision/train',
    ],
    finding: /trainParams must be object/,
    because: JSON_PART,
  },
  {
    document: 'bbc',
    operations: ['GET /radio/popular'],
    finding: /media_set must be equal to one of the allowed values/,
    because: LISTED_FOR_A_LIST,
  },
  {
    document: 'bigcommerce-orders-v2-oas2',
    operations: ['PUT /orders/{order_id}/shipping_addresses/{id}'],
    finding: /required property 'content-type'/,
    because: NO_CONTENT_TYPE,
  },
  {
    document: 'box',
    operations: ['POST /oauth2/revoke'],
    finding: /required property 'grant_type'/,
    because: OF_A_FORM,
  },
  {
    document: 'box',
    operations: ['POST /files/{file_id}/content', 'POST /files/content'],
    finding: /attributes must be object/,
    because: JSON_PART,
  },
  {
    document: 'box',
    operations: ['GET /search'],
    finding: /mdfilters/,
    because: OBJECTS_IN_QUERY,
  },
  {
    document: 'codat-accounting',
    operations: [
      'POST /companies/{companyId}/connections/{connectionId}/push/bills',
      'PUT /companies/{companyId}/connections/{connectionId}/push/bills/{billId}',
    ],
    finding: /currency must be null/,
    because: 'an allOf of text and null: no value is both',
  },
  {
    document: 'codat-accounting',
    operations: ['POST /companies/{companyId}/connections/{connectionId}/push/items'],
    finding: /^unread: .*itemType\/type/,
    because: 'a "type" that is an object is no type: the schema is invalid, and the mock reads nothing of it',
  },
  {
    document: 'gitlab',
    operations: ['PUT /v3/application/settings'],
    finding: /import_sources must be equal to one of the allowed values/,
    because: LISTED_FOR_A_LIST,
  },
  {
    document: 'influxdata',
    operations: ['POST /dbrps'],
    finding: /must have exactly one of/,
    because: REQUIRED_TOGETHER,
  },
  {
    document: 'influxdata',
    operations: ['POST /templates/export'],
    finding: /exactly one schema in oneOf/,
    because: OVERLAP,
  },
  {
    document: 'influxdata',
    operations: ['POST /query', 'POST /query/analyze'],
    finding: /^unread: .*can't resolve reference/,
    because:
      'a schema that contains itself, which the mock puts in its own place wrongly, so that it reads nothing of it',
  },
  {
    document: 'jira',
    operations: ['POST /rest/api/3/expression/eval', 'PUT /rest/api/3/field/{fieldId}/context/defaultValue'],
    finding: /exactly one schema in oneOf|NOT have additional properties|required property 'optionIds'/,
    because:
      'no property but those beside the oneOf may be there ("additionalProperties"), and its members must have others',
  },
  {
    document: 'jira',
    operations: ['POST /rest/api/3/issue/{issueIdOrKey}/attachments'],
    finding: /body must be string/,
    because: 'a multipart body consists of named parts, and is described as one text without a name',
  },
  {
    document: 'jira',
    operations: [
      'PUT /rest/api/3/issuesecurityschemes/{schemeId}/level/{levelId}/member',
      'POST /rest/api/3/screenscheme',
    ],
    finding: /required property '(securitySchemeLevelMembers|defaultScreen)'/,
    because: 'a property is required that "additionalProperties: false" forbids: no value is valid',
  },
  {
    document: 'jira',
    operations: ['GET /rest/api/3/project/recent', 'GET /rest/api/3/project/search'],
    finding: /properties\.0 must be object/,
    because: OBJECTS_IN_QUERY,
  },
  {
    document: 'oxide-nexus',
    operations: [
      'GET /organizations/{organization_name}/projects/{project_name}/instances/{instance_name}/serial-console/stream_v2',
      'GET /v1/instances/{instance}/serial-console/stream',
    ],
    finding: /malformed HTTP/,
    because: CHANGED_PROTOCOL,
  },
  {
    document: 'readme-polymorphism',
    operations: [
      'PATCH /pets',
      'POST /anything/one-of-object',
      'POST /anything/one-of-object-ref',
      'POST /anything/nested-one-of-object-ref',
      'POST /anything/nested-one-of-ref',
      'POST /anything/nested-one-of-object-with-nested-one-of',
      'POST /one-of-with-type',
      'POST /one-of-complex',
    ],
    finding: /./,
    because: OVERLAP,
  },
  {
    document: 'spotify',
    operations: ['PUT /playlists/{playlist_id}/images'],
    finding: /^unread: .*required must be array/,
    because: '"required: true" is not of JSON Schema: the mock reads nothing of the schema',
  },
  {
    document: 'openai',
    operations: [
      'POST /assistants',
      'POST /threads',
      'POST /threads/runs',
      'POST /images/edits',
      'POST /vector_stores/{vector_store_id}/file_batches',
    ],
    finding: /./,
    because: REQUIRED_TOGETHER,
  },
  {
    document: 'openai',
    operations: ['POST /files', 'POST /realtime/calls'],
    finding: /must be object/,
    because: JSON_PART,
  },
  {
    document: 'sendgrid-2-0',
    operations: ['PUT /marketing/singlesends/{id}/schedule'],
    finding: /send_at must match format "date-time"/,
    because: 'the only value that is listed is not of the format that is described',
  },
  {
    document: 'zoom',
    operations: [
      'GET /users/{userId}/tsp/{tspId}',
      'DELETE /users/{userId}/tsp/{tspId}',
      'PATCH /users/{userId}/tsp/{tspId}',
    ],
    finding: /tspid must be equal to one of the allowed values/i,
    because: 'numbers are listed for a text: no value is both',
  },
  {
    document: 'zoom',
    operations: [
      'PATCH /accounts/{accountId}/lock_settings',
      'PATCH /accounts/{accountId}/settings',
      'PATCH /groups/{groupId}/lock_settings',
      'PATCH /rooms/account_settings',
      'PATCH /rooms/locations/{locationId}/settings',
    ],
    finding: /exactly one schema in oneOf/,
    because: OVERLAP,
  },
  {
    document: 'zoom',
    operations: ['GET /groups/{groupId}/settings', 'GET /users/{userId}/settings'],
    finding: /a list at "\w+.dataCenterRegions", but the service answered a string/,
    because: 'texts are listed for a list, and the mock answers one of them: it is no list',
  },
  {
    document: 'zoom',
    operations: ['GET /roles'],
    finding: /non-nullable field RolesResponse.roles/,
    because: UNTYPED_ITEMS,
  },
  {
    document: 'openai',
    operations: [
      'POST /responses?beta=true',
      'GET /responses/{response_id}?beta=true',
      'DELETE /responses/{response_id}?beta=true',
      'POST /responses/{response_id}/cancel?beta=true',
      'POST /responses/compact?beta=true',
      'GET /responses/{response_id}/input_items?beta=true',
      'POST /responses/input_tokens?beta=true',
    ],
    finding: /reading 'split'/,
    because: OPTIONAL_LIST,
  },
  {
    document: 'readme-schema-circular',
    operations: ['PUT /circular'],
    finding: /^unread: .*can't resolve reference/,
    because:
      'with the schema of a form the mock does not hand over those that contain themselves, and reads nothing of it',
  },
  {
    document: 'paypal-invoicing-v2',
    operations: [
      'GET /v2/invoicing/invoices',
      'POST /v2/invoicing/invoices/{invoice_id}/generate-qr-code',
      'GET /v2/invoicing/templates',
    ],
    finding: /^unread: .*Invalid regular expression: .*\(\?i\)/,
    because: 'patterns are of ECMA-262, which has no "(?i)" at their beginning: the mock reads nothing of the schema',
  },
  {
    document: 'cloudflare',
    operations: [
      'POST /accounts/{account_id}/rulesets',
      'PUT /accounts/{account_id}/rulesets/{ruleset_id}',
      'PUT /accounts/{account_id}/rulesets/phases/{ruleset_phase}/entrypoint',
      'POST /zones/{zone_id}/rulesets',
      'PUT /zones/{zone_id}/rulesets/{ruleset_id}',
      'PUT /zones/{zone_id}/rulesets/phases/{ruleset_phase}/entrypoint',
    ],
    finding: /body\.rules\.0/,
    because: READ_ONLY,
  },
  {
    document: 'cloudflare',
    operations: RULES_OF_A_RULESET,
    finding:
      /required property '(?:version|last_updated|id)'|allowed values: (?:execute|log|skip|\[object Object\])$|body Request body must match exactly one/,
    because: READ_ONLY,
  },
  {
    document: 'cloudflare',
    operations: RULES_OF_A_RULESET,
    finding: /body\.position .* exactly one schema in oneOf/,
    because: OVERLAP,
  },
  {
    document: 'cloudflare',
    operations: ['PATCH /zones/{zone_identifier}/waiting_rooms/{waiting_room_id}/rules/{rule_id}'],
    finding: /body\.position .* exactly one schema in oneOf/,
    because: OVERLAP,
  },
  {
    document: 'cloudflare',
    operations: [
      'POST /accounts/{identifier}/access/identity_providers',
      'PUT /accounts/{identifier}/access/identity_providers/{uuid}',
      'POST /zones/{identifier}/access/identity_providers',
      'PUT /zones/{identifier}/access/identity_providers/{uuid}',
    ],
    finding: /body Request body must match exactly one schema in oneOf/,
    because: OVERLAP,
  },
  {
    document: 'cloudflare',
    operations: ['PUT /accounts/{account_identifier}/dlp/profiles/custom/{profile_id}'],
    finding: /shared_entries\.0 must match exactly one schema in oneOf/,
    because: OVERLAP,
  },
  {
    document: 'cloudflare',
    operations: ['POST /accounts/{identifier}/devices/posture', 'PUT /accounts/{identifier}/devices/posture/{uuid}'],
    finding: /body\.input/,
    because: OVERLAP,
  },
  {
    document: 'cloudflare',
    operations: [
      'POST /accounts/{identifier}/devices/posture/integration',
      'PATCH /accounts/{identifier}/devices/posture/integration/{uuid}',
    ],
    finding: /body\.config/,
    because: OVERLAP,
  },
  {
    document: 'cloudflare',
    operations: ['POST /user/tokens', 'PUT /user/tokens/{identifier}'],
    finding: /policies\.0/,
    because: READ_ONLY,
  },
  {
    document: 'cloudflare',
    operations: [
      'POST /zones/{zone_identifier}/dns_records',
      'PUT /zones/{zone_identifier}/dns_records/{identifier}',
      'PATCH /zones/{zone_identifier}/dns_records/{identifier}',
    ],
    finding: /required property '(?:created_on|id|locked|modified_on|proxiable|zone_name)'/,
    because: READ_ONLY,
  },
  {
    document: 'cloudflare',
    operations: [
      'GET /accounts/{account_identifier}/firewall/access_rules/rules',
      'GET /zones/{zone_id}/firewall/access_rules/rules',
      'GET /user/firewall/access_rules/rules',
    ],
    finding: /query\.(?:per_)?page .* must be number/,
    because: 'two parameters write the same names: the properties of an object are names of the query, too',
  },
  {
    document: 'cloudflare',
    operations: ['GET /ips?networks=jdcloud'],
    finding: /query\.networks .* must be string/,
    because: 'the path has the parameter already, with a value of its own',
  },
  {
    document: 'cloudflare',
    operations: ['GET /zones/{zone_identifier}/custom_hostnames', 'GET /zones/{zone_identifier}/ssl/verification'],
    finding: /query\.(?:ssl|retry) .* must be equal to one of the allowed values/,
    because: UNTYPED_IN_QUERY,
  },
  {
    document: 'cloudflare',
    operations: ['POST /accounts/{account_identifier}/images/v1'],
    finding: /required property '(?:file|url)'|body Request body must match exactly one/,
    because: OF_A_FORM,
  },
  {
    document: 'cloudflare',
    operations: [
      'POST /accounts/{account_identifier}/images/v1',
      'POST /accounts/{account_identifier}/images/v2/direct_upload',
    ],
    finding: /metadata must be object/,
    because: JSON_PART,
  },
  {
    document: 'cloudflare',
    operations: ['GET /accounts/{account_identifier}/intel/asn/{asn}'],
    finding: /not sent: The argument "asn" must not be empty/,
    because:
      'what stands in the path is described as an object without anything that is required: without anything, it is no segment',
  },
  {
    document: 'cloudflare',
    operations: [
      'PUT /accounts/{account_identifier}/workers/dispatch_namespaces/{dispatch_namespace}/scripts/{script_name}',
    ],
    finding: /NO_RESPONSE_RESPONSE_DEFINED/,
    because: NO_RESPONSE,
  },
  {
    document: 'cloudflare',
    operations: [
      'GET /accounts/{account_identifier}/workers/scripts/{script_name}',
      'GET /zones/{zone_identifier}/workers/script',
    ],
    finding: /invalid media type/,
    because: 'the media type of the answer is "undefined", which is none',
  },
  {
    document: 'cloudflare',
    operations: ['GET /zones/{zone_identifier}/settings', 'PATCH /zones/{zone_identifier}/settings'],
    finding: /non-nullable field ZoneSettingsResponseCollection.result/,
    because: UNTYPED_ITEMS,
  },
  {
    document: 'digitalocean',
    operations: ['GET /v2/apps', 'POST /v2/apps', 'GET /v2/apps/{id}', 'PUT /v2/apps/{id}'],
    finding: /SCHEMA_TOO_COMPLEX/,
    because: TOO_COMPLEX,
  },
  {
    document: 'digitalocean',
    operations: ['POST /v2/droplets/actions'],
    finding: /body Request body must match exactly one schema in oneOf/,
    because: OVERLAP,
  },
  {
    document: 'xero-accounting',
    operations: [
      'GET /BatchPayments',
      'POST /BatchPayments',
      'PUT /BatchPayments',
      'GET /BatchPayments/{BatchPaymentID}',
      'POST /BatchPayments/{BatchPaymentID}',
      'GET /CreditNotes',
      'POST /CreditNotes',
      'PUT /CreditNotes',
      'GET /CreditNotes/{CreditNoteID}',
      'POST /CreditNotes/{CreditNoteID}',
      'PUT /CreditNotes/{CreditNoteID}/Allocations',
      'DELETE /CreditNotes/{CreditNoteID}/Allocations/{AllocationID}',
      'GET /ExpenseClaims',
      'PUT /ExpenseClaims',
      'GET /ExpenseClaims/{ExpenseClaimID}',
      'POST /ExpenseClaims/{ExpenseClaimID}',
      'GET /Invoices',
      'POST /Invoices',
      'PUT /Invoices',
      'GET /Invoices/{InvoiceID}',
      'POST /Invoices/{InvoiceID}',
      'GET /Overpayments',
      'GET /Overpayments/{OverpaymentID}',
      'PUT /Overpayments/{OverpaymentID}/Allocations',
      'DELETE /Overpayments/{OverpaymentID}/Allocations/{AllocationID}',
      'GET /Payments',
      'POST /Payments',
      'PUT /Payments',
      'GET /Payments/{PaymentID}',
      'POST /Payments/{PaymentID}',
      'GET /Prepayments',
      'GET /Prepayments/{PrepaymentID}',
      'PUT /Prepayments/{PrepaymentID}/Allocations',
      'DELETE /Prepayments/{PrepaymentID}/Allocations/{AllocationID}',
    ],
    finding: /SCHEMA_TOO_COMPLEX/,
    because: TOO_COMPLEX,
  },
];
