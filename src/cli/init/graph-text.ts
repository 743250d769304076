import type { SuggestedLink } from './suggest-links.ts';

/** SDL with nothing in it but comments: it says what may be said, and changes nothing until somebody has looked at it. */
export function graphText(links: readonly SuggestedLink[]): string {
  const byParent = new Map<string, SuggestedLink[]>();
  for (const link of links) byParent.set(link.parent, [...(byParent.get(link.parent) ?? []), link]);
  const blocks = [...byParent].map(([parent, own]) =>
    [
      `# extend type ${parent} {`,
      ...own.flatMap(({ sdl, batched }) => [
        ...(batched ? [] : [`#   # one call for each ${parent}: there is no operation that finds many at once`]),
        `#   ${sdl}`,
      ]),
      '# }',
    ].join('\n'),
  );
  const suggestions =
    blocks.length === 0
      ? `# No names suggest a link. This is how one looks: all orders of an answer get their customers by one call.
#
# extend type Order {
#   customer: Customer @link(from: "customers", arg: "ids", keys: "customerId", by: "id")
# }`
      : `# Names suggest these links. Each was checked to fit; whether it is meant, only you know.

${blocks.join('\n\n')}`;
  return `# What no single service knows: how their types belong together.

${suggestions}
`;
}
