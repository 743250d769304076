import type { PathReader } from './json-path-reader.ts';

/** A logical expression of a filter (RFC 9535, 2.3.5), for the value that `@` is and the root. */
export type Test = (current: unknown, root: unknown) => boolean;
type Comparable = (current: unknown, root: unknown) => unknown;
/** The values of a query within a filter. */
export type Query = (current: unknown, root: unknown) => unknown[];

/** What a query that selects nothing compares as: equal to itself alone. */
const NOTHING = Symbol('nothing');

/** Reads the expression after `[?`. */
export function readTest(reader: PathReader, readQuery: (reader: PathReader) => Query): Test {
  const or = (): Test => {
    const parts = [and()];
    while (reader.take('||')) parts.push(and());
    return (current, root) => parts.some((part) => part(current, root));
  };
  const and = (): Test => {
    const parts = [basic()];
    while (reader.take('&&')) parts.push(basic());
    return (current, root) => parts.every((part) => part(current, root));
  };
  const basic = (): Test => {
    if (reader.take('!')) {
      const inner = basic();
      return (current, root) => !inner(current, root);
    }
    if (reader.take('(')) {
      const inner = or();
      reader.expect(')');
      return inner;
    }
    return comparison();
  };
  const comparison = (): Test => {
    const { value: left, exists } = comparable();
    const operator = reader.takeMatch(/(?:==|!=|<=|>=|<|>)/y);
    if (operator === undefined) return exists ?? reader.fail();
    const { value: right } = comparable();
    const compare = COMPARE[operator] ?? reader.fail();
    return (current, root) => compare(left(current, root), right(current, root));
  };
  const comparable = (): { value: Comparable; exists?: Test } => {
    const literal = reader.takeLiteral();
    if (literal !== undefined) return { value: () => literal.value };
    const name = reader.takeMatch(/(?:length|count|match|search)(?=\()/y);
    if (name !== undefined) return call(name);
    const query = readQuery(reader);
    return {
      value: (current, root) => {
        const found = query(current, root);
        return found.length === 1 ? found[0] : NOTHING;
      },
      exists: (current, root) => query(current, root).length > 0,
    };
  };
  const call = (name: string): { value: Comparable; exists?: Test } => {
    reader.expect('(');
    if (name === 'count') {
      const query = readQuery(reader);
      reader.expect(')');
      return { value: (current, root) => query(current, root).length };
    }
    const { value: first } = comparable();
    if (name === 'length') {
      reader.expect(')');
      return { value: (current, root) => lengthOf(first(current, root)) };
    }
    reader.expect(',');
    const { value: second } = comparable();
    reader.expect(')');
    const exists: Test = (current, root) => {
      const [text, pattern] = [first(current, root), second(current, root)];
      if (typeof text !== 'string' || typeof pattern !== 'string') return false;
      return new RegExp(name === 'match' ? `^(?:${pattern})$` : pattern, 'u').test(text);
    };
    return { value: exists, exists };
  };
  return or();
}

function lengthOf(value: unknown): unknown {
  if (typeof value === 'string') return [...value].length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : NOTHING;
}

const isLess = (a: unknown, b: unknown): boolean =>
  (typeof a === 'number' && typeof b === 'number' && a < b) ||
  (typeof a === 'string' && typeof b === 'string' && a < b);
const isEqual = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && a !== null && JSON.stringify(a) === JSON.stringify(b));

const COMPARE: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  '==': isEqual,
  '!=': (a, b) => !isEqual(a, b),
  '<': isLess,
  '>': (a, b) => isLess(b, a),
  '<=': (a, b) => isLess(a, b) || isEqual(a, b),
  '>=': (a, b) => isLess(b, a) || isEqual(a, b),
};
