import { enumValueName, NameScope, typeName } from '../../shared/naming.ts';
import { hasNames } from '../codec/qualified-names.ts';
import { BUILT_IN_LISTS, builtInLeaf } from '../model/built-in-types.ts';
import { documentationOf } from '../model/documentation.ts';
import type { Component, SchemaContext, SchemaSet } from '../model/schema-set.ts';
import type { Enumeration, Facets, LeafShape, ListShape } from '../model/shape.ts';
import { clark, XSD } from '../xml/namespaces.ts';
import { attributeOf, childOf, childrenOf, type QualifiedName, type XmlElement } from '../xml/xml-tree.ts';
import { readFacets } from './facets.ts';
import type { IssueLog } from './issue-log.ts';
import { valueText } from './value-text.ts';

export type SimpleShape = LeafShape | ListShape;

/** What an anonymous type is called after: the key that is its own, and the names to try. */
export interface Naming {
  readonly key: string;
  readonly names: readonly string[];
}

const STRING: LeafShape = builtInLeaf(XSD, 'string') as LeafShape;

/** Shapes of simple types. */
export class SimpleTypes {
  readonly #set: SchemaSet;
  readonly #log: IssueLog;
  readonly #known = new Map<XmlElement, SimpleShape>();
  readonly #open = new Set<XmlElement>();

  constructor(set: SchemaSet, log: IssueLog) {
    this.#set = set;
    this.#log = log;
  }

  /** Shape of a named simple type; undefined: there is none of that name. */
  named(name: QualifiedName): SimpleShape | undefined {
    const leaf = builtInLeaf(name.namespace, name.local);
    if (leaf !== undefined) return leaf;
    const item = name.namespace === XSD && Object.hasOwn(BUILT_IN_LISTS, name.local) ? BUILT_IN_LISTS[name.local] : '';
    if (item) return { kind: 'list', item: builtInLeaf(XSD, item) ?? STRING, type: name };
    const component = this.#set.find('type', name);
    return component?.node.local === 'simpleType' ? this.component(component) : undefined;
  }

  component(component: Component): SimpleShape {
    return this.read(
      component.node,
      component.schema,
      {
        key: component.key,
        names: [typeName(component.local)],
      },
      { namespace: component.namespace, local: component.local },
    );
  }

  /** Shape of an `xs:simpleType`. */
  read(node: XmlElement, schema: SchemaContext, naming: Naming, own?: QualifiedName): SimpleShape {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    if (this.#open.has(node)) {
      this.#log.at(node, schema, 'warning', 'INVALID', `The simple type ${naming.key} derives from itself.`);
      return STRING;
    }
    this.#open.add(node);
    const shape = this.#derive(node, schema, naming);
    const named = own === undefined ? shape : { ...shape, type: own };
    this.#open.delete(node);
    this.#known.set(node, named);
    return named;
  }

  /** A simple type restricted by the facets below `restriction`. */
  restrict(base: SimpleShape, restriction: XmlElement, schema: SchemaContext, naming: Naming): SimpleShape {
    // Lengths and patterns say nothing about names, whose prefixes are anyone's (part 2, 3.2.18).
    const read = (): Facets | undefined =>
      readFacets(restriction, base.facets, (node, pattern) =>
        this.#log.at(
          node,
          schema,
          'info',
          'UNSUPPORTED',
          `The pattern "${pattern.slice(0, 80)}" is not checked on input.`,
        ),
      );
    const facets = hasNames(base) ? base.facets : read();
    const values = childrenOf(restriction, XSD, 'enumeration');
    const { facets: _replaced, ...rest } = base;
    const space = childOf(restriction, XSD, 'whiteSpace');
    const whiteSpace = space && attributeOf(space, 'value')?.trim();
    const isSpace = rest.kind === 'leaf' && (whiteSpace === 'replace' || whiteSpace === 'collapse');
    const checked = { ...rest, ...(facets && { facets }), ...(isSpace && { whiteSpace }) } as SimpleShape;
    if (values.length === 0) return checked;
    const texts = values.map((value) => attributeOf(value, 'value') ?? '');
    if (checked.kind === 'leaf' && checked.leaf === 'string') {
      return { ...checked, enumeration: enumerationOf(values, restriction, naming) };
    }
    const narrowed: Facets = {
      ...facets,
      enumeration: values.map((value, index) => valueText(value, (texts[index] ?? '').trim(), checked)),
    };
    return { ...checked, facets: narrowed };
  }

  #derive(node: XmlElement, schema: SchemaContext, naming: Naming): SimpleShape {
    const restriction = childOf(node, XSD, 'restriction');
    if (restriction !== undefined) {
      const base = this.#referred(restriction, 'base', schema, naming) ?? STRING;
      return this.restrict(base, restriction, schema, naming);
    }
    const list = childOf(node, XSD, 'list');
    if (list !== undefined) {
      const item = this.#referred(list, 'itemType', schema, naming) ?? STRING;
      return { kind: 'list', item: item.kind === 'leaf' ? item : STRING, type: STRING.type };
    }
    const union = childOf(node, XSD, 'union');
    return union === undefined ? STRING : this.#union(union, schema, naming);
  }

  #union(union: XmlElement, schema: SchemaContext, naming: Naming): SimpleShape {
    const named = (attributeOf(union, 'memberTypes') ?? '').trim();
    const members = [
      ...(named === '' ? [] : named.split(/\s+/)).map((text) => this.#byText(union, text, schema)),
      ...childrenOf(union, XSD, 'simpleType').map((child, index) =>
        this.read(child, schema, {
          key: `${naming.key}|${index}`,
          names: naming.names.map((name) => `${name}${index + 1}`),
        }),
      ),
    ].filter((member): member is SimpleShape => member !== undefined);
    const leaves = members.filter((member): member is LeafShape => member.kind === 'leaf');
    const [first] = leaves;
    if (first === undefined || leaves.length !== members.length) {
      return members.length === 0 ? STRING : { ...STRING, anyOf: members };
    }
    const enumerations = leaves.flatMap((leaf) => (leaf.enumeration === undefined ? [] : [leaf.enumeration]));
    if (enumerations.length === leaves.length) {
      const values = new Map(enumerations.flatMap((one) => one.values.map((value) => [value.text, value.description])));
      return { ...STRING, enumeration: nameValues(values, naming, documentationOf(union)) };
    }
    const isText = first.leaf === 'string' || leaves.some((leaf) => leaf.leaf !== first.leaf);
    return { ...withoutChecks(isText ? STRING : first), anyOf: leaves };
  }

  #referred(node: XmlElement, attribute: string, schema: SchemaContext, naming: Naming): SimpleShape | undefined {
    const text = attributeOf(node, attribute);
    const name = text === undefined ? undefined : this.#set.resolve(node, text, schema);
    const redefined = name && this.#set.redefined('type', name, schema);
    if (redefined !== undefined) return this.component(redefined);
    if (text !== undefined) return this.#byText(node, text, schema);
    const inline = childOf(node, XSD, 'simpleType');
    return inline === undefined
      ? undefined
      : this.read(inline, schema, { key: `${naming.key}/base`, names: naming.names.map((name) => `${name}Base`) });
  }

  #byText(node: XmlElement, text: string, schema: SchemaContext): SimpleShape | undefined {
    const name = this.#set.resolve(node, text, schema);
    const shape = name === undefined ? undefined : this.named(name);
    if (shape !== undefined) return shape;
    const guess = this.#set.guess('type', text.slice(text.indexOf(':') + 1));
    if (guess?.node.local === 'simpleType') return this.component(guess);
    const builtIn = builtInLeaf(XSD, text.slice(text.indexOf(':') + 1).trim());
    if (builtIn !== undefined) {
      this.#log.at(node, schema, 'warning', 'INVALID', `"${text}" has the wrong namespace; that of XSD is meant.`);
      return builtIn;
    }
    this.#log.at(node, schema, 'warning', 'UNRESOLVED', `There is no simple type "${text}"; text is taken instead.`);
    return undefined;
  }
}

function enumerationOf(values: XmlElement[], restriction: XmlElement, naming: Naming): Enumeration {
  const texts = new Map(values.map((value) => [attributeOf(value, 'value') ?? '', documentationOf(value)]));
  return nameValues(texts, naming, documentationOf(restriction));
}

function withoutChecks(leaf: LeafShape): LeafShape {
  const { facets: _facets, enumeration: _enumeration, anyOf: _anyOf, ...rest } = leaf;
  return rest;
}

function nameValues(
  texts: ReadonlyMap<string, string | undefined>,
  naming: Naming,
  description: string | undefined,
): Enumeration {
  const scope = new NameScope(['true', 'false', 'null']);
  return {
    key: clark('enum', naming.key),
    wantedName: naming.names,
    ...(description === undefined ? undefined : { description }),
    values: [...texts].map(([text, about]) => ({
      name: scope.claim(enumValueName(text)),
      text,
      ...(about === undefined ? undefined : { description: about }),
    })),
  };
}
