import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** What an operation amounts to with its fragments spread out. */
export interface OperationFacts {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
}

const NOTHING: OperationFacts = { depth: 0, fields: 0, aliases: 0, directives: 0, rootFields: 0 };

/** Measures selection sets; a fragment is measured once, so that fragments which multiply each other cost nothing to count. */
export class OperationMeasure {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #measured = new Map<string, OperationFacts>();

  constructor(document: DocumentNode) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
    }
  }

  measure(set: SelectionSetNode): OperationFacts {
    const total = { ...NOTHING };
    for (const node of set.selections) {
      const directives = node.directives?.length ?? 0;
      const inner = this.#inner(node);
      total.directives += directives + inner.directives;
      total.fields += inner.fields;
      total.aliases += inner.aliases;
      total.depth = Math.max(total.depth, inner.depth);
      total.rootFields += inner.rootFields;
    }
    return total;
  }

  #inner(node: SelectionSetNode['selections'][number]): OperationFacts {
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(node.name.value);
    if (node.kind === Kind.INLINE_FRAGMENT) return this.measure(node.selectionSet);
    const aliases = node.alias === undefined ? 0 : 1;
    // Introspection has a depth rule of its own, and the query that every tool sends is deeper than any other.
    if (node.selectionSet === undefined || node.name.value.startsWith('__')) {
      return { depth: 1, fields: 1, aliases, directives: 0, rootFields: 1 };
    }
    const below = this.measure(node.selectionSet);
    return {
      depth: below.depth + 1,
      fields: below.fields + 1,
      aliases: below.aliases + aliases,
      directives: below.directives,
      rootFields: 1,
    };
  }

  #fragment(name: string): OperationFacts {
    const known = this.#measured.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return NOTHING;
    // A cycle ends here; validation reports it.
    this.#measured.set(name, NOTHING);
    const facts = this.measure(fragment.selectionSet);
    this.#measured.set(name, facts);
    return facts;
  }
}
