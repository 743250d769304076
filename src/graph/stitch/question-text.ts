import { type GraphQLResolveInfo, print, type SelectionSetNode } from 'graphql';
import type { LinkTools } from './link-tools.ts';

/** The text of what is selected, with the fragments and the values of variables in it. */
export function questionText(
  selectionSet: SelectionSetNode | undefined,
  { fragments, variableValues }: Pick<GraphQLResolveInfo, 'fragments' | 'variableValues'>,
  canonicalText: LinkTools['canonicalText'],
): string {
  const texts = [selectionSet === undefined ? '' : print(selectionSet)];
  const spread = new Set<string>();
  for (const text of texts) {
    for (const [, name = ''] of text.matchAll(/\.\.\.\s*([A-Za-z_]\w*)/g)) {
      const fragment = fragments[name];
      if (fragment === undefined || spread.has(name)) continue;
      spread.add(name);
      texts.push(print(fragment));
    }
  }
  const text = texts.join('\n');
  const variables = new Set([...text.matchAll(/\$(\w+)/g)].map(([, name = '']) => name));
  const values = [...variables].sort().map((name) => [name, variableValues[name]]);
  return `${text}\n${canonicalText(values)}`;
}
