import { fieldName, NameScope } from '../../shared/naming.ts';
import { nameInComponent } from './enclosing-component.ts';
import { enumShape, primitiveValues } from './enum-shapes.ts';
import { EqualSchemas } from './equal-schemas.ts';
import type { Families } from './families.ts';
import type { IssueCollector } from './issue-collector.ts';
import { itemName } from './item-name.ts';
import { type Place, placeKey } from './place.ts';
import { readRule } from './read-rules.ts';
import { openScalar, scalar, scalarShape } from './scalar-shapes.ts';
import { inferType, isFile } from './schema-kind.ts';
import { FlatSchema, inText, MergedSchema, type SchemaView } from './schema-parts.ts';
import { componentName, type SchemaReader, type SchemaUse } from './schema-view.ts';
import {
  type Constraints,
  type Direction,
  type Field,
  isOpen,
  type ListShape,
  type MapShape,
  type NamedShape,
  type Naming,
  type ObjectShape,
  type ParentName,
  type ScalarShape,
  type Shape,
  type Use,
} from './shape.ts';
import { UnionBuilder } from './union-shapes.ts';
import { Visibility, type VisibleProperty } from './visibility.ts';

export interface ShapeOptions {
  readonly integers: 'Int' | 'BigInt';
}

/** Where a schema is used: what its type is called when nothing else names it. */
export interface Scope {
  readonly parent: ParentName;
  readonly direction: Direction;
  /** Inside a multipart body. */
  readonly uploads: boolean;
}

/** Makes shapes from schemas: one for each schema and direction, whatever refers to it. */
export class ShapeBuilder {
  readonly reader: SchemaReader;
  readonly issues: IssueCollector;
  readonly families: Families;
  readonly named: NamedShape[] = [];
  readonly #options: ShapeOptions;
  /** By schema and by where it is used; undefined while it is being made. */
  readonly #shapes = new Map<unknown, Map<string, Shape | undefined>>();
  readonly #equals = new EqualSchemas();
  readonly #visibility: Visibility;
  readonly #unions: UnionBuilder;
  readonly #pending: (() => void)[] = [];
  readonly #fieldNames = new Map<string, string>();

  constructor(reader: SchemaReader, issues: IssueCollector, families: Families, options: ShapeOptions) {
    this.reader = reader;
    this.issues = issues;
    this.families = families;
    this.#options = options;
    this.#unions = new UnionBuilder(this);
    this.#visibility = new Visibility(reader, families);
  }

  /** The shape of a schema where it is used. Object fields are filled by `complete`. */
  use(place: Place, scope: Scope): Use {
    const use = this.reader.use(place);
    const shape = this.shape(use, scope);
    const nullable = use.nullable || mayBeAnything(shape, scope);
    return use.xml === undefined ? { shape, nullable } : { shape, nullable, xml: use.xml };
  }

  /** Fills the objects that were met so far, and those met meanwhile. */
  complete(): void {
    for (let index = 0; index < this.#pending.length; index += 1) this.#pending[index]?.();
    this.#pending.length = 0;
  }

  later(fill: () => void): void {
    this.#pending.push(fill);
  }

  shape(use: SchemaUse, scope: Scope): Shape {
    const { target } = use;
    const memoKey = this.#equals.first(target);
    const key = `${scope.direction}${scope.uploads ? ' upload' : ''}`;
    const byScope = this.#shapes.get(memoKey) ?? new Map<string, Shape | undefined>();
    this.#shapes.set(memoKey, byScope);
    if (byScope.has(key)) {
      const known = byScope.get(key);
      if (known === undefined) return this.json(target, 'the schema contains itself without an object between');
      if (memoKey !== target.value && 'naming' in known) moveUp(known, target, scope);
      return known;
    }
    byScope.set(key, undefined);
    const first = memoKey === target.value ? undefined : this.#equals.placeOf(memoKey);
    const own = first === undefined ? use : { ...use, target: first };
    const shape = this.#build(own, this.reader.view(own.target), scope, (early) => byScope.set(key, early));
    byScope.set(key, shape);
    if (first !== undefined && 'naming' in shape) {
      shape.naming.origin = first;
      shape.naming.place = target;
      shape.naming.parent = parentOf(target, scope);
    }
    return shape;
  }

  /** The last resort, reported. */
  json(place: Place, reason: string): ScalarShape {
    this.issues.add('info', 'TYPE_OPEN', `This became JSON: ${reason}.`, inText(place));
    return openScalar();
  }

  /** A schema for what has none: open, and reported with this reason alone. */
  openAt(place: Place, reason: string, direction: Direction): Place {
    const value = {};
    this.#shapes.set(value, new Map([[direction, this.json(place, reason)]]));
    return { ...place, value };
  }

  naming(use: SchemaUse, view: SchemaView, scope: Scope, direction: Direction | undefined): Naming {
    return {
      place: use.target,
      component: componentName(use.target),
      title: view.title,
      parent: parentOf(use.target, scope),
      direction,
    };
  }

  #build(use: SchemaUse, view: SchemaView, scope: Scope, early: (shape: Shape) => void): Shape {
    const { target } = use;
    if (target.value === undefined) return this.json(target, 'its schema is missing');
    if (view.never) return this.json(target, 'its schema allows nothing');
    if (view.enumValues !== undefined && !view.types.some((type) => type === 'array' || type === 'object')) {
      const shape = this.enumeration(use, view, scope);
      if (shape !== undefined) return shape;
    }
    if (view.alternatives !== undefined) {
      const shape = this.#unions.build(use, view, scope, early);
      if (shape !== undefined) return shape;
    }
    if (view.types.length > 1) return this.#unions.ofTypes(use, view, scope, early);
    const type = scope.uploads && isFile(view) ? 'file' : (view.types[0] ?? inferType(view));
    if (type === 'object') return this.object(use, view, scope, early);
    if (type === 'array') return this.#list(view, target, scope);
    if (type === undefined && this.reader.isOnlyNull(target)) {
      return scalar('Void');
    }
    if (type === undefined) return this.json(target, 'its schema allows any value');
    const shape = scalarShape(type, view, {
      constraints: this.#constraints(view, scope),
      integers: this.#options.integers,
      uploads: scope.uploads,
    });
    if (shape !== undefined) return shape;
    this.issues.add('warning', 'INVALID', `${JSON.stringify(type)} is no type of JSON Schema.`, target);
    return this.json(target, `its type ${JSON.stringify(type)} is unknown`);
  }

  /** Undefined where the values say nothing: the type alone counts then. */
  enumeration(use: SchemaUse, view: SchemaView, scope: Scope): Shape | undefined {
    const values = primitiveValues(view);
    // What does not have the declared type can never occur, and who wrote it meant something else by it.
    if (values === undefined && view.types.length > 0) return undefined;
    if (values === undefined) return this.json(use.target, 'its enumeration has values that are objects or lists');
    if (values.length === 0 || values.every((value) => typeof value === 'boolean')) {
      return values.length === 0 ? undefined : scalar('Boolean');
    }
    const shape = enumShape(values, view, this.naming(use, view, scope, undefined));
    // An enumeration is one type for both directions.
    const other = this.#shapes.get(this.#equals.first(use.target));
    for (const key of ['input', 'output', 'input upload', 'output upload']) other?.set(key, shape);
    this.named.push(shape);
    return shape;
  }

  /** What is checked of an input; nothing of an answer. */
  #constraints(view: SchemaView, { direction }: Scope): Constraints | undefined {
    if (direction === 'output') return undefined;
    const rules = view.choice === undefined ? view.rules : [...view.rules, view.choice];
    if (rules.length === 0) return view.constraints;
    return { ...view.constraints, rules: rules.map((it) => readRule(it, this.reader.references)) };
  }

  #list(view: SchemaView, target: Place, scope: Scope): ListShape {
    const shape: ListShape = {
      kind: 'list',
      item: { shape: openScalar(), nullable: true },
      constraints: this.#constraints(view, scope),
      xml: view.xml,
    };
    const inner = { ...scope, parent: { ...scope.parent, suffix: itemName(scope.parent.suffix) } };
    shape.item =
      view.items === undefined
        ? { shape: this.json(target, 'its schema does not say what its items are'), nullable: true }
        : this.use(view.items, inner);
    return shape;
  }

  object(use: SchemaUse, view: SchemaView, scope: Scope, early: (shape: Shape) => void): Shape {
    const family = this.families.of(use.target);
    if (family !== undefined) return this.#unions.ofFamily(use, view, family, scope, early);
    return this.plainObject(use, view, scope, early);
  }

  plainObject(use: SchemaUse, view: SchemaView, scope: Scope, early: (shape: Shape) => void): Shape {
    const visible = this.visible(view, scope.direction);
    if (visible.length === 0) return this.#map(use, view, scope, early);
    const shape: ObjectShape = {
      kind: 'object',
      direction: scope.direction,
      naming: this.naming(use, view, scope, scope.direction),
      name: '',
      description: view.description,
      fields: [],
      rest: undefined,
      parents: [],
      isInterface: false,
      constraints: this.#constraints(view, scope),
      xml: view.xml,
    };
    early(shape);
    this.named.push(shape);
    this.later(() => this.#fill(shape, view, visible, scope));
    return shape;
  }

  /** Properties that exist in this direction. */
  visible(view: SchemaView, direction: Direction): VisibleProperty[] {
    return this.#visibility.of(view, direction);
  }

  /** Nothing of this schema exists in this direction. */
  isEmpty(place: Place, direction: Direction): boolean {
    return this.#visibility.isEmpty(place, direction);
  }

  #fill(shape: ObjectShape, view: SchemaView, visible: readonly VisibleProperty[], scope: Scope): void {
    const scopeOfNames = new NameScope(shape.direction === 'output' ? ['__typename'] : []);
    const names = new Map<string, string>();
    // A property whose own name is already legal keeps it, whatever stands before it.
    for (const own of [true, false]) {
      for (const [wire] of visible) {
        const wanted = this.#fieldName(wire);
        if ((wanted === wire) === own) names.set(wire, scopeOfNames.claim(wanted));
      }
    }
    const parent: ParentName = { of: shape, base: '', suffix: '' };
    shape.fields = visible.map(([wire, use]): Field => {
      const name = names.get(wire) ?? wire;
      const inner: Scope = { ...scope, parent: { ...parent, suffix: wire } };
      const inside = this.reader.view(use.target);
      const own = this.shape(use, inner);
      return {
        name,
        wire,
        use: { shape: own, nullable: use.nullable || mayBeAnything(own, inner) },
        required: view.required.has(wire),
        description: withDefault(use.description ?? inside.description, use, scope.direction),
        deprecated: use.deprecated,
        xml: use.xml,
      };
    });
    const additional = view.additional;
    if (typeof additional === 'object' && !this.#isOpen(additional)) {
      const map = this.#mapOf(additional, { ...scope, parent: { ...parent, suffix: 'Additional' } }, view);
      shape.rest = {
        name: scopeOfNames.claim('additionalProperties'),
        shape: map,
        known: new Set([...view.properties.keys(), ...view.required]),
      };
    }
    for (const place of view.parents) this.families.joins(shape, place, this, scope);
  }

  /** Properties have few distinct names, and many uses. */
  #fieldName(wire: string): string {
    const known = this.#fieldNames.get(wire);
    if (known !== undefined) return known;
    const name = fieldName(wire);
    this.#fieldNames.set(wire, name);
    return name;
  }

  #isOpen(place: Place): boolean {
    const view = this.reader.view(this.reader.use(place).target);
    return (
      view.types.length === 0 && view.alternatives === undefined && view.enumValues === undefined && !inferType(view)
    );
  }

  #map(use: SchemaUse, view: SchemaView, scope: Scope, early: (shape: Shape) => void): Shape {
    const additional = view.additional;
    if (typeof additional !== 'object' || this.#isOpen(additional)) {
      const reason =
        view.properties.size > 0
          ? `none of its properties exists in ${scope.direction === 'input' ? 'a request' : 'a response'}`
          : 'it is an object without described properties';
      return { ...this.json(use.target, reason), constraints: this.#constraints(view, scope) };
    }
    const shape = this.#mapOf(additional, scope, view, this.naming(use, view, scope, scope.direction));
    early(shape);
    return shape;
  }

  #mapOf(additional: Place, scope: Scope, view: SchemaView, naming?: Naming): MapShape {
    const shape: MapShape = {
      kind: 'map',
      direction: scope.direction,
      naming: naming ?? {
        place: additional,
        component: undefined,
        title: undefined,
        parent: scope.parent,
        direction: scope.direction,
      },
      name: '',
      value: { shape: openScalar(), nullable: true },
      constraints: this.#constraints(view, scope),
    };
    this.named.push(shape);
    const parent: ParentName = { of: shape, base: '', suffix: 'Value' };
    this.later(() => {
      shape.value = this.use(additional, { ...scope, parent });
    });
    return shape;
  }
}

/**
 * What a part of a component is named after: that component, by way of its parents or by its place. A composed type has properties of the
 * components that it is made of, and so have others; which of them is met first must not matter.
 */
function parentOf(place: Place, { parent }: Scope): ParentName {
  if (place.value instanceof FlatSchema) return parent;
  const inside = nameInComponent(place);
  const { value } = place;
  // Nothing else leads to it, so there is but one parent.
  const isAlone = value instanceof MergedSchema && !value.isWritten && value.owner === undefined;
  if (inside === undefined || isAlone) return parent;
  let outermost = parent;
  while (outermost.of !== undefined && outermost.of.naming.component === undefined) {
    const { naming } = outermost.of;
    // What stands inside a schema with a title is named after that, wherever one equal to it stands.
    if (naming.title !== undefined && encloses(naming.origin ?? naming.place, place)) return parent;
    outermost = naming.parent;
  }
  return (outermost.of?.naming.component ?? outermost.base) === inside.base ? parent : inside;
}

const encloses = (outer: Place, inner: Place): boolean =>
  outer.document === inner.document && inner.pointer.startsWith(`${outer.pointer}/`);

/** The first of several equal schemas gives the place and the parent that its type may be named by. */
function moveUp({ naming }: NamedShape, target: Place, scope: Scope): void {
  if (placeKey(target) >= placeKey(naming.place)) return;
  naming.origin ??= naming.place;
  naming.place = target;
  naming.parent = scope.parent;
}

/** A default of an input field is told, not sent: sending it would change what a partial update means. */
function withDefault(text: string | undefined, use: SchemaUse, direction: Direction): string | undefined {
  if (direction === 'output' || use.default === undefined || use.default === null) return text;
  const shown = JSON.stringify(use.default);
  if (shown.length > 100) return text;
  return text === undefined ? `Default: ${shown}.` : `${text}\n\nDefault: ${shown}.`;
}

/** What may be of any type may be null. */
const mayBeAnything = (shape: Shape, { direction }: Scope): boolean => direction === 'output' && isOpen(shape);
