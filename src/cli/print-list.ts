import type { Terminal } from './terminal.ts';

/** `1 query`, `2 queries`. */
export function amount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A heading with the number of its lines, and below it the first `most` of them; nothing where there are none. */
export function printList(
  terminal: Terminal,
  heading: string,
  lines: readonly string[],
  { most, rest }: { readonly most: number; readonly rest: string } = { most: Number.POSITIVE_INFINITY, rest: '' },
): void {
  if (lines.length === 0) return;
  terminal.out('');
  terminal.out(terminal.style('bold', `${heading} (${lines.length})`));
  for (const line of lines.slice(0, most)) terminal.out(`  ${line}`);
  if (lines.length > most) terminal.out(`  … and ${lines.length - most} more: ${rest}`);
}
