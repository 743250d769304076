import { GraphQLBoolean, GraphQLFloat, GraphQLInt, type GraphQLScalarType, GraphQLString } from 'graphql';
import {
  BigIntScalar,
  ByteScalar,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  DurationScalar,
  LocalDateTimeScalar,
  LocalTimeScalar,
  UrlScalar,
} from '../../shared/scalars.ts';
import type { LeafKind } from '../model/shape.ts';

/** The GraphQL scalar of each kind of leaf. */
export const LEAF_SCALARS: Readonly<Record<LeafKind, GraphQLScalarType>> = {
  string: GraphQLString,
  boolean: GraphQLBoolean,
  int: GraphQLInt,
  bigint: BigIntScalar,
  decimal: DecimalScalar,
  float: GraphQLFloat,
  dateTime: LocalDateTimeScalar,
  dateTimeStamp: DateTimeScalar,
  date: DateScalar,
  time: LocalTimeScalar,
  duration: DurationScalar,
  base64: ByteScalar,
  hex: GraphQLString,
  uri: UrlScalar,
  qname: GraphQLString,
};

/** Names that no described type may take. */
export const RESERVED_NAMES = [
  'Query',
  'Mutation',
  'Subscription',
  'String',
  'Int',
  'Float',
  'Boolean',
  'ID',
  'JSON',
  'XML',
  'Upload',
  ...Object.values(LEAF_SCALARS).map((scalar) => scalar.name),
];
