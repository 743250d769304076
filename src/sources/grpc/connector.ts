import { GatewayError } from '../../errors/gateway-error.ts';
import type { Call, CallConnector, CallReport } from '../source.ts';
import { listSelection, pageOf, toConnection } from './codec/pages.ts';
import { projectedArgs } from './codec/projection.ts';
import { Codec } from './codec.ts';
import type { GrpcDescription } from './describe.ts';
import { linkFiles } from './descriptor/link.ts';
import { parseProto } from './descriptor/parser.ts';
import { STANDARD_FILES } from './descriptor/standard-files.ts';
import { EventQueue } from './event-queue.ts';
import { fromStatus, statusName } from './fault.ts';
import { configuredMetadata, withForwarded } from './metadata.ts';
import type { GrpcOptions } from './options.ts';
import type { MessageShape } from './translate/shape.ts';
import { Shapes } from './translate/shapes.ts';
import { createTransport } from './transport/create-transport.ts';
import type { RpcRequest, RpcStatus, Transport } from './transport/exchange.ts';
import type { GrpcWire } from './wire.ts';

const PREFIX = 5;
const DEFAULT_MAX_REQUEST = 4 * 1024 * 1024;
const NOT_FOUND = 5;
const OK = 0;

/** Messages of a stream that may wait for their reader before the upstream is asked to pause. */
const HIGH_WATER = 64;

/** The way to one gRPC service. */
export function connect(options: GrpcOptions, description: GrpcDescription): CallConnector<GrpcWire> {
  return new GrpcConnector(options, description);
}

class GrpcConnector implements CallConnector<GrpcWire> {
  readonly takes = 'calls';
  readonly #options: GrpcOptions;
  readonly #codec: Codec;
  #transport: Transport | undefined;
  #configured: Readonly<Record<string, string>> | undefined;

  constructor(options: GrpcOptions, description: GrpcDescription) {
    this.#options = options;
    // Only messages inside an `Any` are looked up here: those of operations come with their wire.
    const shapes = new Shapes(description.registry, options);
    this.#codec = new Codec((fullName) => shapes.message(fullName) ?? standardMessage(fullName));
  }

  call(call: Call<GrpcWire>, report?: CallReport): Promise<unknown> {
    const { wire } = call.operation;
    if (wire.serverStreaming) return this.#list(call, report);
    return new Promise((resolve, reject) => {
      call.signal.throwIfAborted();
      const prepared = this.#prepare(call);
      const { request } = prepared;
      let answer: Buffer | undefined;
      let tooMany = false;
      this.#open().start(request, {
        message: (message) => {
          tooMany = answer !== undefined;
          answer = message;
        },
        end: (status) => {
          if (report !== undefined) report.status = statusName(status.code);
          try {
            if (call.signal.aborted) reject(call.signal.reason);
            else if (status.code !== OK) resolve(this.#failed(call, status));
            else if (answer === undefined || tooMany) reject(wrongCount(tooMany));
            else resolve(prepared.finish(answer));
          } catch (error) {
            reject(error);
          }
        },
      });
    });
  }

  async *watch(call: Call<GrpcWire>): AsyncGenerator<unknown, void, void> {
    call.signal.throwIfAborted();
    const queue = new EventQueue<Buffer>();
    const prepared = this.#prepare(call);
    const handle = this.#open().start(prepared.request, {
      message: (message) => {
        queue.push(message);
        if (queue.length >= HIGH_WATER) handle.pause();
      },
      end: (status) => {
        if (call.signal.aborted) queue.fail(call.signal.reason);
        else if (status.code === OK) queue.end();
        else queue.fail(this.#fault(status));
      },
    });
    try {
      for await (const message of queue) {
        if (queue.length === 0) handle.resume();
        yield prepared.finish(message);
      }
    } finally {
      handle.cancel();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport?.[Symbol.asyncDispose]();
  }

  /** A server stream as a list: all of it, or an error when it is longer than the limit. */
  async #list(call: Call<GrpcWire>, report: CallReport | undefined): Promise<unknown[]> {
    const limit = call.operation.wire.listLimit ?? 0;
    const items: unknown[] = [];
    for await (const item of this.watch(call)) {
      if (items.length === limit) {
        throw new GatewayError(
          'UPSTREAM_MALFORMED',
          `The upstream service answered with more than ${limit} items. Ask for fewer, or raise \`listLimit\`.`,
        );
      }
      items.push(item);
    }
    if (report !== undefined) report.status = statusName(OK);
    return items;
  }

  #failed(call: Call<GrpcWire>, status: RpcStatus): null {
    const mayBeNull = this.#options.notFound === 'null' && call.operation.effect === 'read';
    if (mayBeNull && status.code === NOT_FOUND && call.operation.wire.unwrap === undefined) return null;
    throw this.#fault(status);
  }

  #fault(status: RpcStatus): GatewayError {
    return fromStatus(status, (typeUrl, value) => this.#codec.decodeDetail(typeUrl, value));
  }

  /** The request, and what makes the field's value of a response. */
  #prepare(call: Call<GrpcWire>): { readonly request: RpcRequest; finish(message: Buffer): unknown } {
    const { selection, args } = call;
    const { wire } = call.operation;
    if (wire.page === undefined) {
      return {
        request: this.#request(call, projectedArgs(wire, selection, args)),
        finish: (message) => this.#codec.decodeResponse(wire, selection, message),
      };
    }
    const rule = wire.page;
    const page = pageOf(args, rule);
    const wanted = selection === undefined ? undefined : listSelection(selection, rule);
    return {
      request: this.#request(call, projectedArgs(wire, wanted, page.args)),
      finish: (message) =>
        toConnection(this.#codec.decodeResponse(wire, wanted, message) as Record<string, unknown>, page, rule),
    };
  }

  #request(call: Call<GrpcWire>, args: Readonly<Record<string, unknown>>): RpcRequest {
    const { wire } = call.operation;
    const inputs = wire.clientStreaming ? (args.messages as readonly unknown[]) : [args];
    const messages = inputs.map((input) =>
      this.#codec.encodeRequest(
        wire.request,
        wire.clientStreaming && wire.request.kind !== 'message' ? { value: input } : (input as Record<string, unknown>),
        PREFIX,
      ),
    );
    const limit = this.#options.maxRequestBytes ?? DEFAULT_MAX_REQUEST;
    const largest = messages.find((message) => message.length - PREFIX > limit);
    if (largest !== undefined) {
      throw new GatewayError(
        'BAD_USER_INPUT',
        `The arguments make a message of ${largest.length - PREFIX} bytes, which is more than the limit of ${limit}.`,
      );
    }
    return {
      path: wire.path,
      streaming: wire.clientStreaming || wire.serverStreaming,
      metadata: this.#metadata(call.forwarded),
      messages,
      signal: call.signal,
      deadline: call.deadline,
    };
  }

  #metadata(forwarded: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    this.#configured ??= configuredMetadata(this.#options.headers);
    return withForwarded(this.#configured, forwarded);
  }

  #open(): Transport {
    this.#transport ??= createTransport(this.#options);
    return this.#transport;
  }
}

let standard: Shapes | undefined;

/** The messages that every server may send as details of an error, whether its description has them or not. */
function standardMessage(fullName: string): MessageShape | undefined {
  if (!fullName.startsWith('google.')) return undefined;
  standard ??= new Shapes(linkFiles([...STANDARD_FILES].map(([path, text]) => parseProto(text, path))).registry, {});
  return standard.message(fullName);
}

function wrongCount(tooMany: boolean): GatewayError {
  return new GatewayError('UPSTREAM_MALFORMED', undefined, {
    protocol: { text: tooMany ? 'More than one message for a unary call.' : 'No message for a unary call.' },
  });
}
