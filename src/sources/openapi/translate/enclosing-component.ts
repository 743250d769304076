import { unescapeToken } from '../describe/pointer-token.ts';
import { itemName } from './item-name.ts';
import type { Place } from './place.ts';
import { instanceOf } from './schema-instance.ts';
import { componentName } from './schema-view.ts';
import type { ParentName } from './shape.ts';

const PART = /^\/(?:properties|patternProperties|items|allOf|oneOf|anyOf|additionalProperties)\//;

/** The name of a schema that stands inside a component, by where it stands there. Undefined for one that stands elsewhere. */
export function nameInComponent(place: Place): ParentName | undefined {
  const at = startOfPart(place.pointer);
  const instance = instanceOf(place.value);
  const base =
    at === undefined
      ? undefined
      : instance
        ? instance.root.name
        : componentName({ ...place, value: undefined, pointer: place.pointer.slice(0, at) });
  if (at === undefined || base === undefined) return undefined;
  const names: string[] = [];
  const tokens = place.pointer.slice(at).split('/').slice(1);
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    if (token === 'items') names.push(itemName(names.pop() ?? ''));
    else if (token === 'additionalProperties') names.push('Value');
    else {
      index += 1;
      if (token === 'properties') names.push(unescapeToken(tokens[index] ?? ''));
    }
  }
  return { of: undefined, base, suffix: names.join(' ') };
}

/** Where the pointer leaves the component: the component's own name may be that of a keyword. */
function startOfPart(pointer: string): number | undefined {
  const named = /^\/(?:components\/schemas|definitions|\$defs|schemas|models)\/[^/]+/.exec(pointer)?.[0];
  if (named !== undefined) return PART.test(`${pointer.slice(named.length)}/`) ? named.length : undefined;
  if (PART.test(pointer)) return 0;
  const own = /^\/[^/]+/.exec(pointer)?.[0] ?? '';
  return PART.test(`${pointer.slice(own.length)}/`) ? own.length : undefined;
}
