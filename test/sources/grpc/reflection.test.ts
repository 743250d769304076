import { create, toBinary } from '@bufbuild/protobuf';
import {
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { openFiles } from './support/open.ts';
import { answer, type RunningServer, serve } from './support/serve.ts';

const reflectionProto = (version: string): string => `syntax = "proto3"; package grpc.reflection.${version};
  service ServerReflection { rpc ServerReflectionInfo(stream ServerReflectionRequest) returns (stream ServerReflectionResponse); }
  message ServerReflectionRequest {
    string host = 1; oneof message_request { string file_by_filename = 3; string file_containing_symbol = 4; string list_services = 7; }
  }
  message ServerReflectionResponse {
    string valid_host = 1; ServerReflectionRequest original_request = 2;
    oneof message_response {
      FileDescriptorResponse file_descriptor_response = 4; ListServiceResponse list_services_response = 6; ErrorResponse error_response = 7;
    }
  }
  message FileDescriptorResponse { repeated bytes file_descriptor_proto = 1; }
  message ListServiceResponse { repeated ServiceResponse service = 1; }
  message ServiceResponse { string name = 1; }
  message ErrorResponse { int32 error_code = 1; string error_message = 2; }`;

const field = (name: string, number: number, type: Type, typeName = '') => ({
  name,
  number,
  type,
  label: Label.OPTIONAL,
  typeName,
});
const file = (name: string, dependency: string[], service: string, type: string) =>
  Buffer.from(
    toBinary(
      FileDescriptorProtoSchema,
      create(FileDescriptorProtoSchema, {
        name,
        package: 'r',
        syntax: 'proto3',
        dependency,
        messageType: [
          {
            name: type,
            field: [
              field('shared', 1, Type.MESSAGE, '.r.Shared'),
              field('at', 2, Type.MESSAGE, '.google.protobuf.Timestamp'),
            ],
          },
        ],
        service: [
          { name: service, method: [{ name: `Get${type}`, inputType: `.r.${type}`, outputType: `.r.${type}` }] },
        ],
      }),
    ),
  );
const shared = Buffer.from(
  toBinary(
    FileDescriptorProtoSchema,
    create(FileDescriptorProtoSchema, {
      name: 'shared.proto',
      package: 'r',
      syntax: 'proto3',
      messageType: [{ name: 'Shared', field: [field('text', 1, Type.STRING)] }],
    }),
  ),
);

interface Asked {
  readonly file_by_filename?: string;
  readonly file_containing_symbol?: string;
  readonly list_services?: string;
}
interface Stream {
  on(event: 'data', run: (request: Asked) => void): void;
  on(event: 'end', run: () => void): void;
  write(answer: unknown): void;
  end(): void;
}

function reflecting(
  version: string,
  files: Readonly<Record<string, Buffer>>,
  services: Readonly<Record<string, string>>,
  asked: string[] = [],
): Promise<RunningServer> {
  const answerAll = (call: Stream): void => {
    call.on('data', (request) => {
      const symbol = request.file_containing_symbol;
      const name = symbol ? services[symbol] : request.file_by_filename;
      if (!name) {
        const own = [`grpc.reflection.${version}.ServerReflection`, 'grpc.health.v1.Health'];
        const service = [...Object.keys(services), ...own].map((item) => ({ name: item }));
        call.write({ list_services_response: { service } });
        return;
      }
      asked.push(name);
      const bytes = files[name];
      if (bytes === undefined) call.write({ error_response: { error_code: 5, error_message: 'none' } });
      else call.write({ file_descriptor_response: { file_descriptor_proto: [bytes] } });
    });
    call.on('end', () => call.end());
  };
  return serve(reflectionProto(version), `grpc.reflection.${version}.ServerReflection`, {
    ServerReflectionInfo: answerAll,
  });
}

const files = {
  'a.proto': file('a.proto', ['shared.proto', 'google/protobuf/timestamp.proto'], 'Alphas', 'Alpha'),
  'b.proto': file('b.proto', ['shared.proto', 'google/protobuf/timestamp.proto'], 'Betas', 'Beta'),
  'shared.proto': shared,
};

test.each(['v1', 'v1alpha'])('several services by %s, each dependency fetched once', async (version) => {
  const asked: string[] = [];
  await using server = await reflecting(version, files, { 'r.Alphas': 'a.proto', 'r.Betas': 'b.proto' }, asked);
  await using source = await openFiles({}, server.endpoint);
  expect([...source.subschema.operations.keys()]).toEqual(['Query.getAlpha', 'Query.getBeta']);
  expect(asked.sort()).toEqual(['a.proto', 'b.proto', 'google/protobuf/timestamp.proto', 'shared.proto']);
  expect(source.subschema.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('services are chosen by name', async () => {
  await using server = await reflecting('v1', files, { 'r.Alphas': 'a.proto', 'r.Betas': 'b.proto' });
  await using source = await openFiles({}, `dns:${server.endpoint}`, { services: ['r.B*'] });
  expect([...source.subschema.operations.keys()]).toEqual(['Query.getBeta']);
});

test('a server without reflection, a file that it lacks, and a server that is not there', async () => {
  await using plain = await serve(
    'syntax = "proto3"; package p; service S { rpc Get(M) returns (M); } message M { string a = 1; }',
    'p.S',
    { Get: answer(() => ({})) },
  );
  await using lacking = await reflecting(
    'v1',
    { 'a.proto': file('a.proto', ['lost.proto'], 'Alphas', 'Alpha') },
    { 'r.Alphas': 'a.proto' },
  );
  const errors = await Promise.all(
    [plain.endpoint, lacking.endpoint, '127.0.0.1:1'].map((endpoint) =>
      openFiles({}, endpoint).catch((error: unknown) => error),
    ),
  );
  for (const error of errors) expect(error).toBeInstanceOf(GatewayError);
  expect(errors.map((error) => (error as GatewayError).message)).toEqual([
    expect.stringContaining('has no reflection service'),
    expect.stringContaining('does not have the file "lost.proto"'),
    expect.stringContaining('could not be asked'),
  ]);
});
