import type { Place } from './place.ts';

/** One operation as all versions of the standard mean it. */
export interface OperationModel {
  readonly place: Place;
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  readonly id: string | undefined;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly deprecated: string | undefined;
  readonly parameters: readonly ParameterModel[];
  /** Possible values of `Accept` and `Content-Type` where they are described as parameters, by lower-case name. */
  readonly fixedHeaders: Readonly<Record<string, readonly string[]>>;
  readonly body: BodyModel | undefined;
  readonly responses: readonly ResponseModel[];
  readonly servers: readonly ServerModel[];
  /** Alternatives, each a set of schemes with their scopes. Undefined: nothing is said. */
  readonly security: readonly SecurityAlternative[] | undefined;
  /** The description itself says which it is. */
  readonly effect: 'query' | 'mutation' | undefined;
}

export type SecurityAlternative = ReadonlyMap<string, readonly string[]>;

export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie' | 'querystring';

export type ParameterStyle =
  | 'matrix'
  | 'label'
  | 'simple'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject'
  | 'cookie';

export interface ParameterModel {
  readonly place: Place;
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
  readonly description: string | undefined;
  readonly deprecated: string | undefined;
  readonly schema: Place | undefined;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  /** Of 2.0: how the lists are joined that are items of this list, outermost first. */
  readonly innerStyles?: readonly ParameterStyle[];
  readonly allowReserved: boolean;
  /** Present: the value is serialised as this media type. */
  readonly mediaType: string | undefined;
  /** Name of the shared parameter that the operation refers to. */
  readonly component: string | undefined;
}

export interface BodyModel {
  readonly place: Place;
  readonly required: boolean;
  readonly description: string | undefined;
  readonly contents: readonly ContentModel[];
  readonly component: string | undefined;
}

export interface ContentModel {
  readonly mediaType: string;
  readonly place: Place;
  readonly schema: Place | undefined;
  /** `encoding` of multipart and form bodies, by property. */
  readonly encoding: ReadonlyMap<string, EncodingModel>;
  /** The schema is that of one item of a sequence (3.2 `itemSchema`). */
  readonly sequence: boolean;
}

export interface EncodingModel {
  readonly contentType: string | undefined;
  readonly style: ParameterStyle | undefined;
  readonly explode: boolean | undefined;
  /** As in `ParameterModel`. */
  readonly innerStyles?: readonly ParameterStyle[];
  readonly allowReserved: boolean;
}

export interface ResponseModel {
  /** `200`, `2XX` or `default`. */
  readonly status: string;
  readonly place: Place;
  readonly description: string | undefined;
  readonly contents: readonly ContentModel[];
  readonly headers: readonly ParameterModel[];
  readonly links: readonly [name: string, place: Place][];
  readonly component: string | undefined;
}

export interface ServerModel {
  readonly url: string;
  readonly variables: ReadonlyMap<string, { readonly default: string; readonly allowed: readonly string[] }>;
}

/** Webhooks and callbacks: what the service calls, and not we. */
export interface IncomingModel {
  readonly name: string;
  readonly kind: 'webhook' | 'callback';
  readonly method: string;
  readonly place: Place;
  readonly body: BodyModel | undefined;
}
