import type { SourceDocument } from './document.ts';

interface Wanted {
  readonly document: SourceDocument;
  readonly pointer: string;
}

/** `file:line:column` of each place, or of the closest enclosing one that the text has. */
export function locate(wanted: readonly Wanted[]): string[] {
  return wanted.map(({ document, pointer }) => `${document.name}#${pointer}`);
}
