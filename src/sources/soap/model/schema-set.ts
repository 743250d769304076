import { clark, XSD } from '../xml/namespaces.ts';
import { attributeOf, childOf, type QualifiedName, qualifiedName, type XmlElement } from '../xml/xml-tree.ts';
import type { DescriptionDocument } from './description-document.ts';
import { wellKnownSchema } from './well-known-schemas.ts';

/** What the `xs:schema` around a component says about it. */
export interface SchemaContext {
  /** In a redefinition: what it redefines, which its own name means there. */
  readonly redefined?: Component;
  readonly document: DescriptionDocument;
  readonly targetNamespace: string;
  readonly elementsQualified: boolean;
  readonly attributesQualified: boolean;
  /** The schema had no target namespace and took that of the schema that includes it; its unprefixed references follow. */
  readonly chameleon: boolean;
}

/** A named, top-level part of a schema. */
export interface Component {
  readonly key: string;
  readonly namespace: string;
  readonly local: string;
  readonly node: XmlElement;
  readonly schema: SchemaContext;
}

export type ComponentKind = 'type' | 'element' | 'attribute' | 'group' | 'attributeGroup';

const KINDS: Readonly<Record<string, ComponentKind>> = {
  simpleType: 'type',
  complexType: 'type',
  element: 'element',
  attribute: 'attribute',
  group: 'group',
  attributeGroup: 'attributeGroup',
};

/** All schemas of a description as one pool of named components. */
export class SchemaSet {
  readonly #components: Readonly<Record<ComponentKind, Map<string, Component>>> = {
    type: new Map(),
    element: new Map(),
    attribute: new Map(),
    group: new Map(),
    attributeGroup: new Map(),
  };
  readonly #byLocal = new Map<string, Component | null>();
  readonly #wellKnown = new Set<string>();
  #derived: Map<string, Component[]> | undefined;
  #substitutes: Map<string, Component[]> | undefined;

  /** Adds the components of one `xs:schema`. The first definition of a name stands. */
  add(node: XmlElement, document: DescriptionDocument, includerNamespace?: string): void {
    const declared = attributeOf(node, 'targetNamespace');
    const targetNamespace = declared ?? includerNamespace ?? '';
    const schema: SchemaContext = {
      document,
      targetNamespace,
      elementsQualified: attributeOf(node, 'elementFormDefault') === 'qualified',
      attributesQualified: attributeOf(node, 'attributeFormDefault') === 'qualified',
      chameleon: declared === undefined && targetNamespace !== '',
    };
    for (const child of node.children) {
      if (child.namespace !== XSD) continue;
      if (child.local === 'redefine') {
        for (const inner of child.children) this.#register(inner, schema, true);
      } else this.#register(child, schema, false);
    }
    this.#derived = undefined;
    this.#substitutes = undefined;
  }

  find(kind: ComponentKind, name: QualifiedName): Component | undefined {
    const components = this.#components[kind];
    const key = clark(name.namespace, name.local);
    const found = components.get(key);
    if (found !== undefined) return found;
    if (this.#addWellKnown(name.namespace)) return components.get(key);
    return undefined;
  }

  /** What a redefinition's own name means inside of it. */
  redefined(kind: ComponentKind, name: QualifiedName, { redefined }: SchemaContext): Component | undefined {
    const isOwn = redefined?.key === clark(name.namespace, name.local) && KINDS[redefined.node.local] === kind;
    return isOwn ? redefined : undefined;
  }

  /** The one component of this local name in any namespace: what a reference with a wrong prefix must have meant. */
  guess(kind: ComponentKind, local: string): Component | undefined {
    return this.#byLocal.get(`${kind} ${local}`) ?? undefined;
  }

  /** A reference in the text of an attribute, resolved in the scope of its element. */
  resolve(element: XmlElement, text: string, schema: SchemaContext): QualifiedName | undefined {
    const name = qualifiedName(element, text);
    return name?.namespace === '' && schema.chameleon ? { ...name, namespace: schema.targetNamespace } : name;
  }

  /** Complex types that derive directly from the type of this key. */
  derivedFrom(key: string): readonly Component[] {
    this.#derived ??= this.#indexDerivation();
    return this.#derived.get(key) ?? [];
  }

  /** Elements whose substitution group has this element as its head. */
  substitutesOf(key: string): readonly Component[] {
    this.#substitutes ??= this.#indexSubstitution();
    return this.#substitutes.get(key) ?? [];
  }

  #register(node: XmlElement, schema: SchemaContext, redefinition: boolean): void {
    const kind = KINDS[node.local];
    const local = attributeOf(node, 'name')?.trim();
    if (kind === undefined || local === undefined) return;
    const key = clark(schema.targetNamespace, local);
    const components = this.#components[kind];
    const existing = components.get(key);
    // Included documents are added before their includer, so what is redefined is there already.
    if (existing !== undefined && !redefinition) return;
    const component: Component = {
      key,
      namespace: schema.targetNamespace,
      local,
      node,
      schema: existing === undefined ? schema : { ...schema, redefined: existing },
    };
    components.set(key, component);
    const slot = `${kind} ${local}`;
    const other = this.#byLocal.get(slot);
    this.#byLocal.set(slot, other === undefined || other === existing ? component : null);
  }

  #addWellKnown(namespace: string): boolean {
    if (this.#wellKnown.has(namespace)) return false;
    this.#wellKnown.add(namespace);
    const document = wellKnownSchema(namespace);
    if (document === undefined) return false;
    this.add(document.root, document);
    return true;
  }

  #indexDerivation(): Map<string, Component[]> {
    const index = new Map<string, Component[]>();
    for (const component of this.#components.type.values()) {
      const content = childOf(component.node, XSD, 'complexContent') ?? childOf(component.node, XSD, 'simpleContent');
      const derivation = content?.children.find(
        (child) => child.local === 'extension' || child.local === 'restriction',
      );
      const base = derivation === undefined ? undefined : attributeOf(derivation, 'base');
      if (derivation === undefined || base === undefined) continue;
      const name = this.resolve(derivation, base, component.schema);
      if (name === undefined) continue;
      const key = clark(name.namespace, name.local);
      if (key !== component.key) append(index, key, component);
    }
    return index;
  }

  #indexSubstitution(): Map<string, Component[]> {
    const index = new Map<string, Component[]>();
    for (const component of this.#components.element.values()) {
      const head = attributeOf(component.node, 'substitutionGroup');
      const name = head === undefined ? undefined : this.resolve(component.node, head, component.schema);
      if (name !== undefined) append(index, clark(name.namespace, name.local), component);
    }
    return index;
  }
}

function append(index: Map<string, Component[]>, key: string, component: Component): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [component]);
  else list.push(component);
}
