import { isRecord } from '../../../utils/is-record.ts';
import type { Use } from '../translate/shape.ts';
import { memberPicker } from './member.ts';

/** How a body departs from its description: `the body is a list instead of an object`. Undefined where it does not. */
export type MismatchFinder = (value: unknown) => string | undefined;

/** What is in a body is not looked at. */
export function compileMismatch({ shape }: Use): MismatchFinder {
  switch (shape.kind) {
    case 'list':
      return (value) => (Array.isArray(value) || shape.single === true ? undefined : insteadOf('a list', value));
    case 'map':
    case 'object':
      return (value) => (isRecord(value) ? undefined : insteadOf('an object', value));
    case 'union': {
      const pick = memberPicker(shape);
      return (value) =>
        isMissing(value) || pick(value) >= 0 ? undefined : `the body fits none of the types of ${shape.name}`;
    }
    default:
      return () => undefined;
  }
}

function insteadOf(promised: string, value: unknown): string | undefined {
  if (isMissing(value)) return undefined;
  return `the body is ${nameOf(value)} instead of ${promised}`;
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const isMissing = (value: unknown): boolean => value === null || value === undefined;
