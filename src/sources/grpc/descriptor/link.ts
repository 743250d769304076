import type { Issue } from '../../../errors/issue.ts';
import { type Defaults, refine, SYNTAX_DEFAULTS } from './features.ts';
import type { EnumType, FieldType, MessageType, MethodType, Registry, ServiceType } from './model.ts';
import type { RawEnum, RawField, RawFile, RawMessage, RawMethod, RawService } from './raw.ts';

export interface LinkedFiles {
  readonly registry: Registry;
  readonly issues: readonly Issue[];
}

const join = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`);

const MAX_FIELD_NUMBER = 536_870_911;

/** Resolves every name and every feature of a set of files. What cannot be resolved is left out and told. */
export function linkFiles(files: readonly RawFile[]): LinkedFiles {
  const linker = new Linker();
  for (const file of files) linker.declare(file);
  for (const file of files) linker.resolve(file);
  return linker.finish();
}

class Linker {
  readonly #kinds = new Map<string, 'message' | 'enum'>();
  readonly #messages = new Map<string, MessageType>();
  readonly #enums = new Map<string, EnumType>();
  readonly #services = new Map<string, ServiceType>();
  readonly #extensions = new Map<string, FieldType[]>();
  readonly #issues: Issue[] = [];

  declare(file: RawFile): void {
    const walk = (scope: string, messages: readonly RawMessage[], enums: readonly RawEnum[]): void => {
      for (const message of messages) {
        const fullName = join(scope, message.name);
        if (this.#kinds.has(fullName)) {
          this.#report('INVALID', `"${fullName}" is declared twice; the first declaration is used.`, message.at);
        } else this.#kinds.set(fullName, 'message');
        walk(fullName, message.messages, message.enums);
      }
      for (const item of enums) this.#kinds.set(join(scope, item.name), 'enum');
    };
    walk(file.package, file.messages, file.enums);
  }

  resolve(file: RawFile): void {
    const defaults = refine(SYNTAX_DEFAULTS[file.syntax], file.options);
    this.#resolveScope(file, file.package, file.messages, file.enums, file.extensions, defaults);
    for (const service of file.services) this.#resolveService(file, service);
  }

  finish(): LinkedFiles {
    for (const [extendee, fields] of this.#extensions) {
      const message = this.#messages.get(extendee);
      if (message === undefined) continue;
      const all = [...message.fields, ...fields].sort((a, b) => a.number - b.number);
      this.#messages.set(extendee, Object.freeze({ ...message, fields: Object.freeze(all) }));
    }
    return {
      registry: { messages: this.#messages, enums: this.#enums, services: this.#services },
      issues: this.#issues,
    };
  }

  #resolveScope(
    file: RawFile,
    scope: string,
    messages: readonly RawMessage[],
    enums: readonly RawEnum[],
    extensions: readonly RawField[],
    defaults: Defaults,
  ): void {
    for (const message of messages) this.#resolveMessage(file, scope, message, defaults);
    for (const item of enums) this.#resolveEnum(file, scope, item, defaults);
    for (const extension of extensions) {
      const extendee = this.#find(extension.extendee, scope);
      // Options are extended only for the compiler's use; they are no part of any message on the wire.
      if (extendee === undefined || extendee.startsWith('google.protobuf.')) continue;
      const field = this.#field(extension, scope, defaults, []);
      if (field === undefined) continue;
      const list = this.#extensions.get(extendee) ?? [];
      list.push(Object.freeze({ ...field, name: extension.name, extension: true }));
      this.#extensions.set(extendee, list);
    }
  }

  #resolveMessage(file: RawFile, scope: string, message: RawMessage, outer: Defaults): void {
    const fullName = join(scope, message.name);
    if (this.#messages.has(fullName)) return;
    const defaults = refine(outer, message.options);
    const synthetic = (field: RawField): boolean => field.proto3Optional && field.oneof !== undefined;
    const real = message.oneofs
      .map((oneof, index) => ({ ...oneof, index }))
      .filter(({ index }) => message.fields.some((field) => field.oneof === index && !synthetic(field)));
    const seen = new Set<number>();
    const fields: FieldType[] = [];
    for (const raw of message.fields) {
      if (raw.number < 1 || raw.number > MAX_FIELD_NUMBER || seen.has(raw.number)) {
        this.#report(
          'INVALID',
          `field number ${raw.number} of "${fullName}.${raw.name}" is not free; the field is left out.`,
          raw.at,
        );
        continue;
      }
      seen.add(raw.number);
      const field = this.#field(
        raw,
        fullName,
        defaults,
        real.map(({ index }) => index),
      );
      if (field !== undefined) fields.push(field);
    }
    fields.sort((a, b) => a.number - b.number);
    this.#messages.set(
      fullName,
      Object.freeze({
        fullName,
        package: file.package,
        fields: Object.freeze(fields),
        oneofs: real.map(({ name, comment }, index) => ({
          name,
          comment,
          members: fields.filter((field) => field.oneof === index).map((field) => field.number),
        })),
        mapEntry: message.options.mapEntry === true,
        comment: message.comment,
        deprecated: message.options.deprecated === true,
        at: message.at,
      }),
    );
    this.#resolveScope(file, fullName, message.messages, message.enums, message.extensions, defaults);
  }

  #field(raw: RawField, scope: string, defaults: Defaults, oneofs: readonly number[]): FieldType | undefined {
    const features = refine(defaults, raw.options);
    let type = raw.type;
    let typeName = '';
    if (type === 'named' || type === 'message' || type === 'enum' || type === 'group') {
      const found = this.#find(raw.typeName, scope);
      if (found === undefined) {
        this.#report(
          'UNRESOLVED',
          `type "${raw.typeName}" of field "${raw.name}" is not declared in any file that was read; the field is left out.`,
          raw.at,
        );
        return undefined;
      }
      typeName = found;
      type = raw.type === 'group' ? 'group' : this.#kinds.get(found) === 'enum' ? 'enum' : 'message';
    }
    const repeated = raw.label === 'repeated';
    const required = !repeated && (raw.label === 'required' || features.fieldPresence === 'LEGACY_REQUIRED');
    const isMessage = type === 'message' || type === 'group';
    const oneof = raw.oneof === undefined ? -1 : oneofs.indexOf(raw.oneof);
    const packable = repeated && !isMessage && type !== 'string' && type !== 'bytes';
    return Object.freeze<FieldType>({
      name: raw.name,
      number: raw.number,
      type: type === 'group' ? 'message' : (type as FieldType['type']),
      typeName,
      repeated,
      required,
      presence:
        !repeated &&
        (isMessage || oneof !== -1 || raw.proto3Optional || required || features.fieldPresence === 'EXPLICIT'),
      packed: packable && (raw.options.packed ?? features.repeatedFieldEncoding === 'PACKED'),
      delimited: type === 'group' || (isMessage && features.messageEncoding === 'DELIMITED'),
      utf8: features.utf8Validation === 'VERIFY',
      oneof: oneof === -1 ? undefined : oneof,
      defaultValue: raw.options.defaultValue,
      behaviors: raw.options.behaviors ?? [],
      extension: false,
      comment: raw.comment,
      deprecated: raw.options.deprecated === true,
      at: raw.at,
    });
  }

  #resolveEnum(file: RawFile, scope: string, item: RawEnum, outer: Defaults): void {
    const fullName = join(scope, item.name);
    if (this.#enums.has(fullName)) return;
    const features = refine(outer, item.options);
    if (item.values.length === 0) this.#report('INVALID', `enum "${fullName}" has no value.`, item.at);
    this.#enums.set(
      fullName,
      Object.freeze({
        fullName,
        package: file.package,
        values: item.values.map((value) => ({
          name: value.name,
          number: value.number,
          comment: value.comment,
          deprecated: value.options.deprecated === true,
        })),
        closed: features.enumType === 'CLOSED',
        comment: item.comment,
        at: item.at,
      }),
    );
  }

  #resolveService(file: RawFile, service: RawService): void {
    const fullName = join(file.package, service.name);
    if (this.#services.has(fullName)) return;
    this.#services.set(
      fullName,
      Object.freeze({
        fullName,
        name: service.name,
        file: file.path,
        methods: service.methods.map((method) => this.#method(method, fullName)),
        comment: service.comment,
        at: service.at,
      }),
    );
  }

  #method(method: RawMethod, scope: string): MethodType {
    const typeOf = (name: string): string => {
      const found = this.#find(name, scope);
      if (found !== undefined && this.#kinds.get(found) === 'message') return found;
      this.#report(
        'UNRESOLVED',
        `message "${name}" of rpc "${scope}.${method.name}" is not declared in any file that was read.`,
        method.at,
      );
      return '';
    };
    const level = method.options.idempotency;
    return Object.freeze<MethodType>({
      name: method.name,
      input: typeOf(method.input),
      output: typeOf(method.output),
      clientStreaming: method.clientStreaming,
      serverStreaming: method.serverStreaming,
      idempotency: level === 'NO_SIDE_EFFECTS' || level === 'IDEMPOTENT' ? level : 'UNKNOWN',
      http: method.options.http,
      comment: method.comment,
      deprecated: method.options.deprecated === true,
      at: method.at,
    });
  }

  /** A name as protobuf resolves it: absolute with a leading dot, else from the innermost scope outwards. */
  #find(name: string, scope: string): string | undefined {
    if (name.startsWith('.')) return this.#kinds.has(name.slice(1)) ? name.slice(1) : undefined;
    for (let at = scope; ; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
      const candidate = join(at, name);
      if (this.#kinds.has(candidate)) return candidate;
      if (at === '') return undefined;
    }
  }

  #report(code: Issue['code'], message: string, at: string): void {
    this.#issues.push({ severity: code === 'UNRESOLVED' ? 'error' : 'warning', code, message, at });
  }
}
