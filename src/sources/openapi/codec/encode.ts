import { isOpen, type Shape, type Use } from '../translate/shape.ts';

/** A number that JavaScript would round: written as these digits. */
export class RawNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

type Raw = Record<string, unknown>;

/** A GraphQL input value as the wire has it: original names, original enumeration values, exact numbers. */
export function encodeValue(use: Use, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  return encodeShape(use.shape, value);
}

function encodeShape(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'scalar':
      if (shape.wire !== 'integer64' && shape.wire !== 'decimal') return value;
      return shape.quoted === true ? String(value) : exactNumber(String(value));
    case 'enum':
      return shape.identity ? value : (shape.values.find((it) => it.name === value)?.value ?? value);
    case 'list':
      return (Array.isArray(value) ? value : [value]).map((item) => encodeValue(shape.item, item));
    case 'map':
      return Object.fromEntries(
        (Array.isArray(value) ? value : []).map((entry: Raw) => [
          String(entry.key),
          encodeValue(shape.value, entry.value),
        ]),
      );
    case 'object': {
      const from = value as Raw;
      const members: [string, unknown][] = [];
      for (const field of shape.fields) {
        const given = from[field.name];
        // Null for a property that may be left out, and may not be null as anything may, means that it is left out.
        if (given === undefined || (given === null && !field.use.nullable && !isOpen(field.use.shape))) continue;
        members.push([field.wire, encodeValue(field.use, given)]);
      }
      if (shape.rest !== undefined && from[shape.rest.name] != null) {
        members.push(...Object.entries(encodeShape(shape.rest.shape, from[shape.rest.name]) as Raw));
      }
      return Object.fromEntries(members);
    }
    case 'union': {
      const [label, given] = Object.entries(value as Raw).find(([, it]) => it !== undefined) ?? ['', undefined];
      const index = shape.members.findIndex((member) => member.label === label);
      const member = shape.members[index];
      if (member === undefined) return undefined;
      const encoded = encodeValue(member.use, given);
      return withDiscriminator(shape.discriminator, index, encoded);
    }
  }
}

/** The choice says which member it is; the wire wants it in a property too. */
function withDiscriminator(
  discriminator: Extract<Shape, { kind: 'union' }>['discriminator'],
  index: number,
  value: unknown,
): unknown {
  if (discriminator === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (Object.hasOwn(value, discriminator.property)) return value;
  const name = [...discriminator.byValue].find(([, member]) => member === index)?.[0];
  return name === undefined ? value : { [discriminator.property]: name, ...value };
}

const exactNumber = (text: string): number | RawNumber => {
  const number = Number(text);
  return String(number) === text ? number : new RawNumber(text);
};

/** JSON text; like `JSON.stringify`, with exact numbers. */
export function writeJson(value: unknown): string {
  return hasRaw(value) ? write(value) : (JSON.stringify(value) ?? 'null');
}

function hasRaw(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof RawNumber) return true;
  return Array.isArray(value) ? value.some(hasRaw) : Object.values(value).some(hasRaw);
}

function write(value: unknown): string {
  if (value instanceof RawNumber) return jsonNumber(value.text);
  if (Array.isArray(value)) return `[${value.map((item) => write(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** `+1`, `.5`, `1.` are decimals, and not JSON. */
const jsonNumber = (text: string): string =>
  text
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=$|[eE])/, '')
    .replace(/^(-?)0+(?=\d)/, '$1');
