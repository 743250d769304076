import type { FieldNode, GraphQLAbstractType, GraphQLLeafType, GraphQLObjectType, GraphQLOutputType } from 'graphql';
import type { CallRoute, FieldCacheRule } from '../../graph/graph.ts';
import type { Selection } from '../../sources/source.ts';
import type { CompiledLink } from '../link/compile-link.ts';
import type { ValueOrigin } from '../misfit.ts';
import type { PermissionCheck } from '../permissions/permission-check.ts';
import type { PreparedArguments } from './prepare-arguments.ts';

/** One operation as data: what is read where, what is asked when. Everything is at one place of the response, known in advance. */
export interface PlanShape {
  readonly root: ObjectShape;
  /** What each root field has to ask first, in the order of `root.fields`. */
  readonly rootDemands: readonly (readonly Demand[])[];
  readonly isMutation: boolean;
  readonly arguments: readonly PreparedArguments[];
  readonly counts: {
    readonly calls: number;
    readonly questions: number;
    readonly gates: number;
    readonly introspections: number;
  };
}

/** Where a value stands: response keys, and numbers for the n-th list index on the way. */
export type PathPattern = readonly (string | number)[];

/** A place of the response that an error can name, and whose its value is. */
export interface Site extends ValueOrigin {
  readonly path: PathPattern;
  readonly nodes: readonly FieldNode[];
  readonly type: GraphQLOutputType;
}

export interface ObjectShape {
  readonly type: GraphQLObjectType;
  readonly fields: readonly FieldShape[];
}

export interface FieldShape {
  readonly responseKey: string;
  readonly site: Site;
  readonly from: FieldOrigin;
  /** Slot of the field's arguments, where they can be wrong at run time or are needed. */
  readonly args: number | undefined;
  /** Whether the field may be seen is asked for each parent. */
  readonly gate: GateDemand | undefined;
  readonly value: ValueShape;
}

export type FieldOrigin =
  | { readonly kind: 'typename'; readonly name: string }
  | { readonly kind: 'property'; readonly property: string }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'introspection'; readonly slot: number }
  | { readonly kind: 'call'; readonly demand: CallDemand }
  | { readonly kind: 'link'; readonly link: CompiledLink; readonly question: QuestionDemand };

export type ValueShape =
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType; readonly nonNull: boolean; readonly site: Site }
  | {
      readonly kind: 'list';
      readonly item: ValueShape;
      readonly nonNull: boolean;
      readonly site: Site;
      /** Which list index of the path this list counts. */
      readonly index: number;
    }
  | { readonly kind: 'object'; readonly shape: ObjectShape; readonly nonNull: boolean; readonly site: Site }
  | {
      readonly kind: 'abstract';
      readonly type: GraphQLAbstractType;
      /** By the graph's type name. */
      readonly members: ReadonlyMap<string, ObjectShape>;
      /** The graph's type name by the value's `__typename`. */
      readonly names: ReadonlyMap<string, string>;
      readonly nonNull: boolean;
      readonly site: Site;
    };

/** Something that has to be known before the answer can be written. */
export type Demand = CallDemand | QuestionDemand | GateDemand;

/** What a demand's outcome makes possible: further demands, found in its value. */
interface Producer {
  readonly slot: number;
  readonly below: Demand[];
}

export interface CallDemand extends Producer {
  readonly kind: 'call';
  readonly coordinate: string;
  readonly route: CallRoute;
  readonly args: number | undefined;
  readonly selection: Selection | undefined;
  readonly cache: FieldCacheRule | undefined;
  value: ValueShape | undefined;
}

/** What linked fields ask, for all of their parents at once. */
export interface QuestionDemand extends Producer {
  readonly kind: 'question';
  /** Arguments of the field, for `{args.x}`. */
  readonly args: number | undefined;
  selection: Selection | undefined;
  /** The fields that it fills; the first stands for all where they do not differ. */
  readonly uses: LinkUse[];
  /** True: one call whose keys can be read off the parents while they are walked. */
  readonly direct: boolean;
  readonly gate: GateDemand | undefined;
}

interface LinkUse {
  readonly link: CompiledLink;
  readonly site: Site;
  value: ValueShape | undefined;
}

/** Asks a permission check for every parent; what is below an allowed one is walked only then. */
export interface GateDemand extends Producer {
  readonly kind: 'gate';
  readonly check: PermissionCheck;
  readonly coordinate: string;
  readonly args: number | undefined;
  /** The property whose value holds what is below. Undefined: the parent itself leads on (a namespace), or nothing does. */
  property: string | undefined;
  value: ValueShape | undefined;
}

/** Thrown while an operation is read: the plan does not take it, and this is why. */
export class Unplannable extends Error {}
