import { XOP } from '../xml/namespaces.ts';
import type { Attachment } from './write-multipart.ts';

/**
 * Base64 values of one message that become MIME parts (XOP 1.0). What a signature covers is the text that a part stands for, so that
 * in a message that will be signed the values stay until then, between comments: canonicalization leaves those out.
 */
export class AttachedValues {
  readonly parts: Attachment[];
  readonly #boundary: string;
  readonly #isSigned: boolean;
  readonly #marked: string[] = [];

  constructor(parts: Attachment[], boundary: string, isSigned: boolean) {
    this.parts = parts;
    this.#boundary = boundary;
    this.#isSigned = isSigned;
  }

  /** Content of the element that has this value. */
  attach(base64: string): string {
    const id = `${this.parts.length}.${this.#boundary}@interlace`;
    const body = Buffer.from(base64, 'base64');
    this.parts.push({ id, type: 'application/octet-stream', body });
    if (!this.#isSigned) return include(id);
    this.#marked.push(id);
    // The text has to be the one that the receiver makes of the bytes (XML Schema 2, 3.2.16: the canonical form).
    return `${comment(id)}${body.toString('base64')}${comment(id)}`;
  }

  /** The signed envelope with references in place of the values. */
  refer(envelope: string): string {
    return this.#marked.reduce((text, id) => {
      const [before, , after] = text.split(comment(id));
      return `${before}${include(id)}${after}`;
    }, envelope);
  }
}

const include = (id: string): string => `<xop:Include xmlns:xop="${XOP}" href="cid:${id}"/>`;

const comment = (id: string): string => `<!--${id}-->`;
