import { z } from 'zod';
import type { CommonSourceOptions } from '../source.ts';

export interface GrpcOptions extends CommonSourceOptions {
  /**
   * Where the services are described: `.proto` files, folders of them, globs, binary descriptor sets or Buf images (`.binpb`, `.pb`,
   * `.desc`, `.protoset`, `.bin`, also with `.gz`), or the address of a server that has reflection (`catalog:50051`,
   * `grpcs://catalog`, `dns:catalog:50051`, `unix:/run/catalog.sock`).
   */
  readonly description: string | readonly string[];
  /** Folders that `import` looks into, in order. Default: the folder of each file, the root that its package implies, and `baseDir`. */
  readonly importPaths?: readonly string[];
  /** Globs of the services to take, by full name. Default: those of the files named; by reflection, all but the infrastructure's own. */
  readonly services?: readonly string[];
  /** How the upstream speaks. Default: 'grpc'. */
  readonly protocol?: 'grpc' | 'grpc-web' | 'connect';
  /** 'json' makes every map field one `JSON` value. Default: 'entries', a typed list of key and value. */
  readonly maps?: 'entries' | 'json';
  /** 'Double' is a scalar that also carries NaN and the infinities. Default: 'Float', where these are errors of the field. */
  readonly floats?: 'Float' | 'Double';
  /** 'null' answers null for NOT_FOUND of a query. Default: 'error'. */
  readonly notFound?: 'error' | 'null';
  /** Globs of server-streaming operations that are queries with a list of at most `listLimit` items. Default: none. */
  readonly lists?: readonly string[];
  /** Most items of such a list; one more is an error, and cancels the stream. Default 10000. */
  readonly listLimit?: number;
  /** Globs of list operations with `page_size` and `page_token` that become Relay connections. Default: none. */
  readonly connections?: readonly string[];
  /** Globs of the operations whose field mask is filled from the selection. Default: all that have a `read_mask` or `field_mask`. */
  readonly fieldMasks?: readonly string[] | false;
  /** Values of a `view` enum argument that are sent when the selection has only these fields: `{ 'listBooks': { BASIC: ['name'] } }`. */
  readonly views?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** TLS. Default: as the endpoint's scheme says, else true when `tls` is given or the port is 443. */
  readonly secure?: boolean;
  /** Waits for a connection until the deadline, instead of failing at once when there is none. Default: false. */
  readonly waitForReady?: boolean;
  /** Largest message that is sent, in bytes. Default 4 MiB. */
  readonly maxRequestBytes?: number;
  /** Requests of at least this many bytes are sent compressed. Default: none is. Compressed answers are always understood. */
  readonly gzipFrom?: number;
  /** Milliseconds between signs of life asked for while calls are under way; 0: none. Default 30000. */
  readonly keepaliveMs?: number;
  /** Milliseconds after which a connection without a sign of life is given up. Default 10000. */
  readonly keepaliveTimeoutMs?: number;
  /** Milliseconds to establish a connection, TLS included. Default 2000. */
  readonly connectTimeoutMs?: number;
}

const globs = z.array(z.string());

/** The options that only this kind has, as configuration checks them; the common ones are added there. */
export const grpcOptionsSchema = z.strictObject({
  description: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe('Proto files, folders, globs, descriptor sets, or the address of a server with reflection.'),
  importPaths: z.array(z.string()).optional().describe('Folders that imports are looked up in.'),
  services: globs.optional().describe('Globs of the services to take, by full name.'),
  protocol: z.enum(['grpc', 'grpc-web', 'connect']).optional().describe("How the upstream speaks. Default: 'grpc'."),
  maps: z.enum(['entries', 'json']).optional().describe("What a map becomes. Default: 'entries'."),
  floats: z
    .enum(['Float', 'Double'])
    .optional()
    .describe("'Double' also carries NaN and infinities. Default: 'Float'."),
  notFound: z
    .enum(['error', 'null'])
    .optional()
    .describe("'null' answers null for NOT_FOUND of a query. Default: error."),
  lists: globs.optional().describe('Globs of server streams that are queries with a bounded list. Default: none.'),
  listLimit: z.number().int().positive().optional().describe('Most items of such a list. Default: 10000.'),
  connections: globs.optional().describe('Globs of list operations that become Relay connections. Default: none.'),
  fieldMasks: z
    .union([globs, z.literal(false)])
    .optional()
    .describe('Globs of the operations whose field mask is filled from the selection. Default: all.'),
  views: z
    .record(z.string(), z.record(z.string(), z.array(z.string())))
    .optional()
    .describe('Per operation, the view to ask for when only these fields are selected.'),
  secure: z.boolean().optional().describe('TLS. Default: as the scheme, the `tls` option or port 443 say.'),
  waitForReady: z.boolean().optional().describe('Waits for a connection until the deadline. Default: false.'),
  maxRequestBytes: z.number().int().positive().optional().describe('Largest message sent, in bytes. Default: 4 MiB.'),
  gzipFrom: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('Requests from this size on are compressed. Default: none.'),
  keepaliveMs: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('Milliseconds between keepalive pings. Default: 30000.'),
  keepaliveTimeoutMs: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Milliseconds to wait for its answer. Default: 10000.'),
  connectTimeoutMs: z.number().int().positive().optional().describe('Milliseconds to connect. Default: 2000.'),
});
