import { delegateToSchema, resolveExternalValue, type SubschemaConfig } from '@graphql-tools/delegate';
import {
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import type { DelegateRoute, Graph, PropertyPath, Template } from '../graph.ts';
import { copyOf, keptValue, type ReadRule, readRuleOf, Unkept } from './delegated-read.ts';
import type { LinkTools } from './link-tools.ts';
import { localSelection, localValue } from './local-names.ts';
import { questionText } from './question-text.ts';
import { standInOf } from './stand-in.ts';

interface RootField {
  readonly graph: Graph;
  readonly coordinate: string;
  readonly route: DelegateRoute;
  readonly schema: SubschemaConfig;
  readonly tools: LinkTools;
}

type Context = Record<string, unknown>;
type Resolver = GraphQLFieldResolver<unknown, Context>;

/** Resolves a root field of a stitched source: delegated, kept where a rule says so, or followed by what it makes stale. */
export function rootFieldResolver(
  field: RootField,
): Resolver | { readonly subscribe: Resolver; readonly resolve: Resolver } {
  const { graph, coordinate, tools } = field;
  const delegate: Resolver = (_, args, context, info) => ask(field, args, context, info, undefined);
  const [rootType] = coordinate.split('.');
  if (rootType === 'Subscription') return { subscribe: delegate, resolve: (event) => event };
  const templates = graph.invalidations.get(coordinate);
  if (templates !== undefined && tools.invalidate !== undefined)
    return invalidating(field, templates, tools.invalidate);
  const cached = readRuleOf(graph, coordinate, field.route);
  const resolve =
    cached === undefined || tools.read === undefined ? delegate : kept(field, cached, tools.read, delegate);
  const orStandIn = standInOf(graph, coordinate, tools);
  if (orStandIn === undefined) return resolve;
  return (parent, args, context, info) => {
    const answer = resolve(parent, args, context, info) as Promise<unknown>;
    return orStandIn(answer, context);
  };
}

function ask(
  { route, schema }: RootField,
  args: Readonly<Record<string, unknown>>,
  context: Context,
  info: GraphQLResolveInfo,
  selectionSet: SelectionSetNode | undefined,
): Promise<unknown> {
  const { operation } = info.operation;
  const options = { schema, operation, fieldName: route.fieldName, args, context, info };
  return delegateToSchema({ ...options, ...(selectionSet && { selectionSet }) });
}

function invalidating(
  field: RootField,
  templates: readonly Template[],
  invalidate: NonNullable<LinkTools['invalidate']>,
): Resolver {
  const paths = templates.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'result' ? [part.path] : [])));
  return async (_, args, context, info) => {
    const answer = await ask(field, args, context, info, rootSelection(info, paths));
    // Before its caller hears of it: who reads next reads what was written.
    if (!(answer instanceof Error))
      await invalidate(templates, { result: localValue(answer), args, context: context as never });
    return answer;
  };
}

function kept(
  field: RootField,
  { rule, tagPaths }: ReadRule,
  read: NonNullable<LinkTools['read']>,
  delegate: Resolver,
): Resolver {
  return async (parent, args, context, info) => {
    if (info.operation.operation !== OperationTypeNode.QUERY) return delegate(parent, args, context, info);
    const selectionSet = rootSelection(info, tagPaths);
    const answer = await read({
      source: field.route.source,
      field: field.coordinate,
      question: questionText(selectionSet, info, field.tools.canonicalText),
      args,
      rule,
      keys: undefined,
      context,
      ask: async (_, own) => {
        const value = await ask(field, args, own as Context, info, selectionSet);
        if (value instanceof Error) throw value;
        return new Map([['', keptValue(value)]]);
      },
    });
    const found = answer.get('');
    const value = copyOf(found);
    const isReady =
      found instanceof Unkept || typeof value !== 'object' || value === null || selectionSet === undefined;
    return isReady ? value : resolveExternalValue(value, [], field.schema, context, info);
  };
}

/** What the client selected of a root field, and what else is read of its items; undefined of a leaf. */
function rootSelection(info: GraphQLResolveInfo, paths: readonly PropertyPath[]): SelectionSetNode | undefined {
  const selections = info.fieldNodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  if (selections.length === 0) return undefined;
  return { kind: Kind.SELECTION_SET, selections: [...selections, ...localSelection(paths).selections] };
}
