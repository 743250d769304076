import { typeName } from '../../shared/naming.ts';
import { builtInLeaf } from '../model/built-in-types.ts';
import { documentationOf } from '../model/documentation.ts';
import type { Component, ComponentKind, SchemaContext, SchemaSet } from '../model/schema-set.ts';
import type { FieldKind, FieldShape, ObjectShape, Particle, PolymorphicShape, Shape } from '../model/shape.ts';
import { APACHE_SOAP, clark, SOAP11_ENCODING, SOAP12_ENCODING, XSD } from '../xml/namespaces.ts';
import { attributeOf, childOf, type QualifiedName, type XmlElement } from '../xml/xml-tree.ts';
import { addAttributes } from './attributes.ts';
import { derivedTypes } from './derivation.ts';
import { type Draft, Fields } from './fields.ts';
import type { IssueLog } from './issue-log.ts';
import { isListWrapper } from './list-wrappers.ts';
import { namespaceWord } from './namespace-word.ts';
import { Particles } from './particles.ts';
import { prohibitedBelow, withoutRemoved } from './restriction.ts';
import { type Naming, SimpleTypes } from './simple-types.ts';
import { soapArray } from './soap-arrays.ts';
import { isSurelyObject } from './surely-object.ts';
import { Unfinished } from './unfinished.ts';

const OPEN: Shape = { kind: 'open' };

/** Types lead to types: a large description has chains that are longer than the stack is high. */
const MAX_DEPTH = 100;

/** Shapes of all types of a description, each built once, when something first refers to it. */
export class ComplexTypes {
  readonly set: SchemaSet;
  readonly log: IssueLog;
  readonly simple: SimpleTypes;
  /** Types of SOAP encoding: any accessor may be null, whatever its declaration says (SOAP 1.1, 5.1). */
  readonly encoded: boolean;
  readonly #shapes = new Map<XmlElement, Shape>();
  readonly #objects = new Map<XmlElement, Draft<ObjectShape>>();
  readonly #begun = new Set<XmlElement>();
  readonly #unfinished = new Unfinished<ObjectShape>();
  readonly #deferred: Component[] = [];
  #depth = 0;

  constructor(set: SchemaSet, log: IssueLog, encoded: boolean) {
    this.set = set;
    this.log = log;
    this.encoded = encoded;
    this.simple = new SimpleTypes(set, log);
  }

  /** The component that `ref` (of an element, attribute or group) names. */
  referred(kind: ComponentKind, node: XmlElement, schema: SchemaContext, lenient = false): Component | undefined {
    const text = attributeOf(node, 'ref') ?? '';
    const name = this.set.resolve(node, text, schema);
    const found = name && (this.set.redefined(kind, name, schema) ?? this.set.find(kind, name));
    if (found !== undefined) return found;
    if (name?.namespace === XSD && lenient) return undefined;
    if (name?.namespace === SOAP11_ENCODING || name?.namespace === SOAP12_ENCODING) return undefined;
    const guess = this.set.guess(kind, text.slice(text.indexOf(':') + 1));
    if (guess !== undefined) {
      this.log.at(node, schema, 'warning', 'INVALID', `"${text}" has the wrong namespace; ${guess.key} is meant.`);
      return guess;
    }
    this.log.at(node, schema, 'warning', 'UNRESOLVED', `There is no ${kind} "${text}" in any schema that was read.`);
    return undefined;
  }

  /** Shape of what an element declaration holds. */
  ofElement(node: XmlElement, schema: SchemaContext, naming: Naming): Shape {
    const complex = childOf(node, XSD, 'complexType');
    if (complex !== undefined) return this.#anonymous(complex, schema, naming);
    const simple = childOf(node, XSD, 'simpleType');
    if (simple !== undefined) return this.simple.read(simple, schema, naming);
    const type = attributeOf(node, 'type');
    if (type !== undefined) return this.byText(node, type, schema);
    const head = attributeOf(node, 'substitutionGroup');
    const name = head === undefined ? undefined : this.set.resolve(node, head, schema);
    const component = name === undefined ? undefined : this.set.find('element', name);
    if (component !== undefined && component.node !== node) {
      return this.ofElement(component.node, component.schema, naming);
    }
    return this.#opened(node, schema, 'has no type, which means xs:anyType');
  }

  ofAttribute(node: XmlElement, schema: SchemaContext, naming: Naming): Shape {
    const simple = childOf(node, XSD, 'simpleType');
    if (simple !== undefined) return this.simple.read(simple, schema, naming);
    const type = attributeOf(node, 'type');
    const name = type === undefined ? undefined : this.set.resolve(node, type, schema);
    return (
      (name === undefined ? undefined : this.simple.named(name)) ??
      this.simple.named({ namespace: XSD, local: 'string' }) ??
      OPEN
    );
  }

  /** Shape of the type that an attribute's text names. */
  byText(node: XmlElement, text: string, schema: SchemaContext): Shape {
    const name = this.set.resolve(node, text, schema);
    const shape = name === undefined ? undefined : this.named(name);
    if (shape !== undefined) {
      return shape.kind === 'open' ? this.#opened(node, schema, `is ${text}`) : shape;
    }
    const meant = this.meant(node, text, schema);
    if (meant !== undefined) return this.named(meant) ?? OPEN;
    const element = name === undefined ? undefined : this.set.find('element', name);
    if (element !== undefined && element.node !== node) {
      this.log.at(
        node,
        schema,
        'warning',
        'INVALID',
        `"${text}" is an element and no type; the element's type is taken.`,
      );
      return this.ofElement(element.node, element.schema, {
        key: clark('element', element.key),
        names: [typeName(element.local)],
      });
    }
    this.log.at(
      node,
      schema,
      'warning',
      'TYPE_OPEN',
      `There is no type "${text}" in any schema that was read; any value is taken.`,
    );
    return { kind: 'open', unknown: true };
  }

  /** The type that a reference with a wrong or undeclared prefix must mean, by its local name; it is reported. */
  meant(node: XmlElement, text: string, schema: SchemaContext): QualifiedName | undefined {
    const local = text.slice(text.indexOf(':') + 1).trim();
    const guess = this.set.guess('type', local) ?? builtInLeaf(XSD, local)?.type;
    if (guess === undefined) return undefined;
    const { namespace } = guess;
    const what = `"${text}" has the wrong namespace; ${clark(namespace, local)} is meant.`;
    this.log.at(node, schema, 'warning', 'INVALID', what);
    return { namespace, local };
  }

  named(name: QualifiedName): Shape | undefined {
    if (name.namespace === XSD && (name.local === 'anyType' || name.local === 'ur-type')) return OPEN;
    const simple = this.simple.named(name);
    if (simple !== undefined) return simple;
    const component = this.set.find('type', name);
    if (component !== undefined) return this.component(component);
    // SOAP encoding's struct and array without a known item type are open, and so are the collections of one old stack.
    return [SOAP11_ENCODING, SOAP12_ENCODING, APACHE_SOAP].includes(name.namespace) ? OPEN : undefined;
  }

  component(component: Component): Shape {
    if (component.node.local === 'simpleType') return this.simple.component(component);
    const known = this.#shapes.get(component.node);
    if (known !== undefined) return known;
    const array = soapArray(this, component);
    if (array !== undefined) {
      this.#shapes.set(component.node, array.shape);
      array.fill();
      return array.shape;
    }
    const derived = derivedTypes(this.set, component);
    const isDeep = this.#depth >= MAX_DEPTH;
    if (derived.length === 0 && isListWrapper(this, component.node, component.schema)) {
      const wrapper: Shape = { kind: 'wrapper', object: this.#draft(component) };
      this.#shapes.set(component.node, wrapper);
      if (isDeep) this.#later(component);
      else this.object(component);
      return wrapper;
    }
    if (derived.length === 0 && !isAbstract(component)) {
      if (isDeep && isSurelyObject(this.set, component)) return this.#later(component);
      const object = this.object(component);
      // A type that is being built leads back to itself, so it holds more than a text or nothing; so does one that waits for such a base.
      return this.#unfinished.has(object) ? object : this.#settle(component.node, object);
    }
    // The draft is known before its members are built, since they may refer to it.
    const base = this.#draft(component);
    const shape: Draft<PolymorphicShape> = { kind: 'polymorphic', base, members: [] };
    this.#shapes.set(component.node, shape);
    const read = (member: Component): ObjectShape => (isDeep ? this.#later(member) : this.object(member));
    read(component);
    shape.members = [component, ...derived].filter((member) => !isAbstract(member)).map(read);
    return shape;
  }

  /** The draft of a type whose members are read when those that lead to it are. */
  #later(component: Component): ObjectShape {
    this.#deferred.push(component);
    return this.#draft(component);
  }

  /** A named complex type by itself, whatever derives from it. */
  object(component: Component): ObjectShape {
    const draft = this.#draft(component);
    this.#build(component.node, component.schema, draft, component);
    return draft;
  }

  onRename(naming: Naming): (wanted: string, given: string) => void {
    return (wanted, given) =>
      this.log.add(
        'info',
        'NAME_CHANGED',
        `The field "${wanted}" is called "${given}": the name is taken.`,
        naming.key,
      );
  }

  #draft(component: Component): Draft<ObjectShape> {
    const known = this.#objects.get(component.node);
    if (known !== undefined) return known;
    const { namespace, local } = component;
    const draft: Draft<ObjectShape> = {
      kind: 'object',
      key: component.key,
      wantedName: [typeName(local), `${namespaceWord(namespace)}${typeName(local)}`],
      type: { namespace, local },
      abstract: isAbstract(component),
      fields: [],
      ancestors: [],
    };
    this.#objects.set(component.node, draft);
    return draft;
  }

  #anonymous(node: XmlElement, schema: SchemaContext, naming: Naming): Shape {
    const known = this.#shapes.get(node);
    if (known !== undefined) return known;
    const draft: Draft<ObjectShape> = {
      kind: 'object',
      key: naming.key,
      wantedName: naming.names,
      abstract: false,
      fields: [],
      ancestors: [],
    };
    const isWrapper = isListWrapper(this, node, schema);
    const shape: Shape = isWrapper ? { kind: 'wrapper', object: draft } : draft;
    this.#shapes.set(node, shape);
    this.#build(node, schema, draft, undefined);
    return isWrapper ? shape : this.#settle(node, draft);
  }

  /** An object that turned out to hold one text, or nothing, is that. */
  #settle(node: XmlElement, object: ObjectShape): Shape {
    const [first] = object.fields;
    const shape: Shape =
      first === undefined
        ? { kind: 'presence', ...(object.type === undefined ? undefined : { type: object.type }) }
        : object.fields.length === 1 && first.kind === 'text' && isSimple(first.shape)
          ? { ...first.shape, type: object.type ?? first.shape.type }
          : object;
    this.#shapes.set(node, shape);
    return shape;
  }

  #build(node: XmlElement, schema: SchemaContext, draft: Draft<ObjectShape>, component: Component | undefined): void {
    if (this.#begun.has(node)) return;
    this.#begun.add(node);
    this.#depth += 1;
    this.#start(node, schema, draft, component);
    this.#depth -= 1;
    if (this.#depth > 0) return;
    for (let next = this.#deferred.pop(); next !== undefined; next = this.#deferred.pop()) this.object(next);
  }

  #start(node: XmlElement, schema: SchemaContext, draft: Draft<ObjectShape>, component: Component | undefined): void {
    this.#unfinished.begin(draft);
    const description = documentationOf(node);
    if (description !== undefined) draft.description = description;
    const content = childOf(node, XSD, 'complexContent') ?? childOf(node, XSD, 'simpleContent');
    const derivation = content?.children.find((child) => child.local === 'extension' || child.local === 'restriction');
    const mixed = attributeOf(node, 'mixed') === 'true' || (content && attributeOf(content, 'mixed') === 'true');
    let base = derivation === undefined ? undefined : this.#base(derivation, schema, component);
    if (derivation !== undefined && base?.kind === 'object' && this.#unfinished.isCircle(draft, base)) {
      this.log.at(node, schema, 'warning', 'INVALID', `The type ${draft.key} derives from itself.`);
      base = undefined;
    }
    const inherited = base?.kind === 'object' ? base : undefined;
    this.#unfinished.complete(draft, inherited, () =>
      this.#complete(draft, derivation ?? node, schema, {
        base,
        restricts: derivation?.local === 'restriction',
        mixed: mixed === true,
      }),
    );
  }

  /** Reads the members of a type whose base is complete. */
  #complete(
    draft: Draft<ObjectShape>,
    own: XmlElement,
    schema: SchemaContext,
    { base, restricts, mixed }: { base: Shape | undefined; restricts: boolean; mixed: boolean },
  ): void {
    const naming: Naming = { key: draft.key, names: draft.wantedName };
    const inherited = base?.kind === 'object' ? base : undefined;
    const fields = new Fields(
      inherited === undefined
        ? []
        : restricts
          ? this.#narrowed(inherited.fields, own, schema, naming)
          : inherited.fields,
      restricts,
      this.onRename(naming),
    );
    const has = (kind: FieldKind): boolean => fields.all.some((field) => field.kind === kind);
    if (inherited !== undefined) draft.ancestors = [inherited.key, ...inherited.ancestors];
    if (base !== undefined && isSimple(base)) {
      const text = restricts ? this.simple.restrict(base, own, schema, naming) : base;
      fields.add({ kind: 'text', namespace: '', local: '', names: ['value'], required: true }, text);
    } else if (mixed && !has('mixed')) {
      fields.add(
        { kind: 'mixed', namespace: '', local: '', names: ['text'] },
        this.simple.named({ namespace: XSD, local: 'string' }) ?? OPEN,
      );
    }
    const particle = new Particles(this, fields, naming).content(own, schema);
    addAttributes(this, own, schema, fields, naming);
    const joined = restricts ? particle : join(inherited?.content, particle);
    if (joined !== undefined) draft.content = joined;
    if (joined !== undefined && (mixed || has('mixed')) && !has('content')) {
      const description = 'All of the content as XML: text and elements in their order.';
      fields.add({ kind: 'content', namespace: '', local: '', names: ['content', 'contentXml'], description }, OPEN);
    }
    draft.fields = restricts ? withoutRemoved(fields.all, particle, prohibitedBelow(own)) : fields.all;
  }

  /** Inherited fields with the facets of a restriction of simple content; its GraphQL type stays that of the base. */
  #narrowed(
    fields: readonly FieldShape[],
    restriction: XmlElement,
    schema: SchemaContext,
    naming: Naming,
  ): readonly FieldShape[] {
    return fields.map((field) => {
      if (field.kind !== 'text' || field.shape.kind !== 'leaf') return field;
      const shape = this.simple.restrict(field.shape, restriction, schema, naming);
      return shape.kind === 'leaf' && shape.enumeration === field.shape.enumeration ? { ...field, shape } : field;
    });
  }

  #base(derivation: XmlElement, schema: SchemaContext, component: Component | undefined): Shape | undefined {
    const text = attributeOf(derivation, 'base');
    if (text === undefined) return undefined;
    const name = this.set.resolve(derivation, text, schema) ?? this.meant(derivation, text, schema);
    if (name === undefined || (name.namespace === XSD && name.local === 'anyType')) return undefined;
    const redefined = this.set.redefined('type', name, schema);
    if (redefined !== undefined) return this.object(redefined);
    const simple = this.simple.named(name);
    if (simple !== undefined) return simple;
    const found = this.set.find('type', name) ?? this.set.guess('type', name.local);
    if (found === undefined) {
      this.log.at(derivation, schema, 'warning', 'UNRESOLVED', `There is no type "${text}" to derive from.`);
      return undefined;
    }
    if (found.node.local === 'simpleType') return this.simple.component(found);
    if (found === component) {
      this.log.at(derivation, schema, 'warning', 'INVALID', `The type "${text}" derives from itself.`);
      return undefined;
    }
    return this.object(found);
  }

  #opened(node: XmlElement, schema: SchemaContext, reason: string): Shape {
    const name = attributeOf(node, 'name') ?? attributeOf(node, 'ref') ?? node.local;
    this.log.at(node, schema, 'info', 'TYPE_OPEN', `"${name}" ${reason}: its value is JSON.`);
    return OPEN;
  }
}

const isAbstract = (component: Component): boolean => attributeOf(component.node, 'abstract') === 'true';

const isSimple = (shape: Shape): shape is Extract<Shape, { kind: 'leaf' | 'list' }> =>
  shape.kind === 'leaf' || shape.kind === 'list';

function join(first: Particle | undefined, second: Particle | undefined): Particle | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return { kind: 'sequence', items: [first, second], min: 1 };
}
