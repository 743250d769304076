import { readOptions } from './binary-options.ts';
import type { RawEnum, RawField, RawFile, RawMessage, RawMethod, RawOptions, RawService } from './raw.ts';
import { SourceInfo } from './source-info.ts';
import { WireFields } from './wire-fields.ts';

// Field numbers and enum values are those of google/protobuf/descriptor.proto.

const TYPES: readonly (RawField['type'] | undefined)[] = [
  undefined,
  'double',
  'float',
  'int64',
  'uint64',
  'int32',
  'fixed64',
  'fixed32',
  'bool',
  'string',
  'group',
  'message',
  'bytes',
  'uint32',
  'enum',
  'sfixed32',
  'sfixed64',
  'sint32',
  'sint64',
];
const LABELS: readonly RawField['label'][] = ['none', 'optional', 'required', 'repeated'];

export interface DescriptorSet {
  readonly files: readonly RawFile[];
  /** Files that are there only because others import them. */
  readonly imported: ReadonlySet<string>;
}

/** Reads a `FileDescriptorSet` or a Buf image. Throws `DESCRIPTION_INVALID`. */
export function readDescriptorSet(bytes: Buffer): DescriptorSet {
  const descriptors = new WireFields(bytes).bytes(1);
  const files = descriptors.map(readFileDescriptor);
  const marked = new Set<string>();
  let isImage = false;
  for (const descriptor of descriptors) {
    const fields = new WireFields(descriptor);
    // Buf's own extension of the file: field 1 tells an import.
    if (!fields.has(8042)) continue;
    isImage = true;
    if (fields.message(8042).bool(1)) marked.add(fields.text(1));
  }
  const needed = new Set(files.flatMap((file) => file.imports.map(({ path }) => path)));
  return { files, imported: isImage ? marked : needed };
}

/** Reads one `FileDescriptorProto`. */
export function readFileDescriptor(bytes: Buffer): RawFile {
  const fields = new WireFields(bytes);
  const path = fields.text(1);
  const info = new SourceInfo(fields.message(9), path);
  const syntax = fields.text(12);
  const isPublic = new Set(fields.ints(10));
  return {
    path,
    package: fields.text(2),
    syntax: syntax === 'proto3' ? 'proto3' : syntax === 'editions' ? 'editions' : 'proto2',
    imports: fields
      .texts(3)
      .map((name, index) => ({ path: name, public: isPublic.has(index), at: info.at([3, index]) })),
    messages: fields.messages(4).map((item, index) => readMessage(item, info, [4, index])),
    enums: fields.messages(5).map((item, index) => readEnum(item, info, [5, index])),
    services: fields.messages(6).map((item, index) => readService(item, info, [6, index])),
    extensions: fields.messages(7).map((item, index) => readField(item, info, [7, index])),
    options: readOptions('file', fields.message(8)),
  };
}

function readMessage(fields: WireFields, info: SourceInfo, path: readonly number[]): RawMessage {
  return {
    name: fields.text(1),
    fields: fields.messages(2).map((item, index) => readField(item, info, [...path, 2, index])),
    messages: fields.messages(3).map((item, index) => readMessage(item, info, [...path, 3, index])),
    enums: fields.messages(4).map((item, index) => readEnum(item, info, [...path, 4, index])),
    extensions: fields.messages(6).map((item, index) => readField(item, info, [...path, 6, index])),
    options: readOptions('message', fields.message(7)),
    oneofs: fields
      .messages(8)
      .map((item, index) => ({ name: item.text(1), comment: info.comment([...path, 8, index]) })),
    comment: info.comment(path),
    at: info.at(path),
  };
}

function readField(fields: WireFields, info: SourceInfo, path: readonly number[]): RawField {
  const options: RawOptions = readOptions('field', fields.message(8));
  return {
    name: fields.text(1),
    extendee: fields.text(2),
    number: fields.int(3),
    label: LABELS[fields.int(4)] ?? 'none',
    // Without a type the descriptor leaves it to whoever resolves the name.
    type: TYPES[fields.int(5)] ?? 'named',
    typeName: fields.text(6),
    oneof: fields.has(9) ? fields.int(9) : undefined,
    proto3Optional: fields.bool(17),
    options: fields.has(7) ? { ...options, defaultValue: fields.text(7) } : options,
    comment: info.comment(path),
    at: info.at(path),
  };
}

function readEnum(fields: WireFields, info: SourceInfo, path: readonly number[]): RawEnum {
  return {
    name: fields.text(1),
    values: fields.messages(2).map((item, index) => ({
      name: item.text(1),
      number: item.int(2),
      options: readOptions('value', item.message(3)),
      comment: info.comment([...path, 2, index]),
    })),
    options: readOptions('enum', fields.message(3)),
    comment: info.comment(path),
    at: info.at(path),
  };
}

function readService(fields: WireFields, info: SourceInfo, path: readonly number[]): RawService {
  return {
    name: fields.text(1),
    methods: fields.messages(2).map((item, index) => readMethod(item, info, [...path, 2, index])),
    options: {},
    comment: info.comment(path),
    at: info.at(path),
  };
}

function readMethod(fields: WireFields, info: SourceInfo, path: readonly number[]): RawMethod {
  return {
    name: fields.text(1),
    input: fields.text(2),
    output: fields.text(3),
    options: readOptions('method', fields.message(4)),
    clientStreaming: fields.bool(5),
    serverStreaming: fields.bool(6),
    comment: info.comment(path),
    at: info.at(path),
  };
}
