/** Keywords of what the mock's validator says of the mock's own answers. */
const CLASSES: readonly (readonly [name: string, message: RegExp])[] = [
  ['a schema that the mock cannot read', /\b\w*Error: /],
  ['additional properties', /must NOT have (?:additional|unevaluated) properties/],
  ['alternatives', /must match .*\b(?:oneOf|anyOf|"then"|"else")/],
  ['enum', /must be equal to (?:one of the allowed values|constant)/],
  ['format', /must match format/],
  ['pattern', /must match pattern/],
  ['required', /must have required property/],
  ['bounds', /must NOT have (?:more|fewer|duplicate)|must be (?:multiple of|[<>])/],
  ['type', /must be /],
];

/** The kind of a violation of which the mock accuses its own answer. */
const classOf = (violation: string): string => CLASSES.find(([, message]) => message.test(violation))?.[0] ?? violation;

export interface Refusal {
  readonly message: string;
  /** In the names of GraphQL, the root field first. */
  readonly path?: readonly (string | number)[] | undefined;
}

/**
 * The kind of violation that excuses the gateway for refusing an answer: one at the place that the refusal is about. Each violation
 * begins with its path. Undefined where the gateway stands alone.
 */
export function excuseFor({ path = [] }: Pick<Refusal, 'path'>, violations: readonly string[]): string | undefined {
  const isThere = (violation: string): boolean => pathOf(violation).length === 1 && classOf(violation) !== 'required';
  const [holder, name] = lastTwo(path.slice(1).map(String));
  const isOfField = (violation: string): boolean => {
    const [, required] = /required property '([^']+)'/.exec(violation) ?? [];
    const [outer, inner] = lastTwo(pathOf(violation));
    // In a map, names are keys, and what they name is below "value".
    return isCalled(name, required ?? inner) || (name === 'value' && required === undefined && isCalled(holder, outer));
  };
  const found = violations.find(name === undefined ? isThere : isOfField);
  return found === undefined ? undefined : classOf(found);
}

/** The last names of a path, indexes left out. */
function lastTwo(path: readonly string[]): readonly [string | undefined, string | undefined] {
  const names = path.filter((it) => !/^(?:\[\]|\d+)$/.test(it));
  return [names.at(-2), names.at(-1)];
}

/** Whether a field of GraphQL, which may have an alias that begins with its type, stands for a name of the wire. */
const isCalled = (field: string | undefined, wire: string | undefined): boolean =>
  field !== undefined && wire !== undefined && plain(wire) !== '' && plain(field).endsWith(plain(wire));

const pathOf = (violation: string): string[] =>
  (violation.split(' ', 1)[0] ?? '').split('.').map((token) => (/^\d+$/.test(token) ? '[]' : token));

/** A name without what GraphQL changes in it. */
const plain = (name: string): string => name.replace(/[^a-z\d]/gi, '').toLowerCase();

/**
 * Answers that the gateway refuses and the mock finds wrong itself, by document and by what is wrong with them first. No more than so
 * many may come, so that what the gateway newly refuses cannot pass for one of them.
 */
export const EXCUSED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'bigcommerce-customers-v2': { enum: 7, type: 7 },
  'bigcommerce-orders-v2-oas2': { type: 5 },
  'bigcommerce-price-lists-v3': { type: 3 },
  box: { type: 4 },
  cloudflare: { type: 6 },
  'codat-accounting': { required: 14, type: 2 },
  currencycloud: { type: 6 },
  digitalocean: { type: 1 },
  'docker-engine-v1-41': { required: 5, type: 13 },
  influxdata: { required: 28 },
  jira: { required: 1, type: 52 },
  openai: { required: 3 },
  'oxide-nexus': { 'a documented error': 4 },
  'petstore-3-1': { 'a documented error': 14 },
  'sendgrid-2-0': { enum: 1, required: 1 },
  'twilio-iam-organizations': { 'a documented error': 2 },
  vimeo: { type: 100 },
  'xero-accounting': { type: 24 },
  zoom: { enum: 2, type: 10 },
};
