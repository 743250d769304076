import { type FieldNode, type GraphQLField, print } from 'graphql';
import type { CallRoute, LinkRoute } from '../../graph/graph.ts';
import { type CompiledLink, compileLink } from '../link/compile-link.ts';
import { callCacheRule } from '../link/pipeline-calls.ts';
import type { PreparedOperation } from '../prepare/prepared-operation.ts';
import { linkSelection, rootSelection } from '../selection/call-selection.ts';
import type { SelectionScope } from '../selection/select-fields.ts';
import type { SelectionPool } from '../selection/selection-draft.ts';
import type { Includes } from './included-nodes.ts';
import type { PlanParts } from './operation-plans.ts';
import {
  type CallDemand,
  type Demand,
  type GateDemand,
  type PlanShape,
  type QuestionDemand,
  type Site,
  Unplannable,
} from './plan-shapes.ts';
import { type PreparedArguments, prepareArguments } from './prepare-arguments.ts';

/** A value in which demands are found: where they are noted while its shape is built. */
export interface DemandScope {
  readonly below: Demand[];
  /** Questions that can be shared by links found in this value. */
  readonly questions: Map<string, QuestionDemand>;
  /** Whose the value is. */
  readonly source: string | undefined;
}

/** Makes the demands of one plan, each with its slot. */
export class DemandBuilder {
  readonly arguments: PreparedArguments[] = [];
  readonly #graph: PlanParts['graph'];
  readonly #permissions: PlanParts['permissions'];
  readonly #selections: SelectionScope;
  readonly #pool: SelectionPool;
  readonly #questions: QuestionDemand[] = [];
  #calls = 0;
  #gates = 0;

  constructor({ graph, permissions }: PlanParts, prepared: PreparedOperation, includes: Includes, pool: SelectionPool) {
    this.#graph = graph;
    this.#permissions = permissions;
    this.#selections = { graph, fragments: prepared.fragments, permissions, includes };
    this.#pool = pool;
  }

  /** Once all fields are known: what each question asks for them together. */
  finish(): Omit<PlanShape['counts'], 'introspections'> {
    for (const question of this.#questions) {
      if (question.uses[0]?.link.cache !== undefined) continue;
      const fields = question.uses.map(({ link, site }) => ({ route: link.route, type: site.type, nodes: site.nodes }));
      question.selection = linkSelection(this.#selections, this.#pool, fields);
    }
    return { calls: this.#calls, questions: this.#questions.length, gates: this.#gates };
  }

  /** The slot of a field's arguments; undefined where it takes none. */
  argumentsOf(definition: GraphQLField<unknown, unknown>, node: FieldNode): number | undefined {
    if (definition.args.length === 0) return undefined;
    return this.arguments.push(prepareArguments(definition, node)) - 1;
  }

  /** The gate in front of a field that has a permission check. */
  gate(coordinate: string, args: number | undefined, scope: DemandScope): GateDemand | undefined {
    const check = this.#permissions?.(coordinate);
    if (check === undefined) return undefined;
    const gate: GateDemand = {
      kind: 'gate',
      slot: this.#gates++,
      below: [],
      check,
      coordinate,
      args,
      property: undefined,
      value: undefined,
    };
    scope.below.push(gate);
    return gate;
  }

  call(site: Site, route: CallRoute, args: number | undefined): CallDemand {
    const cache = callCacheRule(this.#graph, site.coordinate, route);
    const selection =
      cache === undefined ? rootSelection(this.#selections, this.#pool, site.type, site.nodes) : undefined;
    const { coordinate } = site;
    return {
      kind: 'call',
      slot: this.#calls++,
      below: [],
      coordinate,
      route,
      args,
      selection,
      cache,
      value: undefined,
    };
  }

  link(coordinate: string, route: LinkRoute): CompiledLink {
    const link = compileLink(this.#graph, coordinate, route);
    if (link === undefined) throw new Unplannable(`${coordinate} leads to a stitched source.`);
    return link;
  }

  /** The question of a link: one that was asked before in the same value, or a new one. */
  question(
    link: CompiledLink,
    site: Site,
    args: number | undefined,
    gate: GateDemand | undefined,
    scope: DemandScope,
  ): QuestionDemand {
    const argsText =
      args === undefined
        ? ''
        : (site.nodes[0]?.arguments ?? [])
            .map((argument) => print(argument))
            .sort()
            .join(',');
    const key = `${link.shareKey} ${argsText} ${link.cache === undefined ? '' : JSON.stringify(link.cache)}`;
    const shared = scope.questions.get(key);
    if (shared !== undefined && gate === undefined) return shared;
    const question: QuestionDemand = {
      kind: 'question',
      slot: this.#questions.length,
      below: [],
      args,
      selection: undefined,
      uses: [],
      direct: link.keyed !== undefined && !link.keyed.list && !link.readsParent && gate === undefined,
      gate,
    };
    this.#questions.push(question);
    scope.below.push(question);
    if (gate === undefined) scope.questions.set(key, question);
    return question;
  }
}
