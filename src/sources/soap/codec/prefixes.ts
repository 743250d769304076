import type { FieldShape, Shape } from '../model/shape.ts';
import { escapeAttribute } from '../xml/xml-text.ts';

/** The namespace prefixes of one kind of message: all are declared on its envelope. */
export class Prefixes {
  readonly #byNamespace = new Map<string, string>();

  constructor(fixed: Readonly<Record<string, string>>) {
    for (const [prefix, namespace] of Object.entries(fixed)) this.#byNamespace.set(namespace, prefix);
  }

  /** `p:local`, or `local` without a namespace. */
  name(namespace: string, local: string): string {
    if (namespace === '') return local;
    if (namespace === 'http://www.w3.org/XML/1998/namespace') return `xml:${local}`;
    let prefix = this.#byNamespace.get(namespace);
    if (prefix === undefined) {
      prefix = `n${this.#byNamespace.size}`;
      this.#byNamespace.set(namespace, prefix);
    }
    return `${prefix}:${local}`;
  }

  /** Gives prefixes to all namespaces that values of a shape can need. */
  addAll(shape: Shape, seen: Set<Shape> = new Set()): void {
    if (seen.has(shape)) return;
    seen.add(shape);
    if ('type' in shape && shape.type !== undefined) this.name(shape.type.namespace, '');
    if (shape.kind === 'object') for (const field of shape.fields) this.#addField(field, seen);
    else if (shape.kind === 'wrapper') this.addAll(shape.object, seen);
    else if (shape.kind === 'polymorphic') {
      this.addAll(shape.base, seen);
      for (const member of shape.members) this.addAll(member, seen);
    } else if (shape.kind === 'array') {
      this.name(shape.itemType.namespace, '');
      this.addAll(shape.item, seen);
    }
  }

  #addField(field: FieldShape, seen: Set<Shape>): void {
    this.name(field.namespace, '');
    this.addAll(field.shape, seen);
  }

  get declarations(): string {
    let text = '';
    for (const [namespace, prefix] of this.#byNamespace) text += ` xmlns:${prefix}="${escapeAttribute(namespace)}"`;
    return text;
  }
}
