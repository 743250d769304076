import { z } from 'zod';
import { httpEndpoint } from '../shared/http-endpoint.ts';
import type { CommonSourceOptions } from '../source.ts';

export interface GraphqlOptions extends CommonSourceOptions {
  /**
   * URL of the service, which is asked for its schema by introspection; or path or URL of its schema: SDL (`.graphql`, `.graphqls`,
   * `.gql`) or the result of an introspection (`.json`). With a schema, `endpoint` says where the service is.
   */
  readonly description: string;
  /** How subscriptions reach the service. Default: they are left out. */
  readonly subscriptions?: SubscriptionOptions;
}

export interface SubscriptionOptions {
  /** 'sse': GraphQL over Server-Sent Events, distinct connections mode. 'ws': the `graphql-transport-ws` protocol. */
  readonly protocol: 'sse' | 'ws';
  /** Default: the endpoint, for 'ws' with its scheme changed to `ws:` or `wss:`. */
  readonly url?: string;
}

/** The options that only this kind has, as configuration checks them; the common ones are added there. */
export const graphqlOptionsSchema = z.strictObject({
  endpoint: httpEndpoint.optional(),
  description: z
    .string()
    .min(1)
    .describe('URL of the service, or path or URL of its schema: SDL or the result of an introspection.'),
  subscriptions: z
    .strictObject({
      protocol: z.enum(['sse', 'ws']).describe("'sse': Server-Sent Events; 'ws': graphql-transport-ws."),
      url: z.url().optional().describe('Default: the endpoint.'),
    })
    .optional()
    .describe('How subscriptions reach the service. Default: they are left out.'),
});
