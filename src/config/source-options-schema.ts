import { z } from 'zod';
import { boolean, byteSize, choice, duration, integer, section, text, texts } from './leaves.ts';

const fraction = z.number({ error: 'a number above 0, up to 1' }).gt(0, { error: 'a number above 0, up to 1' }).lte(1, {
  error: 'a number above 0, up to 1',
});

const breaker = section({
  threshold: fraction.optional(),
  minimumCalls: integer(1, 1_000_000).optional(),
  window: duration().optional(),
  openFor: duration().optional(),
});

const callShape = {
  timeout: duration().optional(),
  tryTimeout: duration().optional(),
  retries: z.union([z.literal(false), integer(0, 10)], { error: 'false or a whole number from 0 to 10' }).optional(),
  retryWrites: boolean().optional(),
} as const;

/** What `resilience` holds for the calls of one field. */
export const callResilienceSchema = section({
  ...callShape,
  fallback: z
    .union([z.literal('last-good'), section({ value: z.unknown() })], { error: "'last-good' or { value: … }" })
    .optional(),
});

/** What `resilience` holds for all sources and for one. */
export const resilienceShape = {
  ...callShape,
  concurrency: integer(1, 100_000).optional(),
  queue: integer(0, 1_000_000).optional(),
  breaker: z.union([z.literal(false), breaker], { error: 'false or an object of settings' }).optional(),
  rate: section({
    perSecond: z.number({ error: 'a positive number' }).positive({ error: 'a positive number' }),
    burst: integer(1, 1_000_000).optional(),
  }).optional(),
  fallback: z.literal('last-good', { error: "'last-good'; a value stands at a field, by its coordinate" }).optional(),
} as const;

const resilienceSchema = section(resilienceShape);

const headers = z.record(z.string(), z.string({ error: 'a text' }), { error: 'an object of texts' });

export const tlsSchema = section({
  ca: text().optional(),
  cert: text().optional(),
  key: text().optional(),
  passphrase: z.string({ error: 'a text' }).optional(),
  serverName: text().optional(),
  rejectUnauthorized: boolean().optional(),
});

/** The options that every source kind has. A kind has more of its own, which it describes by a schema of its own. */
export const commonOptionsShape = {
  endpoint: text('a URL or an address').optional(),
  headers: headers.optional(),
  forward: texts().optional(),
  tls: tlsSchema.optional(),
  nullability: choice(['described', 'lenient', 'strict']).optional(),
  include: texts().optional(),
  exclude: texts().optional(),
  queries: texts().optional(),
  mutations: texts().optional(),
  rename: headers.optional(),
  namespace: text().optional(),
  onError: choice(['fail', 'exclude', 'last-good']).optional(),
  resilience: resilienceSchema.optional(),
  maxResponseBytes: byteSize().optional(),
  exposeErrors: boolean().optional(),
} as const;

export const commonOptionsSchema = z.looseObject(commonOptionsShape, { error: 'an object of options' });
