import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql';
import type { RestWire } from '../wire.ts';
import { isTemplate, referencesOf, type Template } from './template.ts';
import { typeAt } from './type-at.ts';

type Field = Pick<GraphQLField<unknown, unknown>, 'args'>;

/**
 * How the body of a field is sent: as JSON; as `multipart/form-data` where it is an object, or an input object, with files among its
 * members; as it is where it is one file.
 */
export function bodyKind(field: Field, body: unknown): RestWire['bodyKind'] {
  if (isTemplate(body)) {
    const [only = []] = referencesOf(body);
    const type = typeOf(field, only);
    if (type === undefined || !holdsFile(type)) return 'json';
    return isFile(type) ? 'file' : 'multipart';
  }
  return filesIn(field, body).length > 0 ? 'multipart' : 'json';
}

/** Each file that a request has where there is no place for one: the reference, and where it is. */
export function misplacedFiles(field: Field, wire: RestWire): { readonly text: string; readonly place: string }[] {
  const within = (place: string, value: unknown) => filesIn(field, value).map((text) => ({ text, place }));
  return [
    ...within('a path', wire.path),
    ...wire.query.flatMap(({ value }) => within('a query', value)),
    ...wire.headers.flatMap(({ value }) => within('a header', value)),
    ...(isTemplate(wire.body) ? misplacedInMember(field, wire.body) : []),
    ...(Array.isArray(wire.body) ? within('a list', wire.body) : []),
    ...members(wire.body).flatMap((member) => misplacedInMember(field, member)),
  ];
}

function misplacedInMember(field: Field, member: unknown): { text: string; place: string }[] {
  const within = (place: string) => filesIn(field, member).map((text) => ({ text, place }));
  if (isTemplate(member)) return member.parts.length > 1 ? within('a text') : [];
  if (Array.isArray(member)) return member.flatMap((item) => misplacedInMember(field, item));
  return within('a nested object');
}

const members = (body: unknown): unknown[] =>
  typeof body === 'object' && body !== null && !Array.isArray(body) && !isTemplate(body) ? Object.values(body) : [];

/** References to files, as they are written, anywhere in a value. */
function filesIn(field: Field, value: unknown): string[] {
  if (isTemplate(value)) return filesOf(field, value);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((item) => filesIn(field, item));
}

const filesOf = (field: Field, template: Template): string[] =>
  referencesOf(template)
    .filter((path) => {
      const type = typeOf(field, path);
      return type !== undefined && holdsFile(type);
    })
    .map((path) => `{args.${path.join('.')}}`);

const typeOf = (field: Field, [name = '', ...path]: readonly string[]): GraphQLInputType | undefined =>
  typeAt(field.args.find((arg) => arg.name === name)?.type, path);

const isFile = (type: GraphQLInputType): boolean => {
  const inner = getNullableType(type);
  return !isListType(inner) && getNamedType(inner).name === 'Upload';
};

function holdsFile(type: GraphQLInputType, seen = new Set<unknown>()): boolean {
  const named = getNamedType(type);
  if (named.name === 'Upload') return true;
  if (!isInputObjectType(named) || seen.has(named)) return false;
  seen.add(named);
  return Object.values(named.getFields()).some((field) => holdsFile(field.type, seen));
}
