import type { Issue } from '../../../errors/issue.ts';
import { enumValueName, fieldName, NameScope, typeName } from '../../shared/naming.ts';
import type { EnumType, FieldType, MessageType, Registry } from '../descriptor/model.ts';
import type { GrpcOptions } from '../options.ts';
import { absentValue } from './absent-value.ts';
import {
  type EnumShape,
  type FieldShape,
  KNOWN_TYPES,
  type KnownType,
  type MessageShape,
  type OneofShape,
  type ValueShape,
} from './shape.ts';

/** Type names that belong to GraphQL or to the scalars used here. */
const RESERVED = [
  ...['Query', 'Mutation', 'Subscription', 'Int', 'Float', 'String', 'Boolean', 'ID', 'JSON', 'BigInt', 'Byte'],
  ...['DateTime', 'Date', 'Duration', 'LocalTime', 'Decimal', 'UInt32', 'Double', 'PageInfo', 'Upload'],
];

const OPEN_REASONS: Partial<Record<KnownType, string>> = {
  struct: 'google.protobuf.Struct holds any JSON object',
  value: 'google.protobuf.Value holds any JSON value',
  list: 'google.protobuf.ListValue holds any JSON list',
  any: 'google.protobuf.Any holds any message; those of this description are decoded, by their type URL',
};

/**
 * Names every message and enum once, in the order in which they are asked for, and builds their shapes. Names are deterministic:
 * ask in the order of the description.
 */
export class Shapes {
  readonly issues: Issue[] = [];
  readonly names: NameScope;
  readonly #registry: Registry;
  readonly #messages = new Map<string, MessageShape>();
  readonly #enums = new Map<string, EnumShape>();
  readonly #jsonMaps: boolean;
  #current = '';

  constructor(registry: Registry, options: Pick<GrpcOptions, 'maps'>) {
    this.#registry = registry;
    this.#jsonMaps = options.maps === 'json';
    this.names = new NameScope(RESERVED, (wanted, given) => {
      this.issues.push({
        severity: 'info',
        code: 'NAME_CHANGED',
        message: `"${wanted}" is taken, so the type is called "${given}"; \`rename\` gives it another name.`,
        at: this.#current,
      });
    });
  }

  /** Undefined where no message of that name is known. */
  message(fullName: string): MessageShape | undefined {
    const known = this.#messages.get(fullName);
    if (known !== undefined) return known;
    const type = this.#registry.messages.get(fullName);
    if (type === undefined) return undefined;
    // Registered before its fields are built: they may refer back to it.
    const fields: FieldShape[] = [];
    const oneofs: OneofShape[] = [];
    const shape: MessageShape = { fullName, typeName: this.#typeName(fullName, type.package, type.at), fields, oneofs };
    this.#messages.set(fullName, shape);
    this.#fill(type, fields, oneofs);
    Object.freeze(fields);
    Object.freeze(oneofs);
    return Object.freeze(shape);
  }

  #typeName(fullName: string, packageName: string, at: string): string {
    this.#current = at;
    const local = packageName === '' ? fullName : fullName.slice(packageName.length + 1);
    const nested = local.split('.').map(typeName).join('');
    return this.names.claim(nested, ...qualifiers(packageName).map((qualifier) => typeName(`${qualifier}_${nested}`)));
  }

  #fill(type: MessageType, fields: FieldShape[], oneofs: OneofShape[]): void {
    const scope = new NameScope();
    const groups = new Map<number, number>();
    const drafts = type.fields.map((field) => ({ field, name: scope.claim(fieldName(field.name)) }));
    for (const [index, oneof] of type.oneofs.entries()) {
      const members = drafts.filter(({ field }) => field.oneof === index);
      if (members.length < 2) continue;
      const names = members.map(({ field }) => field.typeName);
      const union =
        members.every(({ field }) => field.type === 'message' && !KNOWN_TYPES.has(field.typeName)) &&
        new Set(names).size === names.length;
      const name = scope.claim(fieldName(oneof.name), fieldName(`${oneof.name}_oneof`));
      const caseNames = new NameScope();
      groups.set(index, oneofs.length);
      oneofs.push(
        Object.freeze<OneofShape>({
          name,
          comment: oneof.comment,
          union,
          caseName: union ? '' : scope.claim(`${name}Case`),
          cases: new Map(members.map(({ field }) => [field.number, caseNames.claim(enumValueName(field.name))])),
        }),
      );
    }
    for (const { field, name } of drafts) {
      const group = field.oneof === undefined ? undefined : groups.get(field.oneof);
      const shape = this.#field(field, name, group, type.mapEntry);
      if (shape !== undefined) fields.push(shape);
    }
  }

  #field(field: FieldType, name: string, oneof: number | undefined, inMapEntry: boolean): FieldShape | undefined {
    const entry = field.repeated && this.#registry.messages.get(field.typeName)?.mapEntry === true;
    const value = this.value(field);
    if (value === undefined) return undefined;
    this.#reportOpen(field, value);
    const mode = entry
      ? 'map'
      : field.repeated
        ? 'repeated'
        : field.required
          ? 'required'
          : field.presence
            ? 'explicit'
            : 'implicit';
    return Object.freeze<FieldShape>({
      number: field.number,
      name,
      protoName: field.name,
      mode,
      json: entry && this.#jsonMaps,
      packed: field.packed,
      delimited: field.delimited && !entry,
      utf8: field.utf8,
      value,
      absent: absentValue(field, value, inMapEntry),
      oneof,
      comment: field.comment,
      deprecated: field.deprecated,
      mandatory: field.required || field.behaviors.includes('REQUIRED'),
    });
  }

  value(field: Pick<FieldType, 'type' | 'typeName'>): ValueShape | undefined {
    if (field.type === 'enum') {
      const shape = this.enum(field.typeName);
      return shape === undefined ? undefined : { kind: 'enum', enum: shape };
    }
    if (field.type !== 'message') return { kind: 'scalar', type: field.type };
    const known = KNOWN_TYPES.get(field.typeName);
    if (known !== undefined) return { kind: 'known', known: known.known, scalar: known.scalar };
    const message = this.message(field.typeName);
    return message === undefined ? undefined : { kind: 'message', message };
  }

  #reportOpen(field: FieldType, value: ValueShape): void {
    const reason = value.kind === 'known' ? OPEN_REASONS[value.known] : undefined;
    if (reason === undefined) return;
    this.issues.push({
      severity: 'info',
      code: 'TYPE_OPEN',
      message: `field "${field.name}" is JSON: ${reason}.`,
      at: field.at,
    });
  }

  enum(fullName: string): EnumShape | undefined {
    const known = this.#enums.get(fullName);
    if (known !== undefined) return known;
    const type = this.#registry.enums.get(fullName);
    if (type === undefined || type.values.length === 0) return undefined;
    const shape = Object.freeze(this.#enumShape(type));
    this.#enums.set(fullName, shape);
    return shape;
  }

  #enumShape(type: EnumType): EnumShape {
    const simple = type.fullName.slice(type.fullName.lastIndexOf('.') + 1);
    const prefix = `${enumValueName(simple.replace(/([a-z])(\d)/g, '$1_$2'))}_`;
    const plain = `${enumValueName(simple)}_`;
    const cut = [plain, prefix].find((candidate) =>
      type.values.every(
        (value) => value.name.startsWith(candidate) && /^[A-Za-z]/.test(value.name.slice(candidate.length)),
      ),
    );
    const scope = new NameScope();
    const names = new Map<number, string>();
    const numbers = new Map<string, number>();
    for (const value of type.values) {
      const name = scope.claim(
        enumValueName(cut === undefined ? value.name : value.name.slice(cut.length)),
        enumValueName(value.name),
      );
      numbers.set(name, value.number);
      // The first name of a number is the one that is answered; aliases are taken on input.
      if (!names.has(value.number)) names.set(value.number, name);
    }
    return {
      fullName: type.fullName,
      typeName: this.#typeName(type.fullName, type.package, type.at),
      names,
      numbers,
      unrecognized: type.closed ? undefined : scope.claim('UNRECOGNIZED'),
    };
  }
}

/** `a.billing.v1` -> `billing`, `billing_v1`, `a_billing_v1`: a version alone says too little to come first. */
function qualifiers(packageName: string): string[] {
  const parts = packageName.split('.').filter((part) => part !== '');
  const names = parts.filter((part) => !/^v\d/.test(part));
  const tails = parts.map((_, index) => parts.slice(parts.length - index - 1).join('_'));
  return [...names.slice(-1), ...tails.filter((tail) => !/^v\d+[^_]*$/.test(tail))];
}
