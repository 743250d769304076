import type { WireFields } from './wire-fields.ts';

/** Comments and places of a file's elements, by their paths in the descriptor. */
export class SourceInfo {
  readonly #file: string;
  readonly #comments = new Map<string, string>();
  readonly #places = new Map<string, string>();

  constructor(info: WireFields, file: string) {
    this.#file = file;
    for (const location of info.messages(1)) {
      const key = location.ints(1).join('.');
      const [line = 0, column = 0] = location.ints(2);
      this.#places.set(key, `${file}:${line + 1}:${column + 1}`);
      const comment = (location.text(3) || location.text(4))
        .split('\n')
        .map((row) => row.replace(/^ /, '').trimEnd())
        .join('\n')
        .trim();
      if (comment !== '') this.#comments.set(key, comment);
    }
  }

  comment(path: readonly number[]): string {
    return this.#comments.get(path.join('.')) ?? '';
  }

  at(path: readonly number[]): string {
    return this.#places.get(path.join('.')) ?? this.#file;
  }
}
