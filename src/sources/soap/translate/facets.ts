import type { Facets } from '../model/shape.ts';
import { XSD } from '../xml/namespaces.ts';
import { attributeOf, type XmlElement } from '../xml/xml-tree.ts';
import { toRegExp } from './xsd-pattern.ts';

const NUMBERS = new Set(['length', 'minLength', 'maxLength', 'totalDigits', 'fractionDigits']);
const BOUNDS = new Set(['minInclusive', 'maxInclusive', 'minExclusive', 'maxExclusive']);

/** The facets of a restriction on top of those of its base; `onPattern` hears of a pattern that cannot be checked. */
export function readFacets(
  restriction: XmlElement,
  base: Facets | undefined,
  onPattern: (node: XmlElement, pattern: string) => void,
): Facets | undefined {
  const own: Record<string, unknown> = {};
  const patterns: RegExp[] = [];
  let readable = true;
  for (const node of restriction.children) {
    const value = attributeOf(node, 'value');
    if (node.namespace !== XSD || value === undefined) continue;
    if (NUMBERS.has(node.local)) {
      const number = Number(value.trim());
      if (Number.isSafeInteger(number) && number >= 0) own[node.local] = number;
    } else if (BOUNDS.has(node.local)) own[node.local] = value.trim();
    else if (node.local === 'pattern') {
      const pattern = toRegExp(value);
      if (pattern === undefined) {
        readable = false;
        onPattern(node, value);
      } else patterns.push(pattern);
    }
  }
  // Patterns of one step are alternatives, so one that cannot be checked leaves the step unchecked; steps add up.
  const steps = readable && patterns.length > 0 ? [patterns] : [];
  const all = [...(base?.patterns ?? []), ...steps];
  const merged: Facets = { ...base, ...own, ...(all.length > 0 ? { patterns: all } : undefined) };
  return Object.keys(merged).length === 0 ? undefined : merged;
}
