import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from 'graphql';
import type { CallRoute, FieldCacheRule, LinkRoute } from '../../graph/graph.ts';
import { type CompiledLink, compileLink } from '../link/compile-link.ts';
import { cacheRuleOf } from '../link/pipeline-calls.ts';
import type { PreparedOperation } from '../prepare/prepared-operation.ts';
import { memberNames } from '../reference/abstract-types.ts';
import { isPlanned } from '../reference/planned.ts';
import { linkSelection, rootSelection } from '../selection/call-selection.ts';
import { propertyOf, type SelectionScope } from '../selection/select-fields.ts';
import type { SelectionPool } from '../selection/selection-draft.ts';
import { collectFields, type Includes } from './included-nodes.ts';
import type { PlanParts } from './operation-plans.ts';
import {
  type ArgumentsShape,
  type CallDemand,
  type Demand,
  type FieldOrigin,
  type FieldShape,
  type GateDemand,
  type ObjectShape,
  type PathPattern,
  type PlanShape,
  type QuestionDemand,
  type Site,
  Unplannable,
  type ValueShape,
} from './plan-shapes.ts';

/** A value in which demands are found: where they are noted while its shape is built. */
interface Scope {
  readonly below: Demand[];
  /** Questions that can be shared by links found in this value. */
  readonly questions: Map<string, QuestionDemand>;
}

/** Fields of one plan, counted for every member of an abstract type: what would be larger is not worth its code. */
const MAX_FIELDS = 5_000;

/** Reads one operation into its shape. Throws `Unplannable`. */
export class ShapeBuilder {
  readonly #parts: PlanParts;
  readonly #prepared: PreparedOperation;
  readonly #includes: Includes;
  readonly #pool: SelectionPool;
  readonly #arguments: ArgumentsShape[] = [];
  readonly #questions: QuestionDemand[] = [];
  #calls = 0;
  #gates = 0;
  #introspections = 0;
  #fields = 0;

  constructor(parts: PlanParts, prepared: PreparedOperation, includes: Includes, pool: SelectionPool) {
    this.#parts = parts;
    this.#prepared = prepared;
    this.#includes = includes;
    this.#pool = pool;
  }

  build(): PlanShape {
    const { operation } = this.#prepared;
    if (operation.operation === 'subscription') throw new Unplannable('A subscription is a stream.');
    const type = this.#parts.schema.getRootType(operation.operation);
    if (type === undefined || type === null) throw new Unplannable(`The schema has no ${operation.operation} type.`);
    const rootDemands: Demand[][] = [];
    const fields: FieldShape[] = [];
    for (const [key, nodes] of this.#fieldsOf(type, [operation.selectionSet])) {
      const scope: Scope = { below: [], questions: new Map() };
      fields.push(this.#field(type, key, nodes, [], 0, scope));
      rootDemands.push(scope.below);
    }
    for (const question of this.#questions) this.#select(question);
    return {
      root: { type, fields },
      rootDemands,
      isMutation: operation.operation === 'mutation',
      arguments: this.#arguments,
      counts: {
        calls: this.#calls,
        questions: this.#questions.length,
        gates: this.#gates,
        introspections: this.#introspections,
      },
    };
  }

  #fieldsOf(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Map<string, FieldNode[]> {
    return collectFields(this.#parts.schema, this.#prepared.fragments, this.#includes, type, sets);
  }

  #object(
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
    path: PathPattern,
    depth: number,
    scope: Scope,
  ): ObjectShape {
    const sets = nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
    const fields: FieldShape[] = [];
    for (const [key, group] of this.#fieldsOf(type, sets))
      fields.push(this.#field(type, key, group, path, depth, scope));
    return { type, fields };
  }

  #field(
    parent: GraphQLObjectType,
    responseKey: string,
    nodes: readonly FieldNode[],
    parentPath: PathPattern,
    depth: number,
    scope: Scope,
  ): FieldShape {
    const [node] = nodes;
    if (node === undefined) throw new Unplannable('A field without nodes.');
    this.#fields += 1;
    if (this.#fields > MAX_FIELDS) throw new Unplannable(`The plan would have more than ${MAX_FIELDS} fields.`);
    const name = node.name.value;
    for (const { directives } of nodes) {
      const foreign = directives?.find(
        (directive) => directive.name.value === 'stream' || directive.name.value === 'defer',
      );
      if (foreign !== undefined) throw new Unplannable(`@${foreign.name.value} delivers incrementally.`);
    }
    const path = [...parentPath, responseKey];
    const coordinate = `${parent.name}.${name}`;
    if (name === '__typename') {
      const site = { path, nodes, coordinate, type: TypeNameMetaFieldDef.type };
      const value = this.#value(site.type, site, depth, scope);
      return {
        responseKey,
        site,
        from: { kind: 'typename', name: parent.name },
        args: undefined,
        gate: undefined,
        value,
      };
    }
    if (name === '__schema' || name === '__type') return this.#introspection(responseKey, nodes, path, coordinate);
    const definition = parent.getFields()[name];
    if (definition === undefined) throw new Unplannable(`There is no field ${coordinate}.`);
    if (!isPlanned(definition.resolve)) throw new Unplannable(`${coordinate} has a resolver of its own.`);
    const site = { path, nodes, coordinate, type: definition.type };
    const args = this.#argumentsOf(definition, node);
    return this.#routed(responseKey, site, definition, args, depth, scope);
  }

  #routed(
    responseKey: string,
    site: Site,
    definition: GraphQLField<unknown, unknown>,
    args: number | undefined,
    depth: number,
    scope: Scope,
  ): FieldShape {
    const route = this.#parts.graph.routes.get(site.coordinate);
    const gate = this.#gate(site.coordinate, args, scope);
    const inner: Scope = gate === undefined ? scope : { below: gate.below, questions: new Map() };
    const make = (from: FieldOrigin, value: ValueShape): FieldShape => ({ responseKey, site, from, args, gate, value });
    switch (route?.kind) {
      case 'call': {
        const demand = this.#call(site, route, args);
        inner.below.push(demand);
        const value = this.#value(site.type, site, depth, { below: demand.below, questions: new Map() });
        demand.value = value;
        return make({ kind: 'call', demand }, value);
      }
      case 'link': {
        const link = this.#link(site.coordinate, route);
        const question = this.#question(link, site, args, gate, inner);
        const value = this.#value(site.type, site, depth, { below: question.below, questions: new Map() });
        question.uses.push({ link, site, value });
        return make({ kind: 'link', link, question }, value);
      }
      case 'namespace': {
        const value = this.#value(site.type, site, depth, inner);
        if (gate !== undefined) gate.value = value;
        return make({ kind: 'namespace' }, value);
      }
      case 'delegate':
        throw new Unplannable(`${site.coordinate} is answered by a stitched source.`);
      default: {
        const property = propertyOf(route, definition.name);
        const value = this.#value(site.type, site, depth, inner);
        if (gate !== undefined) Object.assign(gate, { property, value });
        return make({ kind: 'property', property }, value);
      }
    }
  }

  #introspection(responseKey: string, nodes: readonly FieldNode[], path: PathPattern, coordinate: string): FieldShape {
    const site = { path, nodes, coordinate, type: TypeNameMetaFieldDef.type };
    const slot = this.#introspections++;
    const value = this.#value(site.type, site, 0, { below: [], questions: new Map() });
    return { responseKey, site, from: { kind: 'introspection', slot }, args: undefined, gate: undefined, value };
  }

  #value(type: GraphQLOutputType, site: Site, depth: number, scope: Scope): ValueShape {
    const nonNull = isNonNullType(type);
    const nullable = isNonNullType(type) ? type.ofType : type;
    if (isListType(nullable)) {
      const itemType: GraphQLOutputType = nullable.ofType;
      const itemSite = { ...site, path: [...site.path, depth], type: itemType };
      const item = this.#value(itemType, itemSite, depth + 1, scope);
      return { kind: 'list', item, nonNull, site, index: depth };
    }
    if (isLeafType(nullable)) return { kind: 'leaf', type: nullable, nonNull, site };
    if (isObjectType(nullable)) {
      const shape = this.#object(nullable, site.nodes, site.path, depth, scope);
      return { kind: 'object', shape, nonNull, site };
    }
    if (!isAbstractType(nullable)) throw new Unplannable(`${site.coordinate} has a type that no value can be of.`);
    const members = new Map<string, ObjectShape>();
    for (const member of this.#parts.schema.getPossibleTypes(nullable)) {
      members.set(member.name, this.#object(member, site.nodes, site.path, depth, scope));
    }
    return {
      kind: 'abstract',
      type: nullable,
      members,
      names: memberNames(this.#parts.graph, nullable),
      nonNull,
      site,
    };
  }

  #argumentsOf(definition: GraphQLField<unknown, unknown>, node: FieldNode): number | undefined {
    if (definition.args.length === 0) return undefined;
    const usesVariables = (node.arguments ?? []).some(({ value }) => holdsVariable(value));
    let fixed: Readonly<Record<string, unknown>> | undefined;
    if (!usesVariables) {
      try {
        fixed = Object.freeze(getArgumentValues(definition, node));
      } catch {
        // Wrong for every run: each run says so, at the field.
      }
    }
    return this.#arguments.push({ definition, node, fixed }) - 1;
  }

  #gate(coordinate: string, args: number | undefined, scope: Scope): GateDemand | undefined {
    const check = this.#parts.permissions?.(coordinate);
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

  #call(site: Site, route: CallRoute, args: number | undefined): CallDemand {
    const { graph } = this.#parts;
    const cache = cacheRuleOf(graph, route, [site.coordinate], site.type);
    const selection =
      cache === undefined ? rootSelection(this.#selections(), this.#pool, site.type, site.nodes) : undefined;
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

  #link(coordinate: string, route: LinkRoute): CompiledLink {
    const link = compileLink(this.#parts.graph, coordinate, route);
    if (link === undefined) throw new Unplannable(`${coordinate} leads to a stitched source.`);
    return link;
  }

  #question(
    link: CompiledLink,
    site: Site,
    args: number | undefined,
    gate: GateDemand | undefined,
    scope: Scope,
  ): QuestionDemand {
    const { graph } = this.#parts;
    const cache = cacheRuleOf(graph, link.target, [site.coordinate, link.route.targetCoordinate], site.type);
    const argsText =
      args === undefined
        ? ''
        : (site.nodes[0]?.arguments ?? [])
            .map((argument) => print(argument))
            .sort()
            .join(',');
    const key = `${link.shareKey} ${argsText} ${this.#cacheId(cache)}`;
    const shared = scope.questions.get(key);
    if (shared !== undefined && gate === undefined) return shared;
    const question: QuestionDemand = {
      kind: 'question',
      slot: this.#questions.length,
      below: [],
      args,
      cache,
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

  #cacheId(rule: FieldCacheRule | undefined): string {
    return rule === undefined ? '' : JSON.stringify(rule);
  }

  #select(question: QuestionDemand): void {
    if (question.cache !== undefined) return;
    const fields = question.uses.map(({ link, site }) => ({ route: link.route, type: site.type, nodes: site.nodes }));
    question.selection = linkSelection(this.#selections(), this.#pool, fields);
  }

  #selections(): SelectionScope {
    const { graph, permissions } = this.#parts;
    return { graph, fragments: this.#prepared.fragments, permissions, includes: this.#includes };
  }
}

function holdsVariable(value: NonNullable<FieldNode['arguments']>[number]['value']): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(holdsVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => holdsVariable(field.value));
}
