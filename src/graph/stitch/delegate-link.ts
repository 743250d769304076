import {
  delegateToSchema,
  getUnpathedErrors,
  isExternalObject,
  resolveExternalValue,
  type SubschemaConfig,
} from '@graphql-tools/delegate';
import { type GraphQLFieldResolver, type GraphQLResolveInfo, OperationTypeNode, print } from 'graphql';
import type { DelegateRoute, Graph, KeyedLink, LinkRoute } from '../graph.ts';
import { fieldAt } from '../links/field-at.ts';
import { copyOf, keptValue, type ReadKeys, readRuleOf } from './delegated-read.ts';
import { KeyBatches } from './key-batches.ts';
import { type LinkKey, linkInputs } from './link-inputs.ts';
import { LOCAL_HOIST, linkSelection } from './link-selection.ts';
import type { LinkTools } from './link-tools.ts';
import { localValue } from './local-names.ts';
import { questionText } from './question-text.ts';
import { standInOf } from './stand-in.ts';
import { withoutPaths } from './without-paths.ts';

type Context = Record<string, unknown>;
type Arguments = Readonly<Record<string, unknown>>;
type StitchedLink = LinkRoute & { readonly target: DelegateRoute };

/** Follows a link into a stitched source: the parents of one turn share one document, by key or by equal arguments. */
export function delegateLink(
  graph: Graph,
  coordinate: string,
  route: StitchedLink,
  schema: SubschemaConfig,
  tools: LinkTools,
): GraphQLFieldResolver<unknown, Context> {
  const target = fieldAt(graph.schema, route.targetCoordinate);
  if (target === undefined)
    throw new TypeError(`The link "${coordinate}" leads to "${route.targetCoordinate}", which is not there.`);
  const inputs = linkInputs(route, target, tools);
  const batches = new KeyBatches();
  const cached = tools.read && readRuleOf(graph, coordinate, route);
  const orStandIn = standInOf(graph, coordinate, tools) ?? ((answer: Promise<unknown>) => answer);
  const absent = route.many && route.hoist === undefined ? [] : null;

  return async (value, args, context, info) => {
    const given = inputs.args(value, args, context);
    if (given === undefined) return absent;
    const selectionSet = linkSelection(route, info, cached?.tagPaths);
    const question = JSON.stringify([given, selectionSet === undefined ? '' : print(selectionSet)]);
    const request = async (all: Arguments, context: Context): Promise<unknown> => {
      const answer: unknown = await delegateToSchema({
        schema,
        operation: OperationTypeNode.QUERY,
        fieldName: route.target.fieldName,
        args: all,
        returnType: target.type,
        ...(selectionSet && { selectionSet }),
        context,
        info,
      });
      return placeOfResult(answer, route);
    };
    const { keyed } = route;
    const askSource = async (keys: ReadKeys, context: Context): Promise<ReadonlyMap<string, unknown>> =>
      keyed === undefined
        ? new Map([['', await request(given, context)]])
        : answerKeys(keys, keyed, route.many, tools, (chunk) => request(inputs.withKeys(given, chunk), context));
    const ask = (keys: ReadKeys): Promise<ReadonlyMap<string, unknown>> =>
      tools.read === undefined || cached === undefined
        ? askSource(keys, context)
        : tools.read({
            source: route.target.source,
            field: coordinate,
            question: questionText(selectionSet, info, tools.canonicalText),
            args: given,
            rule: cached.rule,
            keys: keyed && keys,
            context,
            ask: async (missing, own) => keptAll(await askSource(missing, own as Context)),
          });
    const found = (raw: unknown): unknown =>
      fieldValue(cached === undefined ? raw : copyOf(raw), route, schema, context, info) ?? absent;
    const load = (key: LinkKey): Promise<unknown> =>
      orStandIn(batches.load(context, question, key, ask).then(found), context);
    if (keyed === undefined) return load({ text: '', argument: undefined });
    const keys = inputs.keys(value);
    if (keys === undefined) return absent;
    if (!Array.isArray(keys)) return load(keys as LinkKey);
    // Promises all of them: where one item fails at once, graphql-js does not listen to those behind it.
    return (keys as readonly (LinkKey | undefined)[]).map((key) =>
      key === undefined ? Promise.resolve(null) : load(key),
    );
  };
}

/** Asks for all keys, at most `max` in one document, and sorts the items by their keys. */
async function answerKeys(
  keys: ReadonlyMap<string, unknown>,
  keyed: KeyedLink,
  many: boolean,
  tools: LinkTools,
  request: (keys: readonly unknown[]) => Promise<unknown>,
): Promise<ReadonlyMap<string, unknown>> {
  const entries = [...keys];
  const answer = new Map<string, unknown>();
  const chunks: Promise<void>[] = [];
  for (let start = 0; start < entries.length; start += keyed.max) {
    const chunk = entries.slice(start, start + keyed.max);
    const collect = async (): Promise<void> => {
      const items = await request(chunk.map(([, argument]) => argument));
      for (const item of Array.isArray(items) ? items : []) {
        if (item instanceof Error) throw item;
        const text = tools.keyText(keyed.by.map((path) => readPath(localValue(item), path)));
        // What nobody asked for is nobody's.
        if (text === undefined || !keys.has(text)) continue;
        const known = answer.get(text);
        if (!many) answer.set(text, known ?? item);
        else if (Array.isArray(known)) known.push(item);
        else answer.set(text, [item]);
      }
    };
    const fail = (error: unknown): void => {
      for (const [text] of chunk) answer.set(text, error instanceof Error ? error : new Error(String(error)));
    };
    chunks.push(collect().catch(fail));
  }
  await Promise.all(chunks);
  return answer;
}

function keptAll(answer: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  return new Map([...answer].map(([text, value]) => [text, value instanceof Error ? value : keptValue(value)]));
}

/** What is at the link's result path, errors thrown. */
function placeOfResult(answer: unknown, route: StitchedLink): unknown {
  let current = withoutPaths(answer);
  for (const name of route.resultPath) {
    if (current instanceof Error) throw current;
    if (typeof current !== 'object' || current === null) break;
    current = Reflect.get(current, name);
  }
  if (current instanceof Error) throw current;
  if (current !== undefined && current !== null) return current;
  // Errors without a place explain a null wherever it is.
  const [unplaced] = isExternalObject(answer) ? getUnpathedErrors(answer) : [];
  if (unplaced !== undefined) throw unplaced;
  return null;
}

/** A found item (or items) as the value of the field, marked so that its own fields resolve as those of stitched values. */
function fieldValue(
  raw: unknown,
  route: StitchedLink,
  schema: SubschemaConfig,
  context: Context,
  info: GraphQLResolveInfo,
): unknown {
  const value =
    route.hoist === undefined || typeof raw !== 'object' || raw === null ? raw : Reflect.get(raw, LOCAL_HOIST);
  if (value === undefined || value === null) return null;
  return resolveExternalValue(value, [], schema, context, info);
}

function readPath(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (current, name) => (typeof current === 'object' && current !== null ? Reflect.get(current, name) : undefined),
    value,
  );
}
