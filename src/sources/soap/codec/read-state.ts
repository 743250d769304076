import { SOAP12_ENCODING } from '../xml/namespaces.ts';
import type { XmlCursor } from '../xml/xml-cursor.ts';

const MAX_REFERENCES = 50;
/** Most characters that are read through references: what many refer to, which refers to more, unfolds to any size. */
const MAX_UNFOLDED = 10_000_000;
/** What following one costs besides, in characters. */
const REFERENCE_COST = 32;

/** What reading one answer needs besides its text. */
export class ReadState {
  readonly lenient: boolean;
  /** Bodies of MIME parts by content identifier. */
  readonly attachments: ReadonlyMap<string, Uint8Array>;
  #ids: Map<string, number> | undefined;
  #following = 0;
  #unfolded = 0;

  constructor(lenient: boolean, attachments: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.lenient = lenient;
    this.attachments = attachments;
  }

  /** Reads the element that `href="#id"` means in place of the current one, which is consumed. Undefined: no such reference. */
  follow(cursor: XmlCursor, read: (cursor: XmlCursor, state: ReadState) => unknown): { value: unknown } | undefined {
    const href = referenceOf(cursor);
    if (href === undefined) return undefined;
    this.#ids ??= indexIds(cursor.text);
    const target = this.#ids.get(href);
    if (target === undefined) throw cursor.fail('A reference points to no element.');
    cursor.skip();
    if (this.#following >= MAX_REFERENCES) throw cursor.fail('References lead in a circle.');
    this.#following += 1;
    const resume = cursor.suspend();
    cursor.seek(target);
    cursor.open();
    const value = read(cursor, this);
    this.#unfolded += cursor.pos - target + REFERENCE_COST;
    if (this.#unfolded > MAX_UNFOLDED) throw cursor.fail('References unfold to more than can be read.');
    resume();
    this.#following -= 1;
    return { value };
  }
}

function referenceOf(cursor: XmlCursor): string | undefined {
  for (let index = 0; index < cursor.attributeCount; index += 1) {
    const local = cursor.attributeLocal(index);
    if (local === 'href' && cursor.attributeNamespace(index) === '') {
      const value = cursor.attributeValue(index);
      return value.startsWith('#') ? value.slice(1) : undefined;
    }
    // SOAP 1.2 encoding has the identifier alone (Adjuncts, 3.1.5); PHP writes it as SOAP 1.1 does.
    if (local === 'ref' && cursor.attributeNamespace(index) === SOAP12_ENCODING) {
      return cursor.attributeValue(index).replace(/^#/, '');
    }
  }
  return undefined;
}

/** Where the elements with an `id` begin. */
function indexIds(text: string): Map<string, number> {
  const ids = new Map<string, number>();
  for (const match of text.matchAll(/<[^\s<>/!?][^<>]*?\s(?:[\w.-]+:)?id\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const id = match[1] ?? match[2] ?? '';
    if (!ids.has(id)) ids.set(id, match.index);
  }
  return ids;
}
