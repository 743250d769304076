import { fieldName, NameScope, singular, typeName } from '../../shared/naming.ts';

/** JSON values that were answered for one path. */
export interface JsonSample {
  /** Path below the endpoint, such as `/users/1`. */
  readonly path: string;
  readonly values: readonly unknown[];
}

interface ObjectGuess {
  readonly fields: Map<string, Guess>;
  count: number;
  readonly seen: Map<string, number>;
}

interface Guess {
  readonly scalars: Set<string>;
  nullable: boolean;
  list: Guess | undefined;
  object: ObjectGuess | undefined;
}

const newGuess = (): Guess => ({ scalars: new Set(), nullable: false, list: undefined, object: undefined });

const FORMATS: readonly [RegExp, string][] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/, 'DateTime'],
  [/^\d{4}-\d\d-\d\d$/, 'Date'],
  [/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i, 'UUID'],
  [/^https?:\/\/\S+$/, 'URI'],
];

/**
 * SDL for `rest()` from live answers: types as they were seen, required where every sample had a value, named after the paths. Pure.
 * What it cannot know (another shape on another day) is for a person to correct.
 */
export function inferTypes(samples: readonly JsonSample[]): string {
  const scope = new NameScope([
    'Query',
    'Mutation',
    'JSON',
    'String',
    'Int',
    'Float',
    'Boolean',
    'BigInt',
    'DateTime',
    'Date',
    'UUID',
    'URI',
  ]);
  const roots = new NameScope();
  const types: string[] = [];
  const scalars = new Set<string>();
  const entities = new Map<string, Guess>();
  const printed = new Map<ObjectGuess, string>();
  /** What `/users` lists is what `/users/1` is. */
  const entity = (name: string): Guess => {
    const guess = entities.get(name) ?? newGuess();
    entities.set(name, guess);
    return guess;
  };
  const read = samples.map((sample) => {
    const { name, path, args } = describePath(sample.path);
    const isList = sample.values.some(Array.isArray);
    const type = typeName(isList ? singular(name) : name);
    const guess = entity(type);
    for (const value of isList ? sample.values.flat() : sample.values) observe(guess, value);
    return { name, path, args, isList, type, guess };
  });
  const fields = read.map(({ name, path, args, isList, type, guess }) => {
    const item = print(guess, type, { scope, types, scalars, printed });
    const root = roots.claim(fieldName(name));
    const list = args.length === 0 ? '' : `(${args.map((arg) => `${arg.name}: ${arg.type}!`).join(', ')})`;
    const full = isList ? `[${item}${guess.nullable || item === 'JSON' ? '' : '!'}]` : item;
    return `  ${root}${list}: ${full} @rest(get: ${JSON.stringify(path)})`;
  });
  const declared = [...scalars].sort().map((name) => `scalar ${name}`);
  return [`type Query {\n${fields.join('\n')}\n}`, ...types.reverse(), ...declared, '']
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

function observe(guess: Guess, value: unknown): void {
  if (value === null || value === undefined) guess.nullable = true;
  else if (Array.isArray(value)) {
    guess.list ??= newGuess();
    for (const item of value) observe(guess.list, item);
  } else if (typeof value === 'object') {
    guess.object ??= { fields: new Map(), count: 0, seen: new Map() };
    const { object } = guess;
    object.count += 1;
    for (const [key, member] of Object.entries(value)) {
      const inner = object.fields.get(key) ?? newGuess();
      object.fields.set(key, inner);
      object.seen.set(key, (object.seen.get(key) ?? 0) + 1);
      observe(inner, member);
    }
  } else guess.scalars.add(scalarOf(value));
}

function scalarOf(value: unknown): string {
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return 'Float';
    return Math.abs(value) < 2 ** 31 ? 'Int' : 'BigInt';
  }
  const text = String(value);
  return FORMATS.find(([pattern]) => pattern.test(text))?.[1] ?? 'String';
}

interface Printing {
  readonly scope: NameScope;
  readonly types: string[];
  readonly scalars: Set<string>;
  readonly printed: Map<ObjectGuess, string>;
}

const BUILT_IN = new Set(['String', 'Int', 'Float', 'Boolean']);

function print(guess: Guess, name: string, printing: Printing): string {
  const kinds = Number(guess.list !== undefined) + Number(guess.object !== undefined) + Number(guess.scalars.size > 0);
  if (kinds === 1 && guess.list !== undefined) {
    const item = print(guess.list, singular(name), printing);
    return `[${item}${guess.list.nullable || item === 'JSON' ? '' : '!'}]`;
  }
  if (kinds === 1 && guess.object !== undefined && guess.object.fields.size > 0)
    return printObject(guess.object, name, printing);
  const scalar = kinds === 1 && guess.scalars.size > 0 ? widest(guess.scalars) : 'JSON';
  if (!BUILT_IN.has(scalar)) printing.scalars.add(scalar);
  return scalar;
}

function printObject(object: ObjectGuess, name: string, printing: Printing): string {
  const known = printing.printed.get(object);
  if (known !== undefined) return known;
  const given = printing.scope.claim(name);
  printing.printed.set(object, given);
  const names = new NameScope();
  const fields = [...object.fields].map(([key, guess]) => {
    const field = names.claim(fieldName(key));
    const type = print(guess, typeName(`${given} ${key}`), printing);
    const always = object.seen.get(key) === object.count && !guess.nullable && type !== 'JSON';
    const wire = field === key ? '' : ` @json(name: ${JSON.stringify(key)})`;
    return `  ${field}: ${type}${always ? '!' : ''}${wire}`;
  });
  printing.types.push(`type ${given} {\n${fields.join('\n')}\n}`);
  return given;
}

function widest(scalars: ReadonlySet<string>): string {
  const [only] = scalars;
  if (scalars.size === 1 && only !== undefined) return only;
  const all = [...scalars];
  if (all.every((it) => it === 'Int' || it === 'BigInt')) return 'BigInt';
  if (all.every((it) => it === 'Int' || it === 'BigInt' || it === 'Float')) return 'Float';
  return all.every((it) => !['Int', 'BigInt', 'Float', 'Boolean'].includes(it)) ? 'String' : 'JSON';
}

/** `/users/42/orders` -> the name `userOrders`, the path `/users/{args.id}/orders` and its arguments. */
function describePath(path: string): { name: string; path: string; args: { name: string; type: string }[] } {
  const [plain = '', query] = path.split('?', 2);
  const args: { name: string; type: string }[] = [];
  const words: string[] = [];
  const segments = plain.split('/').map((segment) => {
    if (!/^(\d+|[\da-f-]{32,36})$/i.test(segment)) {
      if (segment !== '') words.push(segment.replace(/\.json$/, ''));
      return segment;
    }
    const before = words.pop();
    if (before !== undefined) words.push(singular(before));
    const name = args.length === 0 ? 'id' : fieldName(`${words.at(-1) ?? ''} id`);
    args.push({ name, type: /^\d+$/.test(segment) ? 'Int' : 'String' });
    return `{args.${name}}`;
  });
  return {
    name: words.filter((word) => !/^v\d+$/i.test(word)).join(' ') || 'root',
    path: query === undefined ? segments.join('/') : `${segments.join('/')}?${query}`,
    args,
  };
}
