import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNullableType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { DocumentRequest } from '../../source.ts';
import { fitsLeaf } from './fits-leaf.ts';
import { isBigInteger } from './parse-json.ts';
import type { Path } from './read-result.ts';

/** A place of the data that does not fit the document and the schema. Its value has been made null. */
export interface Misfit {
  readonly path: Path;
  readonly problem: string;
}

type Values = Record<string, unknown>;

/**
 * Checks data against the document that it answers. A value of the wrong type becomes null, reported with its path. A null where none is
 * allowed is reported unless `explained` says that an error of the upstream accounts for it. Stops after `limit` misfits.
 */
export function checkData(
  schema: GraphQLSchema,
  { document, variables, operationName }: Pick<DocumentRequest, 'document' | 'variables' | 'operationName'>,
  data: Values,
  explained: (path: Path) => boolean,
  limit: number,
): readonly Misfit[] {
  const operation = getOperationAST(document, operationName) ?? getOperationAST(document);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return [];
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const checker = new Checker(schema, fragments, variables, explained, limit);
  checker.object(root, [operation.selectionSet], data, []);
  return checker.misfits;
}

class Checker {
  readonly misfits: Misfit[] = [];
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #explained: (path: Path) => boolean;
  readonly #limit: number;
  readonly #collected = new Map<object, Map<string, Map<string, FieldNode[]>>>();

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Readonly<Record<string, unknown>>,
    explained: (path: Path) => boolean,
    limit: number,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
    this.#explained = explained;
    this.#limit = limit;
  }

  object(type: GraphQLCompositeType, selections: readonly SelectionSetNode[], value: Values, path: Path): void {
    const concrete = this.#concrete(type, value, path);
    if (concrete === undefined) return;
    for (const [key, nodes] of this.#fields(concrete, selections)) {
      if (this.misfits.length >= this.#limit) return;
      const [node] = nodes;
      if (node === undefined || node.name.value.startsWith('__') || key.startsWith('__')) continue;
      const field = 'getFields' in concrete ? concrete.getFields()[node.name.value] : undefined;
      if (field === undefined) continue;
      const inner = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
      value[key] = this.#value(field.type, inner, value[key], [...path, key]);
    }
  }

  /** The value, or null where it does not fit. */
  #value(type: GraphQLOutputType, selections: readonly SelectionSetNode[], value: unknown, path: Path): unknown {
    if (value === undefined) return this.#misfit(path, 'nothing', true);
    if (value === null) {
      if (isNonNullType(type)) this.#misfit(path, 'null, where null is not allowed,', true);
      return null;
    }
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      if (!Array.isArray(value)) return this.#misfit(path, `${nameOf(value)} instead of a list`);
      const item: GraphQLOutputType = nullable.ofType;
      for (let index = 0; index < value.length && this.misfits.length < this.#limit; index += 1) {
        value[index] = this.#value(item, selections, value[index], [...path, index]);
      }
      return value;
    }
    if (isCompositeType(nullable)) {
      if (typeof value !== 'object' || Array.isArray(value))
        return this.#misfit(path, `${nameOf(value)} instead of an object`);
      const before = this.misfits.length;
      this.object(nullable, selections, value as Values, path);
      return this.misfits[before]?.path === path ? null : value;
    }
    if (nullable.name === 'Float' && typeof value === 'string' && isBigInteger(value)) return Number(value);
    return fitsLeaf(nullable, value) ? value : this.#misfit(path, `${nameOf(value)} instead of ${nullable.name}`);
  }

  #misfit(path: Path, problem: string, mayBeExplained = false): null {
    if (!mayBeExplained || !this.#explained(path)) this.misfits.push({ path, problem });
    return null;
  }

  /** The object type of a value; the abstract type itself where the value does not say. Undefined: the value says something else. */
  #concrete(type: GraphQLCompositeType, value: Values, path: Path): GraphQLCompositeType | undefined {
    if (!isAbstractType(type) || typeof value.__typename !== 'string') return type;
    const named = this.#schema.getType(value.__typename);
    if (isObjectType(named) && this.#schema.isSubType(type, named)) return named;
    this.#misfit(path, `the type "${value.__typename.slice(0, 100)}" instead of ${type.name}`);
    return undefined;
  }

  #fields(type: GraphQLCompositeType, selections: readonly SelectionSetNode[]): ReadonlyMap<string, FieldNode[]> {
    const [first] = selections;
    const only = selections.length === 1 && first !== undefined ? first : undefined;
    const known = only && this.#collected.get(only)?.get(type.name);
    if (known !== undefined) return known;
    const fields = new Map<string, FieldNode[]>();
    const seen = new Set<string>();
    for (const selection of selections) this.#collect(type, selection, fields, seen);
    if (only !== undefined) {
      const byType = this.#collected.get(only) ?? new Map<string, Map<string, FieldNode[]>>();
      this.#collected.set(only, byType.set(type.name, fields));
    }
    return fields;
  }

  #collect(
    type: GraphQLCompositeType,
    set: SelectionSetNode,
    fields: Map<string, FieldNode[]>,
    seen: Set<string>,
  ): void {
    for (const node of set.selections) {
      if (getDirectiveValues(GraphQLSkipDirective, node, this.#variables)?.if === true) continue;
      if (getDirectiveValues(GraphQLIncludeDirective, node, this.#variables)?.if === false) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const nodes = fields.get(key);
        if (nodes === undefined) fields.set(key, [node]);
        else nodes.push(node);
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(node.name.value) : node;
      if (fragment === undefined || (node.kind === Kind.FRAGMENT_SPREAD && seen.has(node.name.value))) continue;
      if (node.kind === Kind.FRAGMENT_SPREAD) seen.add(node.name.value);
      if (this.#applies(fragment.typeCondition?.name.value, type))
        this.#collect(type, fragment.selectionSet, fields, seen);
    }
  }

  #applies(condition: string | undefined, type: GraphQLCompositeType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const named = this.#schema.getType(condition);
    return isAbstractType(named) && !isAbstractType(type) && this.#schema.isSubType(named, type);
  }
}

function nameOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
