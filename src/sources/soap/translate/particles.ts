import { fieldName, typeName } from '../../shared/naming.ts';
import { documentationOf } from '../model/documentation.ts';
import type { Component, SchemaContext } from '../model/schema-set.ts';
import type { FieldShape, ObjectShape, Particle, Shape } from '../model/shape.ts';
import { clark, XSD } from '../xml/namespaces.ts';
import { attributeOf, type XmlElement } from '../xml/xml-tree.ts';
import type { ComplexTypes } from './complex-types.ts';
import { substitutesOf } from './derivation.ts';
import { type Draft, Fields } from './fields.ts';
import { narrowedField } from './narrowed-field.ts';
import { isNillable, type Occurrence, occurrenceOf } from './occurrence.ts';
import { fieldsOf } from './restriction.ts';
import type { Naming } from './simple-types.ts';
import { presetsOf } from './value-text.ts';

const OPEN = { kind: 'open' } as const;
const MAX_GROUP_DEPTH = 50;

/** Where a particle stands: what its occurrence depends on. */
interface Position {
  /** Every group around it must be there. */
  readonly required: boolean;
  readonly list: boolean;
  readonly depth: number;
}

/** Turns the model groups of one complex type into fields and the particle that gives their order. */
export class Particles {
  readonly #types: ComplexTypes;
  readonly #fields: Fields;
  readonly #naming: Naming;

  constructor(types: ComplexTypes, fields: Fields, naming: Naming) {
    this.#types = types;
    this.#fields = fields;
    this.#naming = naming;
  }

  /** The model group below a complex type, extension or restriction. */
  content(node: XmlElement, schema: SchemaContext): Particle | undefined {
    const group = node.children.find(
      (child) => child.namespace === XSD && ['sequence', 'choice', 'all', 'group'].includes(child.local),
    );
    return group === undefined ? undefined : this.#particle(group, schema, { required: true, list: false, depth: 0 });
  }

  #particle(node: XmlElement, schema: SchemaContext, position: Position): Particle | undefined {
    if (node.namespace !== XSD) return undefined;
    if (node.local === 'element') return this.#element(node, schema, position);
    if (node.local === 'any') return this.#wildcard(node, position);
    if (node.local === 'group') return this.#reference(node, schema, position);
    if (node.local === 'sequence' || node.local === 'choice' || node.local === 'all') {
      return this.#group(node, schema, position, occurrenceOf(node), undefined);
    }
    return undefined;
  }

  #reference(node: XmlElement, schema: SchemaContext, position: Position): Particle | undefined {
    const group = this.#types.referred('group', node, schema);
    if (group === undefined || position.depth > MAX_GROUP_DEPTH) return undefined;
    const model = group.node.children.find((child) => ['sequence', 'choice', 'all'].includes(child.local));
    if (model === undefined) return undefined;
    return this.#group(model, group.schema, position, occurrenceOf(node), group.local);
  }

  #group(
    node: XmlElement,
    schema: SchemaContext,
    position: Position,
    occurrence: Occurrence,
    name: string | undefined,
  ): Particle | undefined {
    if (occurrence.max === 0) return undefined;
    const inner: Position = {
      required: position.required && occurrence.min > 0,
      list: position.list,
      depth: position.depth + 1,
    };
    if (occurrence.max > 1 && !inner.list) {
      if (!this.#isSingle(node, schema, 0)) return this.#repeated(node, schema, inner, occurrence, name);
      return this.#items(node, schema, { ...inner, list: true }, occurrence);
    }
    return this.#items(node, schema, inner, occurrence);
  }

  #items(node: XmlElement, schema: SchemaContext, position: Position, { min }: Occurrence): Particle | undefined {
    const kind = node.local === 'choice' ? 'choice' : node.local === 'all' ? 'all' : 'sequence';
    const members = node.children.filter((child) => child.namespace === XSD && child.local !== 'annotation');
    const inner = kind === 'choice' && members.length > 1 ? { ...position, required: false } : position;
    const items: Particle[] = [];
    const seen = new Set<FieldShape>();
    for (const child of members) {
      const item = this.#particle(child, schema, inner);
      if (item === undefined) continue;
      items.push(item);
      if (kind === 'choice') continue;
      // The same element twice in a sequence is a list, in two places of the order.
      for (const field of new Set(fieldsOf(item))) {
        if (seen.has(field) && !this.#fields.isInherited(field)) (field as Draft<FieldShape>).list = true;
        seen.add(field);
      }
    }
    return items.length === 0 ? undefined : { kind, items, min };
  }

  /** A group of several elements that repeats: a list of objects, so that what belongs together stays together. */
  #repeated(
    node: XmlElement,
    schema: SchemaContext,
    position: Position,
    occurrence: Occurrence,
    name: string | undefined,
  ): Particle {
    const local = name ?? 'items';
    const naming: Naming = {
      key: `${this.#naming.key}/${local}@${node.offset}`,
      names: [...(name === undefined ? [] : [typeName(name)]), ...this.#naming.names.map((outer) => `${outer}Item`)],
    };
    return this.#groupField(local, naming, position, occurrence, (particles) =>
      particles.#items(node, schema, { required: true, list: false, depth: position.depth }, { min: 1, max: 1 }),
    );
  }

  #groupField(
    local: string,
    naming: Naming,
    position: Position,
    occurrence: Occurrence,
    build: (particles: Particles) => Particle | undefined,
  ): Particle {
    const fields = new Fields([], false, this.#types.onRename(naming));
    const content = build(new Particles(this.#types, fields, naming));
    const shape: ObjectShape = {
      kind: 'object',
      key: naming.key,
      wantedName: naming.names,
      abstract: false,
      fields: fields.all,
      ancestors: [],
      ...(content === undefined ? undefined : { content }),
    };
    const field = this.#fields.add(
      { kind: 'group', namespace: '', local, list: true, required: position.required, names: [fieldName(local)] },
      shape,
    );
    return { kind: 'field', field, ...occurrence };
  }

  #element(node: XmlElement, schema: SchemaContext, position: Position): Particle | undefined {
    const occurrence = within(occurrenceOf(node), position);
    if (occurrence.max === 0) return undefined;
    const ref = attributeOf(node, 'ref');
    if (ref === undefined) return this.#declared(node, node, schema, position, occurrence, undefined);
    const target = this.#types.referred('element', node, schema, true);
    if (target === undefined) return this.#wildcard(node, position);
    const substitutes = substitutesOf(this.#types.set, target);
    if (substitutes.length === 0 && attributeOf(target.node, 'abstract') === 'true') return undefined;
    if (substitutes.length > 0) return this.#substitution(target, substitutes, position, occurrence);
    return this.#declared(node, target.node, target.schema, position, occurrence, target);
  }

  /** The head of a substitution group stands for a choice of its members. */
  #substitution(
    head: Component,
    substitutes: readonly Component[],
    position: Position,
    occurrence: Occurrence,
  ): Particle | undefined {
    const members = attributeOf(head.node, 'abstract') === 'true' ? substitutes : [head, ...substitutes];
    const build = (particles: Particles, inner: Position): Particle => ({
      kind: 'choice',
      min: occurrence.min,
      items: members.flatMap((member) => {
        const single = { min: 1, max: 1 };
        return particles.#declared(member.node, member.node, member.schema, inner, single, member) ?? [];
      }),
    });
    if (occurrence.max > 1 && !position.list && members.length > 1) {
      const naming: Naming = {
        key: `${this.#naming.key}/${head.key}`,
        names: [
          `${typeName(head.local)}Choice`,
          ...this.#naming.names.map((outer) => `${outer}${typeName(head.local)}`),
        ],
      };
      const required = position.required && occurrence.min > 0;
      return this.#groupField(head.local, naming, { ...position, required }, occurrence, (particles) =>
        build(particles, { required: false, list: false, depth: position.depth }),
      );
    }
    const list = position.list || occurrence.max > 1;
    const required = position.required && occurrence.min > 0 && members.length === 1;
    return build(this, { ...position, list, required });
  }

  #declared(
    use: XmlElement,
    declaration: XmlElement,
    schema: SchemaContext,
    position: Position,
    occurrence: Occurrence,
    global: Component | undefined,
  ): Particle {
    const local = global?.local ?? attributeOf(declaration, 'name')?.trim() ?? '';
    const form = attributeOf(declaration, 'form');
    const qualified = global !== undefined || (form === undefined ? schema.elementsQualified : form === 'qualified');
    const namespace = qualified ? (global?.namespace ?? schema.targetNamespace) : '';
    const required = position.required && occurrence.min > 0;
    const list = position.list || occurrence.max > 1;
    const known = this.#fields.find('element', namespace, local);
    if (known !== undefined && !this.#fields.isInherited(known)) {
      known.list ||= list;
      known.required ||= required;
      return { kind: 'field', field: known, ...occurrence };
    }
    const suffix = typeName(local);
    const shapeOf = (): Shape =>
      this.#types.ofElement(declaration, schema, {
        key: global === undefined ? `${this.#naming.key}/${local}` : clark('element', global.key),
        names: global === undefined ? this.#naming.names.map((outer) => `${outer}${suffix}`) : [suffix],
      });
    const nillable = isNillable(declaration) || (this.#types.encoded && !list);
    if (known !== undefined) {
      const narrowed = (): FieldShape => {
        // What is open stays open, and has been reported.
        const shape = known.shape.kind === 'open' ? known.shape : shapeOf();
        return narrowedField(this.#types, known, { shape, required, nillable, ...presetsOf(declaration, shape) });
      };
      return { kind: 'field', field: this.#fields.narrow(known, narrowed), ...occurrence };
    }
    const shape = shapeOf();
    const field = this.#fields.add(
      {
        kind: 'element',
        namespace,
        local,
        list,
        required,
        nillable,
        ...presetsOf(declaration, shape),
        description: documentationOf(use) ?? documentationOf(declaration),
      },
      shape,
    );
    return { kind: 'field', field, ...occurrence };
  }

  #wildcard(node: XmlElement, position: Position): Particle {
    const occurrence = within(occurrenceOf(node), position);
    const list = position.list || occurrence.max > 1;
    const known = this.#fields.find('any', '', '*');
    if (known !== undefined) {
      if (!this.#fields.isInherited(known)) known.list = true;
      return { kind: 'field', field: known, ...occurrence };
    }
    const field = this.#fields.add({ kind: 'any', namespace: '', local: '*', names: ['any'], list }, OPEN);
    return { kind: 'field', field, ...occurrence };
  }

  /** Has this group, all in all, one particle that is an element or a wildcard? */
  #isSingle(node: XmlElement, schema: SchemaContext, depth: number): boolean {
    const members = node.children.filter((child) => child.namespace === XSD && child.local !== 'annotation');
    const [only] = members;
    if (only === undefined || members.length > 1 || depth > MAX_GROUP_DEPTH) return only === undefined;
    if (only.local === 'element') {
      const target =
        attributeOf(only, 'ref') === undefined ? undefined : this.#types.referred('element', only, schema, true);
      return target === undefined || substitutesOf(this.#types.set, target).length === 0;
    }
    if (only.local === 'any') return true;
    const group = only.local === 'group' ? this.#types.referred('group', only, schema) : undefined;
    const model = group?.node.children.find((child) => ['sequence', 'choice', 'all'].includes(child.local));
    return model === undefined
      ? this.#isSingle(only, schema, depth + 1)
      : this.#isSingle(model, group?.schema ?? schema, depth + 1);
  }
}

/** Inside of a group that repeats, an element occurs as often as the group does. */
const within = (occurrence: Occurrence, position: Position): Occurrence =>
  position.list && occurrence.max > 0 ? { min: occurrence.min, max: Number.POSITIVE_INFINITY } : occurrence;
