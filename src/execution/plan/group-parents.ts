import { canonicalText } from '../../utils/canonical-text.ts';
import type { Arguments, CompiledLink } from '../link/compile-link.ts';
import { parentKey, parentKeys } from '../link/parent-keys.ts';
import type { KeyedAnswer } from '../pipeline.ts';
import { type Linked, type LinkGroup, type PlanFrame, ROOT_PARENT } from './plan-frame.ts';

const NO_KEYS: KeyedAnswer = new Map();

/** Puts a parent into the group of those that ask with the same arguments, with the keys that it has. */
export function linkParent(
  link: CompiledLink,
  parent: object,
  args: Arguments,
  frame: PlanFrame,
  groups: Map<string, LinkGroup>,
): Linked {
  const callArgs = link.arguments(parent === ROOT_PARENT ? undefined : parent, args, frame.context);
  if (callArgs === undefined) return { group: undefined, keys: undefined };
  const text = link.readsParent ? canonicalText(callArgs) : '';
  let group = groups.get(text);
  if (group === undefined) {
    group = { args: callArgs, keys: new Map(), answer: NO_KEYS };
    groups.set(text, group);
  }
  if (link.keyed === undefined) return { group, keys: undefined };
  const { keyed, keyTypes } = link;
  const keys = keyed.list ? parentKeys(keyed, keyTypes, parent) : parentKey(keyed, keyTypes, parent);
  for (const key of keys === undefined ? [] : 'text' in keys ? [keys] : keys) {
    if (key !== undefined) group.keys.set(key.text, key.argument);
  }
  return { group, keys };
}
