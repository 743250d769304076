import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import { isExecutionContext } from '../execution-context.ts';
import { isPlanned, markPlanned, type Resolver } from './planned.ts';

const MISSING =
  "The gateway's schema was executed without the context that each of its operations needs. Ask the gateway itself, by `gateway.request({ query, variables })`, or mount it: `new ApolloServer({ gateway })`.";

/** Makes root fields say what is wrong where somebody runs the executable schema by himself, in place. */
export function requireContext(schema: GraphQLSchema): void {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      const resolve: Resolver = field.resolve ?? defaultFieldResolver;
      const required = inContext(resolve);
      field.resolve = isPlanned(resolve) ? markPlanned(required) : required;
      if (field.subscribe !== undefined) field.subscribe = inContext(field.subscribe);
    }
  }
}

function inContext(resolve: Resolver): Resolver {
  return (parent, args, context: unknown, info) => {
    if (!isExecutionContext(context)) throw new GatewayError('INTERNAL_SERVER_ERROR', MISSING);
    return resolve(parent, args, context, info);
  };
}
