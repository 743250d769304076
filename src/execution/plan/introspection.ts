import {
  type DocumentNode,
  execute,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  visit,
} from 'graphql';
import type { PreparedOperation } from '../prepare/prepared-operation.ts';
import type { PlanFrame } from './plan-frame.ts';
import type { FieldShape, PlanShape } from './plan-shapes.ts';

/** Answers the introspection fields of an operation with graphql-js: once for all runs where they read no variable. */
export class Introspection {
  readonly #schema: GraphQLSchema;
  readonly #fields: readonly {
    readonly slot: number;
    readonly key: string;
    readonly document: DocumentNode;
    readonly isFixed: boolean;
  }[];
  readonly #known = new Map<number, unknown>();

  constructor(schema: GraphQLSchema, prepared: PreparedOperation, shape: PlanShape) {
    this.#schema = schema;
    this.#fields = shape.root.fields.flatMap((field) =>
      field.from.kind === 'introspection'
        ? [{ slot: field.from.slot, key: field.responseKey, ...documentOf(prepared, field) }]
        : [],
    );
  }

  async run(frame: PlanFrame): Promise<void> {
    for (const { slot, key, document, isFixed } of this.#fields) {
      if (this.#known.has(slot)) {
        frame.introspected[slot] = this.#known.get(slot);
        continue;
      }
      const result = await execute({ schema: this.#schema, document, variableValues: frame.variables });
      if (result.errors !== undefined) frame.errors.push(...result.errors);
      frame.introspected[slot] = result.data?.[key];
      if (isFixed && result.errors === undefined) this.#known.set(slot, result.data?.[key]);
    }
  }

  get isEmpty(): boolean {
    return this.#fields.length === 0;
  }
}

/** A document of this field alone, with the variables and fragments that it uses. */
function documentOf(prepared: PreparedOperation, field: FieldShape): { document: DocumentNode; isFixed: boolean } {
  const { operation, fragments } = prepared;
  const variables = new Set<string>();
  const used = new Map<string, FragmentDefinitionNode>();
  const scan = (node: FieldNode | FragmentDefinitionNode): void => {
    visit(node, {
      enter(inner) {
        if (inner.kind === Kind.VARIABLE) variables.add(inner.name.value);
        if (inner.kind !== Kind.FRAGMENT_SPREAD) return;
        const fragment = fragments[inner.name.value];
        if (fragment === undefined || used.has(inner.name.value)) return;
        used.set(inner.name.value, fragment);
        scan(fragment);
      },
    });
  };
  for (const node of field.site.nodes) scan(node);
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    variables.has(variable.name.value),
  );
  const selectionSet = { kind: Kind.SELECTION_SET, selections: field.site.nodes } as const;
  const alone = { ...operation, directives: [], variableDefinitions, selectionSet };
  return { document: { kind: Kind.DOCUMENT, definitions: [alone, ...used.values()] }, isFixed: variables.size === 0 };
}
