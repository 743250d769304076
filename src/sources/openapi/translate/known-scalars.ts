import { GraphQLBoolean, GraphQLFloat, GraphQLInt, type GraphQLScalarType, GraphQLString } from 'graphql';
import * as scalars from '../../shared/scalars.ts';

const SCALARS: readonly GraphQLScalarType[] = [
  GraphQLString,
  GraphQLInt,
  GraphQLFloat,
  GraphQLBoolean,
  scalars.BigIntScalar,
  scalars.DecimalScalar,
  scalars.JsonScalar,
  scalars.UploadScalar,
  scalars.DateTimeScalar,
  scalars.DateScalar,
  scalars.TimeScalar,
  scalars.DurationScalar,
  scalars.UuidScalar,
  scalars.EmailAddressScalar,
  scalars.UrlScalar,
  scalars.IpScalar,
  scalars.Ipv4Scalar,
  scalars.Ipv6Scalar,
  scalars.VoidScalar,
  scalars.ByteScalar,
];

/** By name: the scalars that shapes may have, those of several JSON types left out. */
export const KNOWN_SCALARS: ReadonlyMap<string, GraphQLScalarType> = new Map(
  SCALARS.map((scalar) => [scalar.name, scalar]),
);
