import type { FieldNode, GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { Graph } from '../../graph/graph.ts';
import type { Selection } from '../../sources/source.ts';
import type { PermissionChecks } from '../permissions/permission-check.ts';
import type { SelectionScope } from '../selection/select-fields.ts';
import { SelectionPool } from '../selection/selection-draft.ts';

type Build = (scope: SelectionScope, pool: SelectionPool) => Selection | undefined;

interface Remembered {
  readonly parentType: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  readonly selection: Selection | undefined;
}

/** Selections of the reference resolvers: one object for every run of a parsed document, whatever its variables say. */
export class ResolverSelections {
  readonly #graph: Graph;
  readonly #permissions: PermissionChecks | undefined;
  readonly #pools = new WeakMap<object, SelectionPool>();
  readonly #remembered = new WeakMap<FieldNode, Remembered[]>();

  constructor(graph: Graph, permissions: PermissionChecks | undefined) {
    this.#graph = graph;
    this.#permissions = permissions;
  }

  of(info: GraphQLResolveInfo, build: Build): Selection | undefined {
    const [first] = info.fieldNodes;
    if (first === undefined) return undefined;
    const known = this.#remembered.get(first) ?? [];
    this.#remembered.set(first, known);
    for (const { parentType, nodes, selection } of known) {
      if (parentType === info.parentType && sameNodes(nodes, info.fieldNodes)) return selection;
    }
    const pool = this.#pools.get(info.operation) ?? new SelectionPool();
    this.#pools.set(info.operation, pool);
    const scope = { graph: this.#graph, fragments: info.fragments, permissions: this.#permissions };
    const selection = build(scope, pool);
    known.push({ parentType: info.parentType, nodes: info.fieldNodes, selection });
    return selection;
  }
}

function sameNodes(left: readonly FieldNode[], right: readonly FieldNode[]): boolean {
  return left.length === right.length && left.every((node, i) => node === right[i]);
}
