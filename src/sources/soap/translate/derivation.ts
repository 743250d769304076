import type { Component, SchemaSet } from '../model/schema-set.ts';
import { attributeOf } from '../xml/xml-tree.ts';

/** Complex types that derive from this one, directly or not. */
export function derivedTypes(set: SchemaSet, base: Component): readonly Component[] {
  return closure(base, (key) => set.derivedFrom(key));
}

/** Elements that may stand for this one, directly or not; abstract ones left out. */
export function substitutesOf(set: SchemaSet, head: Component): readonly Component[] {
  const members = closure(head, (key) => set.substitutesOf(key));
  return members.filter((member) => attributeOf(member.node, 'abstract') !== 'true');
}

function closure(start: Component, next: (key: string) => readonly Component[]): readonly Component[] {
  const found = new Map<string, Component>();
  const queue = [start.key];
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
    for (const member of next(key)) {
      if (found.has(member.key) || member.key === start.key) continue;
      found.set(member.key, member);
      queue.push(member.key);
    }
  }
  return [...found.values()];
}
