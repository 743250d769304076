import { isRecord } from '../../../utils/is-record.ts';
import { child, elements, entries, type Json, type Place, referenceOf } from './place.ts';
import type { References } from './references.ts';
import type { Rule } from './rule.ts';
import { isNullable } from './schema-parts.ts';

/** Keywords that relate the members of an object, or exclude: no type says what they say. */
const RELATIONS = [
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'propertyNames',
] as const;

/** Keywords that ask for nothing. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'nullable',
  'xml',
  'externalDocs',
  '$comment',
  '$schema',
  '$id',
  '$defs',
  'discriminator',
  'then',
  'else',
]);
const LIMITS: ReadonlySet<string> = new Set([
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
]);
const NOTHING: Rule = { kind: 'every', rules: [] };
const OPEN: Rule = { kind: 'open' };
const MAX_DEPTH = 8;

/** The part of a schema that relates its members; undefined where there is none. */
export function relationsOf(place: Place, value: Json): Place | undefined {
  const said: Record<string, unknown> = {};
  for (const keyword of RELATIONS) if (value[keyword] !== undefined) said[keyword] = value[keyword];
  return Object.keys(said).length === 0 ? undefined : { ...place, value: said };
}

/** Names are closed to all but those of the schema's own properties and patterns. Undefined where they are not, or a type says so. */
export function closedNames(place: Place, value: Json): Place | undefined {
  if (value.additionalProperties !== false || !isRecord(value.patternProperties)) return undefined;
  const patterns = Object.keys(value.patternProperties).map((pattern) => ({ pattern }));
  const own = isRecord(value.properties) ? Object.keys(value.properties) : [];
  return { ...place, value: { propertyNames: { anyOf: [...patterns, { enum: own }] } } };
}

/** Reads a schema as a rule, keyword by keyword. */
export function readRule(place: Place, references: References, depth = 0): Rule {
  const value = place.value;
  if (typeof value === 'boolean') return value ? NOTHING : { kind: 'not', rule: NOTHING };
  if (!isRecord(value) || depth > MAX_DEPTH) return OPEN;
  const inner = (it: Place): Rule => readRule(it, references, depth + 1);
  if (referenceOf(value) !== undefined) {
    const target = references.follow(place);
    return target === place || Object.keys(value).length > 1 ? OPEN : inner(target);
  }
  const rules = Object.keys(value).map((keyword) => ruleOf(keyword, place, value, inner));
  const known = rules.filter((it) => it !== NOTHING);
  const [only] = known;
  return known.length === 1 && only !== undefined ? only : { kind: 'every', rules: known };
}

function ruleOf(keyword: string, place: Place, value: Json, inner: (place: Place) => Rule): Rule {
  const own = child(place, keyword);
  const said = own.value;
  if (ANNOTATIONS.has(keyword) || keyword.startsWith('x-')) return NOTHING;
  if (LIMITS.has(keyword)) return limitRule(keyword, value);
  switch (keyword) {
    case 'type': {
      const types = (Array.isArray(said) ? said : [said]).filter((it) => typeof it === 'string');
      return { kind: 'types', types: isNullable(value) ? [...types, 'null'] : types };
    }
    case 'const':
      return { kind: 'values', values: [said] };
    case 'enum':
      return Array.isArray(said) ? { kind: 'values', values: isNullable(value) ? [...said, null] : said } : OPEN;
    case 'pattern':
      return typeof said === 'string' ? { kind: 'limits', limits: { pattern: said } } : OPEN;
    case 'uniqueItems':
      return said === true ? { kind: 'limits', limits: { uniqueItems: true } } : NOTHING;
    case 'required':
      return required(said);
    case 'properties':
      return { kind: 'every', rules: entries(own).map(([name, it]) => ({ kind: 'property', name, rule: inner(it) })) };
    case 'propertyNames':
      return { kind: 'keys', rule: inner(own) };
    case 'allOf':
      return { kind: 'every', rules: elements(own).map(inner) };
    case 'anyOf':
      return { kind: 'some', rules: elements(own).map(inner) };
    case 'oneOf':
      return { kind: 'one', rules: elements(own).map(inner) };
    case 'not':
      return { kind: 'not', rule: inner(own) };
    case 'if': {
      const branch = (name: string): Rule => (value[name] === undefined ? NOTHING : inner(child(place, name)));
      return { kind: 'when', test: inner(own), met: branch('then'), unmet: branch('else') };
    }
    case 'dependentRequired':
    case 'dependentSchemas':
    case 'dependencies':
      return {
        kind: 'every',
        rules: entries(own).map(([name, it]) => ({
          kind: 'when',
          test: { kind: 'required', names: [name] },
          met: Array.isArray(it.value) ? required(it.value) : inner(it),
          unmet: NOTHING,
        })),
      };
    default:
      return OPEN;
  }
}

const required = (names: unknown): Rule =>
  Array.isArray(names) ? { kind: 'required', names: names.filter((it) => typeof it === 'string') } : OPEN;

/** Exclusive bounds are booleans up to 3.0, and belong to the bound beside them. */
function limitRule(keyword: string, value: Json): Rule {
  const said = value[keyword];
  const bound = keyword === 'exclusiveMinimum' ? value.minimum : keyword === 'exclusiveMaximum' ? value.maximum : said;
  const limit = typeof said === 'number' ? said : said === true ? bound : undefined;
  if (typeof limit === 'number') return { kind: 'limits', limits: { [keyword]: limit } };
  return said === false ? NOTHING : OPEN;
}
