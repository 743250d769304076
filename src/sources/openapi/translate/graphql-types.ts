import {
  GraphQLEnumType,
  GraphQLError,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInterfaceType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLString,
  GraphQLUnionType,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { KNOWN_SCALARS } from './known-scalars.ts';
import type { EnumShape, Field, MapShape, ObjectShape, Shape, UnionShape, Use } from './shape.ts';

/** Scalars that components are called like, and what they are called beside one that is. */
export const YIELDING_SCALARS: ReadonlyMap<string, string> = new Map([['IP', 'IPAddress']]);

/** Names that no translated type may take: a type called `Date` beside the scalar would change its meaning when a date is added. */
export const RESERVED_TYPE_NAMES: readonly string[] = [
  ...[...KNOWN_SCALARS.keys()].filter((name) => !YIELDING_SCALARS.has(name)),
  'ID',
  'Query',
  'Mutation',
  'Subscription',
];

/** Prints shapes as GraphQL types, one for each; fields are made when they are asked for. */
export class TypePrinter {
  readonly #lenient: boolean;
  readonly #types = new Map<Shape, GraphQLNamedType>();
  readonly #scalars = new Map<string, GraphQLScalarType>(KNOWN_SCALARS);

  /** `scalarNames`: of the scalars that have another name than their own. */
  constructor(lenient: boolean, scalarNames: ReadonlyMap<string, string>) {
    this.#lenient = lenient;
    for (const [own, name] of scalarNames) {
      const scalar = KNOWN_SCALARS.get(own);
      if (scalar !== undefined) this.#scalars.set(own, new GraphQLScalarType({ ...scalar.toConfig(), name }));
    }
  }

  output(use: Use, required: boolean): GraphQLOutputType {
    const type = this.#output(use.shape);
    return required && !use.nullable && !this.#lenient ? new GraphQLNonNull(type) : type;
  }

  input(use: Use, required: boolean): GraphQLInputType {
    const type = this.#input(use.shape);
    return required && !use.nullable ? new GraphQLNonNull(type) : type;
  }

  #output(shape: Shape): Exclude<GraphQLOutputType, GraphQLNonNull<never>> {
    switch (shape.kind) {
      case 'scalar':
        return this.#scalar(shape.scalar);
      case 'list':
        return new GraphQLList(this.output(shape.item, true));
      case 'enum':
        return this.#once(shape, () => enumType(shape));
      case 'map':
        return new GraphQLList(new GraphQLNonNull(this.#once(shape, () => this.#entry(shape))));
      case 'object':
        return this.object(shape);
      case 'union':
        return this.#once(shape, () =>
          shape.parent === undefined ? this.#union(shape) : this.#interface(shape.parent),
        );
    }
  }

  object(shape: ObjectShape): GraphQLObjectType | GraphQLInterfaceType {
    if (shape.isInterface) return this.#once(shape, () => this.#interface(shape));
    return this.#once(
      shape,
      () =>
        new GraphQLObjectType({
          name: shape.name,
          description: shape.description ?? null,
          interfaces: () => [...new Set(shape.parents)].map((parent) => this.#interface(parent)),
          fields: () => this.#outputFields(shape),
        }),
    );
  }

  #interface(shape: ObjectShape): GraphQLInterfaceType {
    return this.#once(
      shape,
      () =>
        new GraphQLInterfaceType({
          name: shape.name,
          description: shape.description ?? null,
          fields: () => this.#outputFields(shape),
        }),
    );
  }

  #union(shape: UnionShape): GraphQLUnionType {
    return new GraphQLUnionType({
      name: shape.name,
      description: shape.description ?? null,
      types: () => shape.members.map((member) => this.#memberType(member.box ?? member.use.shape)),
    });
  }

  #memberType(shape: Shape): GraphQLObjectType {
    const type = shape.kind === 'object' ? this.object(shape) : undefined;
    if (type instanceof GraphQLObjectType) return type;
    throw new TypeError('A member of a union must be an object.');
  }

  #outputFields(shape: ObjectShape): Record<string, OutputField> {
    const fields: Record<string, OutputField> = {};
    for (const field of shape.fields) {
      fields[field.name] = {
        type: this.output(field.use, field.required),
        description: field.description ?? null,
        deprecationReason: field.deprecated ?? null,
      };
    }
    if (shape.rest !== undefined) {
      fields[shape.rest.name] = {
        type: this.#output(shape.rest.shape),
        description: 'Members that the description does not name.',
        deprecationReason: null,
      };
    }
    return fields;
  }

  #entry(shape: MapShape): GraphQLObjectType {
    return new GraphQLObjectType({
      name: shape.name,
      description: 'One entry of an object with free keys.',
      fields: () => ({
        key: { type: new GraphQLNonNull(GraphQLString) },
        value: { type: this.output(shape.value, true) },
      }),
    });
  }

  #input(shape: Shape): Exclude<GraphQLInputType, GraphQLNonNull<never>> {
    switch (shape.kind) {
      case 'scalar':
        return this.#scalar(shape.scalar);
      case 'list':
        return new GraphQLList(this.input(shape.item, true));
      case 'enum':
        return this.#once(shape, () => enumType(shape));
      case 'map':
        return new GraphQLList(new GraphQLNonNull(this.#once(shape, () => this.#entryInput(shape))));
      case 'object':
        return this.#once(
          shape,
          () =>
            new GraphQLInputObjectType({
              name: shape.name,
              description: shape.description ?? null,
              fields: () => this.#inputFields(shape),
            }),
        );
      case 'union':
        return this.#once(shape, () => this.#choice(shape));
    }
  }

  #inputFields(shape: ObjectShape): Record<string, InputField> {
    const fields: Record<string, InputField> = {};
    for (const field of shape.fields) fields[field.name] = this.#inputField(field);
    if (shape.rest !== undefined) {
      fields[shape.rest.name] = {
        type: this.#input(shape.rest.shape),
        description: 'Members that the description does not name.',
        deprecationReason: null,
      };
    }
    return fields;
  }

  #inputField(field: Field): InputField {
    return {
      type: this.input(field.use, field.required),
      description: field.description ?? null,
      // GraphQL forbids to deprecate what must be given.
      deprecationReason: field.required && !field.use.nullable ? null : (field.deprecated ?? null),
    };
  }

  #entryInput(shape: MapShape): GraphQLInputObjectType {
    return new GraphQLInputObjectType({
      name: shape.name,
      description: 'One entry of an object with free keys.',
      fields: () => ({
        key: { type: new GraphQLNonNull(GraphQLString) },
        value: { type: this.input(shape.value, true) },
      }),
    });
  }

  #choice(shape: UnionShape): GraphQLInputObjectType {
    return new GraphQLInputObjectType({
      name: shape.name,
      description: shape.description ?? null,
      isOneOf: true,
      fields: () =>
        Object.fromEntries(shape.members.map((member) => [member.label, { type: this.#input(member.use.shape) }])),
    });
  }

  #scalar(name: string): GraphQLScalarType {
    const known = this.#scalars.get(name);
    if (known !== undefined) return known;
    const made = mixedScalar(name);
    this.#scalars.set(name, made);
    return made;
  }

  #once<T extends GraphQLNamedType>(shape: Shape, make: () => T): T {
    const known = this.#types.get(shape);
    if (known !== undefined) return known as T;
    const made = make();
    this.#types.set(shape, made);
    return made;
  }
}

interface OutputField {
  type: GraphQLOutputType;
  description: string | null;
  deprecationReason: string | null;
}

interface InputField {
  type: GraphQLInputType;
  description: string | null;
  deprecationReason: string | null;
}

function enumType(shape: EnumShape): GraphQLEnumType {
  return new GraphQLEnumType({
    name: shape.name,
    description: shape.description ?? null,
    values: Object.fromEntries(
      shape.values.map((value) => [
        value.name,
        { value: value.name, description: value.description ?? null, deprecationReason: value.deprecated ?? null },
      ]),
    ),
  });
}

/** A scalar such as `StringOrInt`: a leaf of one of several JSON types. */
function mixedScalar(name: string): GraphQLScalarType {
  const kinds = name.split('Or');
  const fits = (value: unknown): boolean =>
    (typeof value === 'string' && kinds.includes('String')) ||
    (typeof value === 'boolean' && kinds.includes('Boolean')) ||
    (typeof value === 'number' && (kinds.includes('Float') || (kinds.includes('Int') && Number.isInteger(value))));
  const check = (value: unknown): unknown => {
    if (!fits(value)) throw new GraphQLError(`${name} cannot represent a value of another type.`);
    return value;
  };
  return new GraphQLScalarType({
    name,
    description: `One of: ${kinds.join(', ')}.`,
    serialize: check,
    parseValue: check,
    parseLiteral: (node: ValueNode, variables) => check(valueFromASTUntyped(node, variables)),
  });
}
