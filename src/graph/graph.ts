import type { GraphQLSchema } from 'graphql';
import type { Issue } from '../errors/issue.ts';
import type { CallResilience, Operation } from '../sources/source.ts';

/**
 * Many subschemas as one graph: frozen plain data between composition and execution. The schema has types only; what a field does
 * is its route. Both evaluators (the reference resolvers and the compiled plan) read the routes and nothing else.
 */
export interface Graph {
  /** Complete and valid; no resolvers. Abstract types are told apart by `__typename` of the value. */
  readonly schema: GraphQLSchema;
  /** By coordinate `Type.field`. A field without a route reads the property of its own name from its parent value. */
  readonly routes: ReadonlyMap<string, FieldRoute>;
  /** By coordinate `Type` and `Type.field`; a field's rule stands before its type's. */
  readonly cacheRules: ReadonlyMap<string, FieldCacheRule>;
  /** By coordinate `Type.field`: expression over the names of permission rules. */
  readonly permissionRules: ReadonlyMap<string, PermissionExpression>;
  /** By coordinate `Mutation.field`: templates of the tags that the mutation invalidates. */
  readonly invalidations: ReadonlyMap<string, readonly Template[]>;
  /** By coordinate `Type.field`: what the calls of that field have of their own. */
  readonly callRules: ReadonlyMap<string, CallRule>;
  readonly sources: readonly GraphSource[];
  readonly issues: readonly Issue[];
}

/** What execution may know of a source: its name and what it takes, never its protocol. */
export interface GraphSource {
  readonly name: string;
  readonly takes: 'calls' | 'documents';
  /** The source's own schema, with its own names; delegation needs it. */
  readonly schema: GraphQLSchema;
  /** The source's type name by the graph's, where composition renamed one. */
  readonly typeNames: ReadonlyMap<string, string>;
  /** The graph's type name by the source's, where composition renamed one: values carry the source's `__typename`. */
  readonly graphTypeNames: ReadonlyMap<string, string>;
  /** The graph's field name by the source's coordinate `Type.field`, where composition renamed one. */
  readonly fieldNames: ReadonlyMap<string, string>;
}

export type FieldRoute = PropertyRoute | CallRoute | LinkRoute | DelegateRoute | NamespaceRoute;

/** Reads another property than the field's own name (a renamed field). */
export interface PropertyRoute {
  readonly kind: 'property';
  readonly property: string;
}

/** A root field that one call answers. */
export interface CallRoute {
  readonly kind: 'call';
  readonly source: string;
  readonly operation: Operation;
  /** The operation's argument name by the field's, where composition renamed one. */
  readonly argNames?: ReadonlyMap<string, string>;
}

/** A root field of a stitched source. */
export interface DelegateRoute {
  readonly kind: 'delegate';
  readonly source: string;
  /** The root field's name in the source. */
  readonly fieldName: string;
}

/** A field that only groups root fields; its value is an empty object. */
export interface NamespaceRoute {
  readonly kind: 'namespace';
}

/** A field that another root field answers, asked with what the parent holds. */
export interface LinkRoute {
  readonly kind: 'link';
  /** The root field that answers: a call or a delegate. */
  readonly target: CallRoute | DelegateRoute;
  /** Coordinate of that root field in the graph, such as `Query.getCustomers`. */
  readonly targetCoordinate: string;
  /** Properties of the parent value that keys and templates read: what a parent's selection must include. As source property paths. */
  readonly requires: readonly PropertyPath[];
  /** Where the items are inside the target's answer; empty when the answer itself is the list or the object. */
  readonly resultPath: PropertyPath;
  /** Fixed and templated arguments, besides the keys. */
  readonly args: readonly LinkArgument[];
  /** Present: many parents, one call, matched by key. Absent: one call per distinct set of arguments. */
  readonly keyed?: KeyedLink;
  /** Present on a hoisted field (`@merge`): the property of the answer's object that is the field's value. */
  readonly hoist?: string;
  /** The field is a list: a keyed link groups the items by key. */
  readonly many: boolean;
}

export interface KeyedLink {
  /** One path for each part of the key in the parent value; more than one is a composite key. A path that ends in a list gives many keys. */
  readonly keys: readonly PropertyPath[];
  /** The key's parts in an item of the answer, in the same order. */
  readonly by: readonly PropertyPath[];
  /** Path of the list argument of the target, in the graph's names. */
  readonly arg: PropertyPath;
  /** Composite keys: the input field for each part inside an item of `arg`; undefined for a single key, whose item is the key itself. */
  readonly argFields?: readonly string[];
  /** Most keys of one call. */
  readonly max: number;
  /** True when every item has its key by its type, so that one without it is no item of nobody, but garbage. Default: false. */
  readonly certain?: boolean;
  /** True when the parent's key path ends in a list of keys, whose items become the field's list in that order. */
  readonly list: boolean;
}

export interface LinkArgument {
  /** Path inside the target's arguments, in the graph's names. */
  readonly path: PropertyPath;
  readonly value: Template;
}

export type PropertyPath = readonly string[];

/** Text with `{field.path}`, `{args.x}`, `{context.jwt.sub}`, `{result.x}` in it. A template that is one reference alone keeps the value's type. */
export interface Template {
  readonly parts: readonly TemplatePart[];
  /** As written. */
  readonly text: string;
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field' | 'args' | 'context' | 'result'; readonly path: PropertyPath }
  /** A literal that is no text: a number, a boolean, a list given in a table. */
  | { readonly kind: 'value'; readonly value: unknown };

export interface FieldCacheRule {
  readonly ttlMs: number;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  /** 'private' keys entries by the viewer. Undefined: private as soon as credentials are involved. */
  readonly scope: 'public' | 'private' | undefined;
  readonly tags: readonly Template[];
  /** Where in a kept answer is what the tags read. Default: the answer itself. */
  readonly at?: PropertyPath;
  /** The caller's headers that are part of the key. */
  readonly vary: readonly string[];
  /** What the upstream says of an answer stands before the times above, where its protocol has such. */
  readonly followUpstream: boolean;
  /** An entry that answers because the upstream fails is told to the client. */
  readonly lastGood: boolean;
}

/** How the calls of one field differ from the others of their source. */
export interface CallRule {
  readonly source: string;
  readonly resilience: Omit<CallResilience, 'fallback'>;
  /** As its source would have answered it: in place of the answer, or of the answer for one key. */
  readonly fallback: { readonly value: unknown } | undefined;
}

/** `isSelf or (isSupport and not isIntern)`, parsed. */
export type PermissionExpression =
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly PermissionExpression[] }
  | { readonly kind: 'not'; readonly of: PermissionExpression };
