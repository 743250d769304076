import type { Selection } from '../../source.ts';
import type { FieldShape, ObjectShape } from '../model/shape.ts';
import type { XmlCursor } from '../xml/xml-cursor.ts';
import type { Read, ReaderCompiler } from './compile-reader.ts';
import { type Entry, entriesOf, matcher } from './element-entries.ts';
import { hasNames, nameResolver } from './qualified-names.ts';
import { GroupProgress } from './read-group.ts';
import { parserOf } from './read-leaf.ts';
import { readContent, readXml } from './read-open.ts';

type Values = Record<string, unknown>;

/** Reader of an object: one pass over its children, in which only what is selected is read. */
export function compileObject(
  compiler: ReaderCompiler,
  shape: ObjectShape,
  selection: Selection | undefined,
  typeName: string | undefined,
): Read {
  const wanted = (field: FieldShape): boolean => selection === undefined || selection.fields.has(field.name);
  const below = (field: FieldShape): Selection | undefined => selection?.fields.get(field.name) ?? undefined;
  const selected = shape.fields.filter(wanted);
  const attributes = selected.filter((field) => field.kind === 'attribute').map(attributeReader);
  const openAttributes = selected.find((field) => field.kind === 'anyAttribute');
  const text = selected.find((field) => field.kind === 'text');
  const hasText = shape.fields.some((field) => field.kind === 'text');
  const mixed = selected.find((field) => field.kind === 'mixed');
  const whole = selected.find((field) => field.kind === 'content');
  const any = selected.find((field) => field.kind === 'any');
  const entries = entriesOf(compiler, shape.fields, wanted, below);
  const openGroups = entries.flatMap(({ key, group }) => (key === '*' && group !== undefined ? [group] : []));
  const isOpen = openGroups.length > 0 || shape.fields.some((field) => field.kind === 'any');
  const match = matcher(entries, isOpen);
  const lists = selected.filter((field) => field.list).map((field) => field.name);
  const required = selected
    .filter(
      (field) =>
        (field.kind === 'element' || field.kind === 'text') && field.required && !field.list && !field.nillable,
    )
    .map((field) => field.name);
  // Where a local name decides, a service's next tag of the same element will look as its last one did.
  const learns = !isOpen && !entries.some((entry) => entry.ambiguous);
  const readAny = any === undefined ? readXml : compiler.field(any, undefined);
  const readText = text === undefined ? undefined : compiler.field(text, undefined);
  const declared = new Set(shape.fields.filter((field) => field.kind === 'attribute').map((field) => field.local));
  // Every value has all the properties from the start: objects of one shape are alike for whoever reads them, and fast to fill.
  const template: Values = Object.fromEntries([
    ...(typeName === undefined ? [] : [['__typename', typeName]]),
    ...(shape.fields.length === 0 ? [['present', true]] : []),
    ...selected.map((field) => [field.name, undefined]),
  ]);

  return (cursor, state) => {
    const out: Values = { ...template };
    if (cursor.attributeCount > 0 && cursor.isNil()) {
      cursor.skip();
      return null;
    }
    for (let index = 0; index < attributes.length; index += 1) attributes[index]?.(cursor, out, state.lenient);
    if (openAttributes !== undefined) out[openAttributes.name] = otherAttributes(cursor, declared);
    for (let index = 0; index < lists.length; index += 1) out[lists[index] as string] = [];
    if (hasText) {
      if (text === undefined || readText === undefined) cursor.skip();
      else out[text.name] = readText(cursor, state);
    } else {
      if (mixed !== undefined) {
        const resume = cursor.suspend();
        out[mixed.name] = cursor.content();
        resume();
      }
      if (whole !== undefined) {
        const resume = cursor.suspend();
        out[whole.name] = readContent(cursor);
        resume();
      }
      let hint = 0;
      let groups: GroupProgress | undefined;
      for (;;) {
        const expected = entries[hint];
        let index = hint;
        if (expected === undefined || expected.tag === '' || !cursor.openExact(expected.tag, expected.tagLocal)) {
          if (!cursor.open()) break;
          index = match(cursor, hint);
          if (index < 0) {
            if (openGroups.length > 0) groups ??= new GroupProgress();
            const open = groups === undefined ? undefined : openGroups.find((group) => groups?.takesAny(group));
            if (open !== undefined) groups?.read(open, '*', out, cursor, state);
            else if (any === undefined) cursor.skip();
            else addAny(out, any, readAny(cursor, state));
            continue;
          }
          if (learns) learn(entries[index] as Entry, cursor);
        }
        const entry = entries[index] as Entry;
        hint = entry.list ? index : index + 1;
        if (entry.group !== undefined) {
          groups ??= new GroupProgress();
          groups.read(entry.group, entry.key, out, cursor, state);
        } else if (entry.read === undefined) cursor.skip();
        else {
          const value = entry.read(cursor, state);
          if (entry.list) {
            if (value != null || entry.nillable) (out[entry.name] as unknown[]).push(value ?? null);
          } else if (out[entry.name] === undefined) out[entry.name] = value;
        }
      }
    }
    if (!state.lenient) {
      for (let index = 0; index < required.length; index += 1) {
        const name = required[index] as string;
        if (out[name] == null) throw cursor.fail(`The required field "${name}" is missing.`);
      }
    }
    return out;
  };
}

function attributeReader(field: FieldShape): (cursor: XmlCursor, out: Values, lenient: boolean) => void {
  const { shape } = field;
  const parse = shape.kind === 'leaf' || shape.kind === 'list' ? parserOf(shape) : (text: string): unknown => text;
  const preset = field.default ?? field.fixed;
  const named = hasNames(shape);
  return (cursor, out, lenient) => {
    const written =
      cursor.attribute(field.local, field.namespace) ??
      (field.namespace === '' ? undefined : cursor.attribute(field.local));
    const text = written === undefined ? preset : named ? nameResolver(cursor)(written) : written;
    if (text === undefined) {
      if (field.required && !lenient) throw cursor.fail(`The required attribute "${field.local}" is missing.`);
      return;
    }
    const value = parse(text);
    if (value === undefined) throw cursor.fail('An attribute value is not of the type that the schema gives it.');
    out[field.name] = value;
  };
}

const PROTOCOL_NAMESPACE = /^http:\/\/(?:www\.w3\.org\/2001\/XMLSchema-instance|schemas\.xmlsoap\.org\/soap\/)/;

function otherAttributes(cursor: XmlCursor, declared: ReadonlySet<string>): Values | undefined {
  let values: Values | undefined;
  for (let index = 0; index < cursor.attributeCount; index += 1) {
    const local = cursor.attributeLocal(index);
    const namespace = cursor.attributeNamespace(index);
    if (declared.has(local) || PROTOCOL_NAMESPACE.test(namespace)) continue;
    values ??= Object.create(null) as Values;
    values[namespace === '' ? local : `{${namespace}}${local}`] = cursor.attributeValue(index);
  }
  return values;
}

function addAny(out: Values, any: FieldShape, xml: unknown): void {
  if (any.list) (out[any.name] as unknown[]).push(xml);
  else out[any.name] ??= xml;
}

function learn(entry: Entry, cursor: XmlCursor): void {
  if (cursor.attributeCount > 0 || cursor.declaresNamespaces) return;
  entry.tag = cursor.exactTag;
  entry.tagLocal = cursor.localStart - cursor.nameStart + 1;
}
