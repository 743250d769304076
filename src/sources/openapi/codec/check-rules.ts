import { canonicalText } from '../../../utils/canonical-text.ts';
import { isRecord } from '../../../utils/is-record.ts';
import type { Rule } from '../translate/rule.ts';
import type { Constraints, Shape } from '../translate/shape.ts';
import { RawNumber } from './encode.ts';
import { countFault, matches, numberFault, patternsOf, sizeFault, textFault } from './limits.ts';

/** What is wrong with a value on the wire, of which `shape` says what a client can give; undefined where it keeps to the rules. */
export function ruleFault(rules: readonly Rule[], value: unknown, shape: Shape): string | undefined {
  for (const rule of rules) {
    const broken = brokenPart(rule, value, shape);
    if (broken !== undefined) return explain(broken, value, shape);
  }
  return undefined;
}

/** The innermost rule that must hold and does not. */
function brokenPart(rule: Rule, value: unknown, shape: Shape): Rule | undefined {
  if (rule.kind !== 'every') return holds(rule, value, shape) === false ? rule : undefined;
  for (const part of rule.rules) {
    const broken = brokenPart(part, value, shape);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

/** True, false, or undefined where that cannot be told. `shape` is undefined where nothing is known of what may be given. */
function holds(rule: Rule, value: unknown, shape: Shape | undefined): boolean | undefined {
  switch (rule.kind) {
    case 'open':
      return undefined;
    case 'types':
      return hasType(rule.types, value);
    case 'values':
      return isData(value) ? rule.values.some((it) => canonicalText(it) === textOf(value)) : undefined;
    case 'limits':
      return keepsTo(rule.limits, value);
    case 'required':
      return isRecord(value) ? all(rule.names.map((name) => isGiven(name, value, shape))) : true;
    case 'property':
      if (!isRecord(value) || !Object.hasOwn(value, rule.name)) return true;
      return holds(rule.rule, value[rule.name], memberShape(shape, rule.name));
    case 'keys':
      return isRecord(value) ? all(Object.keys(value).map((key) => holds(rule.rule, key, undefined))) : true;
    case 'every':
      return all(rule.rules.map((it) => holds(it, value, shape)));
    case 'some':
      return not(all(rule.rules.map((it) => not(holds(it, value, shape)))));
    case 'one': {
      const found = rule.rules.map((it) => holds(it, value, shape));
      const certain = found.filter((it) => it === true).length;
      if (certain > 1) return false;
      return found.includes(undefined) ? undefined : certain === 1;
    }
    case 'not':
      return not(holds(rule.rule, value, shape));
    case 'when': {
      const met = holds(rule.test, value, shape);
      return met === undefined ? undefined : holds(met ? rule.met : rule.unmet, value, shape);
    }
  }
}

const not = (it: boolean | undefined): boolean | undefined => (it === undefined ? undefined : !it);

function all(found: readonly (boolean | undefined)[]): boolean | undefined {
  if (found.includes(false)) return false;
  return found.includes(undefined) ? undefined : true;
}

/** What no client can give cannot be missed. */
function isGiven(name: string, value: object, shape: Shape | undefined): boolean | undefined {
  if (Object.hasOwn(value, name)) return true;
  if (shape?.kind === 'map' || (shape?.kind === 'scalar' && shape.wire === 'open')) return false;
  if (shape?.kind !== 'object') return undefined;
  const known = shape.fields.some((field) => field.wire === name) || shape.rest?.known.has(name) === false;
  return known ? false : undefined;
}

function memberShape(shape: Shape | undefined, name: string): Shape | undefined {
  if (shape?.kind === 'map') return shape.value.shape;
  return shape?.kind === 'object' ? shape.fields.find((field) => field.wire === name)?.use.shape : undefined;
}

/** False for a file, and for what holds one. */
const isData = (value: unknown): boolean => !textOf(value).includes('#');

const textOf = (value: unknown): string => (value instanceof RawNumber ? value.text : canonicalText(value));

function hasType(types: readonly string[], value: unknown): boolean | undefined {
  if (value === null) return types.includes('null');
  if (Array.isArray(value)) return types.includes('array');
  if (value instanceof RawNumber) return types.includes('number') || types.includes('integer');
  switch (typeof value) {
    case 'number':
      return types.includes('number') || (types.includes('integer') && Number.isInteger(value));
    case 'object':
      return isRecord(value) && Object.getPrototypeOf(value) === Object.prototype
        ? types.includes('object')
        : undefined;
    default:
      return types.includes(typeof value);
  }
}

function keepsTo(limits: Constraints, value: unknown): boolean | undefined {
  if (typeof value === 'string') {
    const { pattern: _, alsoPatterns: __, ...lengths } = limits;
    const found = patternsOf(limits).map((pattern) => matches(pattern, value));
    return all([...found, textFault(lengths, value) === undefined]);
  }
  if (typeof value === 'number') return numberFault(limits, value) === undefined;
  if (value instanceof RawNumber) return numberFault(limits, value.text) === undefined;
  if (Array.isArray(value)) return countFault(limits, value) === undefined;
  return isRecord(value) ? sizeFault(limits, Object.keys(value).length) === undefined : true;
}

function explain(rule: Rule, value: unknown, shape: Shape): string {
  if (!isRecord(value)) return 'is not what its description allows';
  const say = (it: Rule): string => phrase(it, nameOf(shape)) ?? 'what its description asks for';
  switch (rule.kind) {
    case 'one':
      return `must have exactly one of: ${rule.rules.map(say).join('; ')}`;
    case 'some':
      return `must have at least one of: ${rule.rules.map(say).join('; ')}`;
    case 'required':
      return `must have ${say(rule)}`;
    case 'not':
      return `must not have ${say(rule.rule)}${rule.rule.kind === 'required' && rule.rule.names.length > 1 ? ' together' : ''}`;
    case 'when': {
      const met = holds(rule.test, value, shape) === true;
      const why = `because it ${met ? 'has' : 'does not have'} ${say(rule.test)}`;
      return `must have ${say(met ? rule.met : rule.unmet)}, ${why}`;
    }
    case 'keys': {
      const key = Object.keys(value).find((it) => holds(rule.rule, it, undefined) === false);
      return `has the key ${JSON.stringify(key)}, which its description does not allow`;
    }
    default:
      return 'is not what its description allows';
  }
}

/** What an object that keeps to the rule has; undefined where that is too much to say. */
function phrase(rule: Rule, name: (wire: string) => string): string | undefined {
  switch (rule.kind) {
    case 'required':
      return rule.names.map(name).join(' and ');
    case 'property':
      return rule.rule.kind === 'values'
        ? `${name(rule.name)} ${rule.rule.values.map((it) => JSON.stringify(it)).join(' or ')}`
        : undefined;
    case 'some':
    case 'one':
      return joined(rule.rules, ' or ', name);
    case 'every': {
      // A value that is asked for is asked for by its name already.
      const valued = new Set(rule.rules.flatMap((it) => propertiesOf(it)));
      const told = rule.rules.map((it) =>
        it.kind === 'required' ? { ...it, names: it.names.filter((wire) => !valued.has(wire)) } : it,
      );
      return joined(
        told.filter((it) => it.kind !== 'types' && !(it.kind === 'required' && it.names.length === 0)),
        ' and ',
        name,
      );
    }
    default:
      return undefined;
  }
}

const propertiesOf = (rule: Rule): string[] => {
  if (rule.kind === 'every') return rule.rules.flatMap(propertiesOf);
  return rule.kind === 'property' && rule.rule.kind === 'values' ? [rule.name] : [];
};

function joined(rules: readonly Rule[], by: string, name: (wire: string) => string): string | undefined {
  const phrases = rules.map((it) => phrase(it, name));
  return phrases.length === 0 || phrases.includes(undefined) ? undefined : phrases.join(by);
}

const nameOf =
  (shape: Shape) =>
  (wire: string): string =>
    (shape.kind === 'object' ? shape.fields.find((field) => field.wire === wire)?.name : undefined) ?? wire;
