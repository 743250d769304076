import type { CallResilience, CommonSourceOptions, ResilienceOptions, Subschema } from '../sources/source.ts';

/** All that composition reads. */
export interface ComposeInput {
  readonly sources: readonly ComposeSource[];
  /** SDL that joins the sources, in the order of the configuration. */
  readonly extensions: readonly GraphExtension[];
  readonly tables?: RuleTables;
  /** What holds for sources that say nothing else. */
  readonly resilience?: Pick<ResilienceOptions, 'fallback'>;
  /** Whether clients' tokens are verified, so that `{context.jwt.…}` reads something. Default: true. */
  readonly authenticates?: boolean;
  /** Names that permission expressions may use. Undefined: any name. */
  readonly permissionRules?: readonly string[];
}

export interface ComposeSource {
  /** Its name in the configuration. */
  readonly name: string;
  readonly takes: 'calls' | 'documents';
  readonly subschema: Subschema;
  readonly options?: Pick<CommonSourceOptions, 'rename' | 'namespace' | 'nullability' | 'resilience'>;
}

export interface GraphExtension {
  readonly sdl: string;
  /** How issues call it, such as the path that the user wrote. */
  readonly file: string;
}

/** Rules by schema coordinate; equal to directives, and standing before them. */
export interface RuleTables {
  readonly cache?: Readonly<Record<string, CacheTableRule>>;
  /** Expressions over permission rules, such as `isSelf or isSupport`. */
  readonly permissions?: Readonly<Record<string, string>>;
  /** What the calls of single fields have of their own. */
  readonly resilience?: Readonly<Record<string, CallResilience>>;
}

export interface CacheTableRule {
  readonly ttlMs: number;
  readonly staleWhileRevalidateMs?: number;
  readonly staleIfErrorMs?: number;
  readonly scope?: 'public' | 'private' | undefined;
  readonly tags?: readonly string[];
  readonly vary?: readonly string[];
  readonly followUpstream?: boolean;
}
