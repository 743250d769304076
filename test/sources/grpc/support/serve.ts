import { type handleUnaryCall, Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import protobuf from 'protobufjs';

const { parse } = protobuf;

export type Handlers = Readonly<Record<string, unknown>>;

export interface RunningServer extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly endpoint: string;
  readonly server: Server;
  readonly root: protobuf.Root;
}

/** Serves one service of a proto text with the reference implementation; handlers by rpc name, as grpc-js takes them. */
export async function serve(
  proto: string,
  service: string,
  handlers: Handlers,
  credentials = ServerCredentials.createInsecure(),
  address = '127.0.0.1:0',
): Promise<RunningServer> {
  const root = new protobuf.Root();
  for (const name of ['timestamp', 'duration', 'wrappers', 'struct', 'any', 'empty', 'field_mask']) {
    const common = protobuf.common.get(`google/protobuf/${name}.proto`);
    if (common?.nested !== undefined) root.addJSON(common.nested);
  }
  parse(proto, root, { keepCase: true });
  root.resolveAll();
  const definition = root.lookupService(service);
  const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  const methods: Record<string, unknown> = {};
  for (const method of definition.methodsArray) {
    const request = method.resolvedRequestType;
    const response = method.resolvedResponseType;
    if (request === null || response === null) throw new Error(`unresolved ${method.name}`);
    methods[method.name] = {
      path: `/${service}/${method.name}`,
      requestStream: method.requestStream === true,
      responseStream: method.responseStream === true,
      requestDeserialize: (bytes: Buffer) =>
        request.toObject(request.decode(bytes), { longs: String, enums: String, bytes: String, defaults: true }),
      responseSerialize: (value: Record<string, unknown> | Buffer) =>
        Buffer.isBuffer(value) ? value : Buffer.from(response.encode(response.fromObject(value)).finish()),
    };
  }
  server.addService(methods as never, handlers as UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  return {
    endpoint: address.startsWith('unix:') ? address : `127.0.0.1:${port}`,
    server,
    root,
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  };
}

/** A unary handler from a function. */
export function answer(
  make: (request: Record<string, unknown>, call: Parameters<handleUnaryCall<unknown, unknown>>[0]) => unknown,
) {
  return (
    call: Parameters<handleUnaryCall<unknown, unknown>>[0],
    done: (error: unknown, value?: unknown) => void,
  ): void => {
    try {
      done(null, make(call.request as Record<string, unknown>, call));
    } catch (error) {
      done(error);
    }
  };
}
