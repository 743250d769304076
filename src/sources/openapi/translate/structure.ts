/** An object of the standard; `any` for one that translation looks into by itself. */
export type Part =
  | 'any'
  | 'document'
  | 'components'
  | 'server'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'content'
  | 'response'
  | 'media'
  | 'schema';

/** The JSON type of a keyword's value, and what it consists of. */
export type Rule =
  | { readonly is: 'text' | 'boolean' | 'number' | 'list' | 'text, or a list of texts' | 'a boolean, or an object' }
  | { readonly is: 'object'; readonly of: Part }
  | { readonly is: 'object, or a list'; readonly of: Part }
  | { readonly is: 'list of'; readonly of: Part }
  | { readonly is: 'map of'; readonly of: Part };

const TEXT: Rule = { is: 'text' };
const FLAG: Rule = { is: 'boolean' };
const NUMBER: Rule = { is: 'number' };
const LIST: Rule = { is: 'list' };
const one = (of: Part): Rule => ({ is: 'object', of });
const listOf = (of: Part): Rule => ({ is: 'list of', of });
const mapOf = (of: Part): Rule => ({ is: 'map of', of });

const COMPONENTS: Readonly<Record<string, Rule>> = {
  parameters: mapOf('parameter'),
  responses: mapOf('response'),
};

/** What translation reads of each object of the standard, and of which JSON type it is. */
export const STRUCTURE: Readonly<Record<Part, Readonly<Record<string, Rule>>>> = {
  any: {},
  document: {
    paths: mapOf('pathItem'),
    webhooks: mapOf('pathItem'),
    components: one('components'),
    servers: listOf('server'),
    security: listOf('any'),
    ...COMPONENTS,
    definitions: mapOf('schema'),
    securityDefinitions: mapOf('any'),
    consumes: LIST,
    produces: LIST,
    schemes: LIST,
    host: TEXT,
    basePath: TEXT,
  },
  components: {
    ...COMPONENTS,
    schemas: mapOf('schema'),
    requestBodies: mapOf('content'),
    headers: mapOf('parameter'),
    securitySchemes: mapOf('any'),
  },
  server: { url: TEXT, variables: mapOf('any') },
  pathItem: {
    parameters: listOf('parameter'),
    servers: listOf('server'),
    ...Object.fromEntries(
      ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'].map((it) => [
        it,
        one('operation'),
      ]),
    ),
  },
  operation: {
    operationId: TEXT,
    parameters: listOf('parameter'),
    requestBody: one('content'),
    responses: mapOf('response'),
    callbacks: mapOf('any'),
    servers: listOf('server'),
    security: listOf('any'),
    deprecated: FLAG,
    consumes: LIST,
    produces: LIST,
    schemes: LIST,
  },
  parameter: {
    name: TEXT,
    in: TEXT,
    required: FLAG,
    style: TEXT,
    explode: FLAG,
    schema: one('schema'),
    content: mapOf('media'),
    items: one('any'),
    enum: LIST,
  },
  content: { required: FLAG, content: mapOf('media') },
  response: { content: mapOf('media'), headers: mapOf('parameter'), links: mapOf('any'), schema: one('schema') },
  media: { schema: one('schema'), itemSchema: one('schema'), encoding: mapOf('any') },
  schema: {
    type: { is: 'text, or a list of texts' },
    format: TEXT,
    properties: mapOf('schema'),
    patternProperties: mapOf('schema'),
    definitions: mapOf('schema'),
    $defs: mapOf('schema'),
    additionalProperties: { is: 'a boolean, or an object' },
    // A list has a schema for each place (JSON Schema up to 2019-09).
    items: { is: 'object, or a list', of: 'schema' },
    required: LIST,
    enum: LIST,
    allOf: listOf('schema'),
    oneOf: listOf('schema'),
    anyOf: listOf('schema'),
    pattern: TEXT,
    minLength: NUMBER,
    maxLength: NUMBER,
    minimum: NUMBER,
    maximum: NUMBER,
    multipleOf: NUMBER,
    minItems: NUMBER,
    maxItems: NUMBER,
    uniqueItems: FLAG,
    nullable: FLAG,
    readOnly: FLAG,
    writeOnly: FLAG,
    deprecated: FLAG,
    xml: one('any'),
  },
};
