import type { ContentKind, TextType, WireContent, WireResponse } from '../wire.ts';
import { schemaText } from './equal-schemas.ts';
import { contentKind, essence } from './media.ts';
import type { ContentModel, OperationModel, ResponseModel } from './operation-model.ts';
import type { Place } from './place.ts';
import { eitherOf, narrowed, readAs } from './result-union.ts';
import { openScalar, scalar } from './scalar-shapes.ts';
import { inferType, isFile, sequenceOf } from './schema-kind.ts';
import { componentName } from './schema-view.ts';
import type { ParentName, Shape, Use } from './shape.ts';
import type { Scope, ShapeBuilder } from './shape-builder.ts';

const SUCCEEDED: Use = { shape: scalar('Boolean'), nullable: true };
const TEXT: Use = { shape: scalar('String'), nullable: true };
const BYTES: Use = { shape: scalar('Byte', 'bytes'), nullable: true };

const TEXT_TYPES: readonly TextType[] = ['integer', 'number', 'boolean'];

/** No body can come with these, whatever a description says (RFC 9110, sections 15.3.5 and 15.3.6). */
const BODILESS = new Set(['204', '205']);

const PREFERENCE: readonly ContentKind[] = ['json', 'xml', 'ndjson', 'events', 'text', 'bytes'];

export interface Results {
  readonly result: Use;
  readonly responses: readonly WireResponse[];
  readonly accept: string;
}

/** What an operation answers: one shape for all its successes, and how each documented response is read. */
export class ResultReader {
  readonly #builder: ShapeBuilder;
  readonly #errors: ErrorContents;

  constructor(builder: ShapeBuilder, errors: ErrorContents) {
    this.#builder = builder;
    this.#errors = errors;
  }

  read(model: OperationModel, name: string): Results {
    const successes = successesOf(model.responses);
    const base = name;
    const described = new DescribedSchemas(successes);
    const read = successes.map((response) => ({
      response,
      contents:
        model.method === 'HEAD' || BODILESS.has(response.status)
          ? []
          : this.#contents(response, this.#scope(response, base, responseSuffix(response, successes)), described),
    }));
    const all = read.flatMap((it) => it.contents);
    const result = this.#result(model, all, base);
    const wires = read.map(
      ({ response, contents }): WireResponse => ({
        status: response.status,
        success: true,
        // Responses of several types are read as their union, which names the type.
        contents: contents.map(
          ({ model: content, kind, text, use, mayBeEmpty }): WireContent => ({
            mediaType: content.mediaType,
            kind,
            ...(text === undefined ? undefined : { text }),
            ...(mayBeEmpty ? { mayBeEmpty } : undefined),
            get use() {
              return result.shape.kind === 'union' && result.shape !== use.shape ? narrowed(result.shape, use) : use;
            },
          }),
        ),
      }),
    );
    const errors = model.responses
      .filter((response) => !successes.includes(response))
      .map(
        (response): WireResponse => ({
          status: response.status,
          success: false,
          contents: this.#errors.contents(response),
        }),
      );
    return {
      result,
      responses: [...wires, ...errors],
      accept: acceptOf(all.map((it) => it.model.mediaType)),
    };
  }

  #scope(response: ResponseModel, base: string, suffix: string): Scope {
    const parent: ParentName =
      response.component === undefined
        ? { of: undefined, base, suffix }
        : { of: undefined, base: response.component, suffix: '' };
    return { parent, direction: 'output', uploads: false };
  }

  /** The contents of the kind that is read best; the others are never asked for. */
  #contents(response: ResponseModel, scope: Scope, described: DescribedSchemas): ReadContent[] {
    const read = response.contents.map((content) => ({ content, kind: this.#kind(content) }));
    const best = PREFERENCE.find((kind) => read.some((it) => it.kind === kind));
    const chosen = read.filter((it) => it.kind === best);
    // A media type without a schema is one more name for the body that another one describes.
    const other = chosen.find((it) => it.content.schema !== undefined)?.content.schema;
    return chosen.map(({ content, kind }): ReadContent => {
      const schema = content.schema ?? other ?? this.#undescribed(content, kind, scope);
      const whole = kind === 'ndjson' || kind === 'events' ? sequenceOf(schema, this.#builder.reader) : schema;
      const model = { ...content, schema: described.first(whole) };
      const mayBeEmpty = (content.schema ?? other) === undefined;
      const text = kind === 'text' ? this.#textType(model) : undefined;
      return { model, kind, text, use: this.#use(model.schema, text === undefined ? kind : 'json', scope), mayBeEmpty };
    });
  }

  /** What plain text says when it is more than text. */
  #textType({ mediaType, schema }: ReadContent['model']): TextType | undefined {
    if (essence(mediaType) !== 'text/plain') return undefined;
    const { types, alternatives } = this.#builder.reader.view(this.#builder.reader.use(schema).target);
    return types.length === 1 && alternatives === undefined ? TEXT_TYPES.find((it) => it === types[0]) : undefined;
  }

  /** Text and bytes need no schema to be what they are. */
  #undescribed(content: ContentModel, kind: ContentKind, { direction }: Scope): Place {
    if (kind === 'text' || kind === 'bytes') return readAs(content.place, kind);
    return this.#builder.openAt(content.place, 'the response has no schema', direction);
  }

  #kind(content: ContentModel): ContentKind {
    const isStream = essence(content.mediaType) === 'text/event-stream';
    const kind = content.sequence ? (isStream ? 'events' : 'ndjson') : contentKind(content.mediaType);
    if (content.schema === undefined) return kind;
    const view = this.#builder.reader.view(this.#builder.reader.use(content.schema).target);
    const type = view.types[0] ?? inferType(view);
    if (type === 'string' && view.format === 'binary' && kind !== 'text') return 'bytes';
    if (isFile(view)) return 'bytes';
    // Text without a name for an element around it is the document itself, such as an image/svg+xml.
    if (kind === 'xml' && type === 'string' && view.xml === undefined && this.#isNameless(content.schema))
      return 'text';
    // An object cannot be plain text, nor a number bytes: what is meant is JSON under another name.
    const structured = type === 'object' || type === 'array' || view.alternatives !== undefined;
    if (structured && isStream) return 'events';
    return structured && (kind === 'text' || kind === 'bytes') ? 'json' : kind;
  }

  #isNameless(schema: Place): boolean {
    return componentName(this.#builder.reader.use(schema).target) === undefined;
  }

  #use(schema: Place, kind: ContentKind, scope: Scope): Use {
    if (kind === 'text') return TEXT;
    if (kind === 'bytes') return BYTES;
    const use = this.#builder.use(schema, scope);
    const { reader } = this.#builder;
    const { types, alternatives, enumValues } = reader.view(reader.references.follow(schema));
    // Without a type, what is said of objects holds for objects alone: null keeps to it as well.
    const open = types.length === 0 && alternatives === undefined && enumValues === undefined;
    return open ? { ...use, nullable: true } : use;
  }

  #result(model: OperationModel, contents: readonly ReadContent[], base: string): Use {
    const distinct = new Map<string | Shape, ReadContent>();
    for (const content of contents) {
      const { shape } = content.use;
      distinct.set(shape.kind === 'scalar' ? shape.scalar : shape, content);
    }
    const [first, ...others] = distinct.values();
    if (first === undefined) {
      const mayAnswer =
        model.method === 'GET' && model.responses.some((it) => it.status !== '204' && /^(2|d)/.test(it.status));
      if (!mayAnswer) return SUCCEEDED;
      return { shape: this.#builder.json(model.place, 'no response with a body is described'), nullable: true };
    }
    if (others.length === 0) return first.use;
    const schemas = [first, ...others].map((it) =>
      it.text === undefined ? readAs(it.model.schema, it.kind) : it.model.schema,
    );
    return this.#builder.use(eitherOf(schemas, model.place, this.#builder.reader), {
      parent: { of: undefined, base, suffix: 'Result' },
      direction: 'output',
      uploads: false,
    });
  }
}

/** The schemas of one operation's successes, equal ones taken for one: each media type and each status may repeat the same. */
class DescribedSchemas {
  readonly #several: boolean;
  readonly #byText = new Map<string, Place>();

  constructor(successes: readonly ResponseModel[]) {
    this.#several = successes.flatMap((it) => it.contents).length > 1;
  }

  first(schema: Place): Place {
    if (!this.#several) return schema;
    const text = schemaText(schema);
    const first = this.#byText.get(text);
    if (first === undefined) this.#byText.set(text, schema);
    return first ?? schema;
  }
}

/** Bodies of documented errors: they are no types of the schema, so their shapes are only made when one arrives. */
export class ErrorContents {
  readonly #makeBuilder: () => ShapeBuilder;
  #builder: ShapeBuilder | undefined;

  constructor(makeBuilder: () => ShapeBuilder) {
    this.#makeBuilder = makeBuilder;
  }

  contents(response: ResponseModel): WireContent[] {
    return response.contents.map((content): WireContent => {
      let use: Use | undefined;
      const read = (): Use => {
        use ??= this.#use(content);
        return use;
      };
      return {
        mediaType: content.mediaType,
        kind: contentKind(content.mediaType),
        get use() {
          return read();
        },
      };
    });
  }

  #use(content: ContentModel): Use {
    if (content.schema === undefined) return { shape: openScalar(), nullable: true };
    this.#builder ??= this.#makeBuilder();
    const use = this.#builder.use(content.schema, {
      parent: { of: undefined, base: 'Error', suffix: '' },
      direction: 'output',
      uploads: false,
    });
    this.#builder.complete();
    return use;
  }
}

interface ReadContent {
  readonly model: ContentModel & { readonly schema: Place };
  readonly kind: ContentKind;
  readonly text: TextType | undefined;
  readonly use: Use;
  readonly mayBeEmpty: boolean;
}

/** 2xx; `default` stands for them where there is none. */
function successesOf(responses: readonly ResponseModel[]): readonly ResponseModel[] {
  const explicit = responses.filter((response) => /^2/.test(response.status));
  return explicit.length > 0 ? explicit : responses.filter((response) => response.status === 'default');
}

/** The first success is the answer; the others are told apart by their status. */
const responseSuffix = (response: ResponseModel, successes: readonly ResponseModel[]): string =>
  response === successes[0] ? 'Response' : `Response${response.status}`;

function acceptOf(mediaTypes: readonly string[]): string {
  const distinct = [...new Set(mediaTypes.map((it) => it.split(';', 1)[0]?.trim() ?? it))];
  return distinct.length === 0 || distinct.includes('*/*') ? '*/*' : distinct.join(', ');
}
