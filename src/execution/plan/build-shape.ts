import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from 'graphql';
import type { PreparedOperation } from '../prepare/prepared-operation.ts';
import { memberNames } from '../reference/abstract-types.ts';
import { isPlanned } from '../reference/planned.ts';
import { sourceOf } from '../reference/value-origin.ts';
import { propertyOf } from '../selection/select-fields.ts';
import type { SelectionPool } from '../selection/selection-draft.ts';
import { DemandBuilder, type DemandScope } from './build-demands.ts';
import { collectFields, type Includes } from './included-nodes.ts';
import type { PlanParts } from './operation-plans.ts';
import {
  type Demand,
  type FieldOrigin,
  type FieldShape,
  type ObjectShape,
  type PathPattern,
  type PlanShape,
  type Site,
  Unplannable,
  type ValueShape,
} from './plan-shapes.ts';

/** Fields of one plan, counted for every member of an abstract type: what would be larger is not worth its code. */
const MAX_FIELDS = 5_000;

/** Reads one operation into its shape. Throws `Unplannable`. */
export class ShapeBuilder {
  readonly #parts: PlanParts;
  readonly #prepared: PreparedOperation;
  readonly #includes: Includes;
  readonly #demands: DemandBuilder;
  #introspections = 0;
  #fields = 0;

  constructor(parts: PlanParts, prepared: PreparedOperation, includes: Includes, pool: SelectionPool) {
    this.#parts = parts;
    this.#prepared = prepared;
    this.#includes = includes;
    this.#demands = new DemandBuilder(parts, prepared, includes, pool);
  }

  build(): PlanShape {
    const { operation } = this.#prepared;
    if (operation.operation === 'subscription') throw new Unplannable('A subscription is a stream.');
    const type = this.#parts.schema.getRootType(operation.operation);
    if (type === undefined || type === null) throw new Unplannable(`The schema has no ${operation.operation} type.`);
    const rootDemands: Demand[][] = [];
    const fields: FieldShape[] = [];
    for (const [key, nodes] of this.#fieldsOf(type, [operation.selectionSet])) {
      const scope: DemandScope = { below: [], questions: new Map(), source: undefined };
      fields.push(this.#field(type, key, nodes, [], 0, scope));
      rootDemands.push(scope.below);
    }
    return {
      root: { type, fields },
      rootDemands,
      isMutation: operation.operation === 'mutation',
      arguments: this.#demands.arguments,
      counts: { ...this.#demands.finish(), introspections: this.#introspections },
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
    scope: DemandScope,
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
    scope: DemandScope,
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
      const site = { path, nodes, coordinate, source: undefined, type: TypeNameMetaFieldDef.type };
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
    const source = sourceOf(this.#parts.graph.routes.get(coordinate)) ?? scope.source;
    const site = { path, nodes, coordinate, source, type: definition.type };
    const args = this.#demands.argumentsOf(definition, node);
    return this.#routed(responseKey, site, definition, args, depth, scope);
  }

  #routed(
    responseKey: string,
    site: Site,
    definition: GraphQLField<unknown, unknown>,
    args: number | undefined,
    depth: number,
    scope: DemandScope,
  ): FieldShape {
    const route = this.#parts.graph.routes.get(site.coordinate);
    const gate = this.#demands.gate(site.coordinate, args, scope);
    const inner: DemandScope = gate === undefined ? scope : { ...scope, below: gate.below, questions: new Map() };
    const make = (from: FieldOrigin, value: ValueShape): FieldShape => ({ responseKey, site, from, args, gate, value });
    switch (route?.kind) {
      case 'call': {
        const demand = this.#demands.call(site, route, args);
        inner.below.push(demand);
        const value = this.#value(site.type, site, depth, {
          below: demand.below,
          questions: new Map(),
          source: site.source,
        });
        demand.value = value;
        return make({ kind: 'call', demand }, value);
      }
      case 'link': {
        const link = this.#demands.link(site.coordinate, route);
        const question = this.#demands.question(link, site, args, gate, inner);
        const value = this.#value(site.type, site, depth, {
          below: question.below,
          questions: new Map(),
          source: site.source,
        });
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
    const site = { path, nodes, coordinate, source: undefined, type: TypeNameMetaFieldDef.type };
    const slot = this.#introspections++;
    const value = this.#value(site.type, site, 0, { below: [], questions: new Map(), source: undefined });
    return { responseKey, site, from: { kind: 'introspection', slot }, args: undefined, gate: undefined, value };
  }

  #value(type: GraphQLOutputType, site: Site, depth: number, scope: DemandScope): ValueShape {
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
}
