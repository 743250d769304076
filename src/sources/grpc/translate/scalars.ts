import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const MAX_UINT32 = 4_294_967_295;

function uint32(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_UINT32) return value;
  throw new GraphQLError('UInt32 must be an integer from 0 to 4294967295.');
}

/** An unsigned integer of 32 bits: more than `Int` holds, and exact as a JSON number. */
export const UInt32Scalar = new GraphQLScalarType<number, number>({
  name: 'UInt32',
  description: 'An integer from 0 to 4294967295.',
  serialize: uint32,
  parseValue: uint32,
  parseLiteral(node) {
    if (node.kind !== Kind.INT) throw new GraphQLError('UInt32 must be an integer.', { nodes: [node] });
    return uint32(Number(node.value));
  },
});

function double(value: unknown): number | string {
  if (typeof value === 'number') return Number.isFinite(value) ? value : specialName(value);
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value;
  throw new GraphQLError('Double must be a number, "NaN", "Infinity" or "-Infinity".');
}

/** How JSON writes a number that it has no form for. */
function specialName(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** A floating-point number with the values that JSON and `Float` have no form for. */
export const DoubleScalar = new GraphQLScalarType<number | string, number | string>({
  name: 'Double',
  description: 'A floating-point number, or the text "NaN", "Infinity" or "-Infinity".',
  serialize: double,
  parseValue: double,
  parseLiteral(node) {
    if (node.kind === Kind.STRING) return double(node.value);
    if (node.kind !== Kind.INT && node.kind !== Kind.FLOAT) {
      throw new GraphQLError('Double must be a number.', { nodes: [node] });
    }
    return double(Number(node.value));
  },
});
