import type { HttpResponse } from '../../shared/http-client.ts';
import type { Selection } from '../../source.ts';
import { textOf } from '../codec/charset.ts';
import { ResponseReader } from '../codec.ts';
import { malformed } from '../fault.ts';
import { TEXTUAL } from '../translate/join-scalars.ts';
import { contentKind, essence } from '../translate/media.ts';
import { isOpen, type Use } from '../translate/shape.ts';
import type { WireContent } from '../wire.ts';

const MAX_TEXT = 8_192;

/** Reads bodies as the described content that fits the type they were sent with. */
export class BodyReader {
  readonly #lenient: boolean;
  readonly #readers = new Map<WireContent, ResponseReader>();
  readonly #texts = new Map<WireContent, WireContent>();

  /** `lenient`: null may stand for any value. */
  constructor(lenient: boolean) {
    this.#lenient = lenient;
  }

  /** Throws `UPSTREAM_MALFORMED` for a type or a body that is not described. */
  read(contents: readonly WireContent[], response: HttpResponse, selection: Selection | undefined): unknown {
    const content = this.#content(contents, response);
    const { body, status } = response;
    if (body.length === 0 && content.mayBeEmpty === true && isOpen(content.use.shape)) return null;
    const type = typeOf(response);
    // A range of types does not say how text is written.
    const mayBeText = isRange(content) && content.kind === 'json' && isText(response);
    if (mayBeText && isTextual(content.use)) {
      return this.#reader(this.#asText(content)).read(body, selection, status, type);
    }
    try {
      return this.#reader(content).read(body, selection, status, type);
    } catch (error) {
      // Where anything may come, text is a value. JSON that calls itself text is more often meant.
      if (mayBeText && isOpen(content.use.shape)) return textOf(body, type);
      throw error;
    }
  }

  #content(contents: readonly WireContent[], response: HttpResponse): WireContent {
    const type = essence(typeOf(response));
    const [first] = contents;
    const exact = contents.find((it) => essence(it.mediaType) === type);
    const content = exact ?? contents.find((it) => type === '' || contentKind(type) === it.kind) ?? first;
    if (content === undefined) throw malformed('no body is described', response.status, '');
    const isJson = content.kind === 'json' || content.kind === 'ndjson';
    const readable =
      exact !== undefined ||
      type === '' ||
      content.kind === contentKind(type) ||
      content.kind === 'bytes' ||
      content.kind === 'text' ||
      (isJson && (type === 'text/plain' || type === 'application/octet-stream')) ||
      (isRange(content) && isText(response) && (isTextual(content.use) || isOpen(content.use.shape)));
    if (readable) return content;
    throw malformed(`the content type ${type}`, response.status, response.body.toString('utf8', 0, MAX_TEXT));
  }

  #asText(content: WireContent): WireContent {
    const text = this.#texts.get(content) ?? { ...content, kind: 'text' };
    this.#texts.set(content, text);
    return text;
  }

  #reader(content: WireContent): ResponseReader {
    const reader =
      this.#readers.get(content) ?? new ResponseReader(content.use, content.kind, this.#lenient, content.text);
    this.#readers.set(content, reader);
    return reader;
  }
}

const isRange = ({ mediaType }: WireContent): boolean => mediaType.includes('*');
const typeOf = ({ headers }: HttpResponse): string => String(headers['content-type'] ?? '');
const isText = (response: HttpResponse): boolean => contentKind(typeOf(response)) === 'text';
const isTextual = ({ shape }: Use): boolean =>
  shape.kind === 'enum' || (shape.kind === 'scalar' && TEXTUAL.has(shape.scalar));
