/** What is not this project's to mend: faults of a description, and limits of the mock server. */
export interface Fault {
  readonly document: string;
  /** As described: `GET /path`. */
  readonly operations: readonly string[];
  readonly finding: RegExp;
  /** Why the gateway is right, by the standard. */
  readonly because: string;
}

/**
 * Documents whose findings have been judged: what is not listed below is a defect of the gateway. Others take longer
 * to load than the rest together (kubernetes, xero-accounting), or have findings that are not judged yet (cloudflare, digitalocean).
 */
export const JUDGED: ReadonlySet<string> = new Set([
  'ably-control',
  'adyen-checkout-v71',
  'adyen-payment-v68',
  'adyen-webhooks-v1',
  'apache-superset',
  'aws-dynamodb',
  'aws-lambda',
  'aws-s3',
  'azure-text-analysis',
  'bbc',
  'bigcommerce-carts-sf',
  'bigcommerce-customers-v2',
  'bigcommerce-orders-v2-oas2',
  'bigcommerce-price-lists-v3',
  'box',
  'bungie',
  'codat-accounting',
  'currencycloud',
  'deutschebahn-fahrplan',
  'docker-engine-v1-41',
  'ebay-sell-fulfillment',
  'firecracker',
  'gitea',
  'gitlab',
  'google-sheets',
  'grafana-tempo',
  'hetzner',
  'hubspot-conversations',
  'ibm-language-translator',
  'influxdata',
  'jira',
  'lago',
  'mastercard-mdes',
  'netbox',
  'notion',
  'nytimes-books',
  'openai',
  'orthanc',
  'oxide-buildomat',
  'oxide-nexus',
  'pagerduty-scim',
  'paypal-billing-subscriptions-v1',
  'paypal-checkout-orders-v2',
  'paypal-invoicing-v2',
  'petstore-3-1',
  'plaid',
  'quay',
  'readme-polymorphism',
  'readme-schema-circular',
  'salesforce-einstein',
  'spotify',
  'sendgrid-2-0',
  'twilio-conversations-v1',
  'twilio-iam-organizations',
  'twilio-insights-v1',
  'vimeo',
  'weather-underground',
  'wikimedia',
  'xero-assets',
  'xero-payroll-au',
  'xero-projects',
  'xkcd',
  'zoom',
]);

const NO_CONTENT_TYPE =
  'a header parameter of this name is ignored (Parameter Object, "name"), and without a body there is no type to send';
const JSON_PART = 'the mock does not parse a JSON part of a multipart body';
const OBJECTS_IN_QUERY = 'a list of objects in a query: no style of the standard says how it is written';
const OPTIONAL_LIST = 'the mock cannot do without an optional header that is a list, and gives no answer';
const OVERLAP =
  'the alternatives of a oneOf exclude nothing, so that what fits one fits another, too: the mock looks for a value that fits one alone';
const REQUIRED_TOGETHER =
  'which fields belong together is said by alternatives of nothing but "required": GraphQL cannot ask for it, and the values are made up';

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
    because: 'the only answer described is 101, a change of protocol',
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
    because: 'the mock gives up on making an answer of so many types',
  },
  {
    document: 'grafana-tempo',
    operations: ['GET /api/search'],
    finding: /BigInt cannot/,
    because: 'the mock fills text of the format int64 with any text',
  },
  {
    document: 'oxide-buildomat',
    operations: ['GET /v1/tasks/{task}/outputs/{output}'],
    finding: /NO_RESPONSE_RESPONSE_DEFINED/,
    because: 'no response is described, so that there is none to make',
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
    because: 'the values that are listed for a list are texts: no list is equal to one of them',
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
    because: 'of a form the mock reads only what "properties" has; the gateway sends what "required" names beyond that',
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
    because: 'the values that are listed for a list are texts: no list is equal to one of them',
  },
  {
    document: 'influxdata',
    operations: ['POST /dbrps'],
    finding: /required property|exactly one schema in oneOf/,
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
    because: 'the only answer described is 101, a change of protocol',
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
    finding: /data_center_regions is text instead of a list/,
    because: 'texts are listed for a list, and the mock answers one of them: it is no list',
  },
  {
    document: 'zoom',
    operations: ['GET /roles'],
    finding: /non-nullable field RolesResponse.roles/,
    because:
      'items that are described by properties and no type are null in the answer, which is right by the letter; an object is meant, and "nullability" can say otherwise',
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
];
