import { z } from 'zod';
import { httpEndpoint } from '../shared/http-endpoint.ts';
import type { CommonSourceOptions } from '../source.ts';

export interface RestOptions extends CommonSourceOptions {
  /** Path of a GraphQL SDL file whose root fields have `@rest`, or the SDL itself. */
  readonly description: string;
  /** Where paths begin: `https://api.example.com/v1`. A path that is an absolute URL stands for itself. */
  readonly endpoint?: string;
  /** 'null' answers null for a 404 of a query. Default: 'error'. */
  readonly notFound?: 'error' | 'null';
}

/** The options that only this kind has, as configuration checks them; the common ones are added there. */
export const restOptionsSchema = z.strictObject({
  endpoint: httpEndpoint.optional(),
  description: z
    .string()
    .min(1)
    .describe('Path of a GraphQL SDL file whose root fields have @rest, or the SDL itself.'),
  notFound: z.enum(['error', 'null']).optional().describe("'null' answers null for a 404 of a query. Default: error."),
});
