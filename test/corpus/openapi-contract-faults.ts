/** What is not this project's to mend: faults of a description, and limits of the mock server. */
export interface Fault {
  readonly document: string;
  /** As described: `GET /path`. */
  readonly operations: readonly string[];
  readonly finding: RegExp;
  /** Why the gateway is right, by the standard. */
  readonly because: string;
}

/** Documents whose findings have been judged: what is not listed below is a defect of the gateway. Others are not executed yet. */
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
  'bigcommerce-carts-sf',
  'bigcommerce-customers-v2',
  'bigcommerce-price-lists-v3',
  'currencycloud',
  'deutschebahn-fahrplan',
  'docker-engine-v1-41',
  'ebay-sell-fulfillment',
  'firecracker',
  'gitea',
  'google-sheets',
  'grafana-tempo',
  'hetzner',
  'hubspot-conversations',
  'ibm-language-translator',
  'mastercard-mdes',
  'notion',
  'nytimes-books',
  'orthanc',
  'oxide-buildomat',
  'pagerduty-scim',
  'paypal-billing-subscriptions-v1',
  'paypal-invoicing-v2',
  'petstore-3-1',
  'readme-schema-circular',
  'salesforce-einstein',
  'twilio-iam-organizations',
  'twilio-insights-v1',
  'vimeo',
  'xero-assets',
  'xero-payroll-au',
  'xero-projects',
  'xkcd',
]);

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
    because: 'the mock cannot do without an optional header that is a list, and gives no answer',
  },
  {
    document: 'bigcommerce-customers-v2',
    operations: ['PUT /customer_groups/{customer_group_id}'],
    finding: /required property 'content-type'/,
    because:
      'a header parameter of this name is ignored (Parameter Object, "name"), and without a body there is no type to send',
  },
  {
    document: 'currencycloud',
    operations: ['POST /beneficiaries/{id}', 'POST /beneficiaries/create', 'POST /beneficiaries/validate'],
    finding: /must be array/,
    because: 'the mock takes a list of one in a form body for text',
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
    because: 'the mock does not parse a JSON part of a multipart body',
  },
];
