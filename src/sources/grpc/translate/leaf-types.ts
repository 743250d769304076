import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLEnumValueConfigMap,
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import {
  BigIntScalar,
  ByteScalar,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  DurationScalar,
  JsonScalar,
  LocalTimeScalar,
} from '../../shared/scalars.ts';
import type { EnumType, Registry } from '../descriptor/model.ts';
import type { ScalarType } from '../descriptor/raw.ts';
import { DoubleScalar, UInt32Scalar } from './scalars.ts';
import type { EnumShape, KnownType, ValueShape } from './shape.ts';

/** GraphQL types of values that have no fields of their own. */
export class LeafTypes {
  readonly #registry: Registry;
  readonly #floats: 'Float' | 'Double';
  readonly #enums = new Map<string, GraphQLEnumType>();

  constructor(registry: Registry, floats: 'Float' | 'Double') {
    this.#registry = registry;
    this.#floats = floats;
  }

  leaf(
    value: Exclude<ValueShape, { kind: 'message' }>,
  ): GraphQLScalarType | GraphQLEnumType | GraphQLList<GraphQLNonNull<GraphQLScalarType>> {
    if (value.kind === 'scalar') return this.#scalar(value.type);
    if (value.kind === 'enum') return this.#enum(value.enum);
    if (value.known === 'wrapper') return this.#scalar(value.scalar ?? 'string');
    if (value.known === 'mask') return new GraphQLList(new GraphQLNonNull(GraphQLString));
    return KNOWN_SCALARS[value.known];
  }

  #scalar(type: ScalarType): GraphQLScalarType {
    switch (type) {
      case 'double':
      case 'float':
        return this.#floats === 'Double' ? DoubleScalar : GraphQLFloat;
      case 'int32':
      case 'sint32':
      case 'sfixed32':
        return GraphQLInt;
      case 'uint32':
      case 'fixed32':
        return UInt32Scalar;
      case 'bool':
        return GraphQLBoolean;
      case 'string':
        return GraphQLString;
      case 'bytes':
        return ByteScalar;
      default:
        return BigIntScalar;
    }
  }

  #enum(shape: EnumShape): GraphQLEnumType {
    const made = this.#enums.get(shape.fullName);
    if (made !== undefined) return made;
    const declared: EnumType | undefined = this.#registry.enums.get(shape.fullName);
    const values: GraphQLEnumValueConfigMap = {};
    [...shape.numbers.keys()].forEach((name, index) => {
      const value = declared?.values[index];
      values[name] = {
        ...described(value?.comment ?? ''),
        ...(value?.deprecated === true ? { deprecationReason: 'Deprecated by its description.' } : undefined),
      };
    });
    if (shape.unrecognized !== undefined) {
      values[shape.unrecognized] = {
        description: 'A value that the description does not know. Answered only; illegal on input.',
      };
    }
    const type = new GraphQLEnumType({ name: shape.typeName, ...described(declared?.comment ?? ''), values });
    this.#enums.set(shape.fullName, type);
    return type;
  }
}

const KNOWN_SCALARS: Readonly<Record<Exclude<KnownType, 'wrapper' | 'mask'>, GraphQLScalarType>> = {
  timestamp: DateTimeScalar,
  duration: DurationScalar,
  struct: JsonScalar,
  value: JsonScalar,
  list: JsonScalar,
  any: JsonScalar,
  empty: GraphQLBoolean,
  date: DateScalar,
  timeOfDay: LocalTimeScalar,
  decimal: DecimalScalar,
};

/** The description of an element, where it has a comment. */
export function described(comment: string): { description?: string } {
  return comment === '' ? {} : { description: comment };
}
