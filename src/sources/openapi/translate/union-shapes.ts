import { fieldName, NameScope } from '../../shared/naming.ts';
import { alternativeNames } from './alternative-names.ts';
import { discriminate } from './discriminate.ts';
import type { Family } from './families.ts';
import { joinScalars } from './join-scalars.ts';
import type { Place } from './place.ts';
import { scalar } from './scalar-shapes.ts';
import { flat, inferType, pascal } from './schema-kind.ts';
import { FlatSchema, MergedSchema, type SchemaView } from './schema-parts.ts';
import { componentName, type SchemaUse } from './schema-view.ts';
import type { Naming, ObjectShape, ScalarAlternative, Shape, UnionMember, UnionShape, Use } from './shape.ts';
import type { Scope, ShapeBuilder } from './shape-builder.ts';
import { namedObject, plainField } from './synthetic-shapes.ts';

/** One alternative, references followed and nested alternatives spread. */
export interface Alternative {
  /** As the union refers to it: a mapping names this. */
  readonly place: Place;
  readonly use: SchemaUse;
  readonly view: SchemaView;
}

const MAX_ALTERNATIVES = 1_000;
const MAX_NESTED = 4;

/** Makes one shape of several alternatives. */
export class UnionBuilder {
  readonly #builder: ShapeBuilder;
  readonly #boxes = new Map<string, ObjectShape>();

  constructor(builder: ShapeBuilder) {
    this.#builder = builder;
  }

  /** `oneOf` and `anyOf`. Undefined when no alternative adds anything to the schema's own structure. */
  build(use: SchemaUse, view: SchemaView, scope: Scope, early: (shape: Shape) => void): Shape | undefined {
    const base: SchemaView = {
      ...view,
      alternatives: undefined,
      choice: undefined,
      discriminator: undefined,
      nullable: false,
    };
    const hasBase = view.properties.size > 0;
    const found: Alternative[] = [];
    const { value } = use.target;
    const includes = value instanceof FlatSchema ? value.includes : new Set<unknown>();
    // Alternatives within alternatives: one that is part of them already adds nothing, or there would be no end.
    if (includes.size >= MAX_NESTED) return hasBase ? undefined : this.#open(use);
    this.#collect(view.alternatives ?? [], new Set([value, ...includes]), found);
    // Properties without a type are those of an object, here as everywhere.
    const types = view.types.length === 0 && hasBase ? ['object'] : view.types;
    const fitting = found.filter((it) => mayBeOf(it.view, types));
    const possible = fitting.length > 0 ? fitting : found;
    const structured = types.length > 0 ? possible.filter((it) => addsStructure(it.view)) : possible;
    if (structured.length === 0) return possible.length > 0 && types.length > 0 ? undefined : this.#open(use);
    // Beside one that adds properties, one that only asks for some of the base is a choice of its own.
    const useful = hasBase ? possible.filter((it) => structured.includes(it) || it.view.required.size > 0) : structured;
    const alternatives = useful.map((it) =>
      hasBase || asksMore(base, it.view, scope) ? this.#withBase(base, it, includes) : it,
    );
    return this.#join(use, view, alternatives, scope, early);
  }

  /** A schema of several JSON types. */
  ofTypes(use: SchemaUse, view: SchemaView, scope: Scope, early: (shape: Shape) => void): Shape {
    const alternatives = view.types.map((type): Alternative => {
      const place = flat({ ...view, types: [type], nullable: false, title: undefined, description: undefined });
      return { place, use: this.#builder.reader.use(place), view: this.#builder.reader.view(place) };
    });
    return this.#join(use, view, alternatives, scope, early);
  }

  /** Children of a schema with a discriminator: an interface in responses, a choice in requests. */
  ofFamily(use: SchemaUse, view: SchemaView, family: Family, scope: Scope, early: (shape: Shape) => void): Shape {
    const union = this.#announce(use, view, scope, early, scope.direction === 'output');
    const alternatives = family.members.map((place): Alternative => {
      const inner = this.#builder.reader.use(place);
      return { place, use: inner, view: this.#builder.reader.view(inner.target) };
    });
    const own = flat({ ...view, discriminator: undefined, title: undefined });
    const plain: Alternative = { place: use.target, use: this.#builder.reader.use(own), view };
    this.#builder.later(() => {
      const inner: Scope = {
        ...scope,
        parent: { of: union, base: '', suffix: 'Base' },
      };
      const names = alternativeNames(view.discriminator, alternatives, this.#builder.reader);
      const members = alternatives.map((it, index) =>
        this.#member(it, this.#builder.shape(it.use, inner), names[index] ?? '', scope, union),
      );
      const base = this.#builder.plainObject(plain.use, view, inner, () => undefined);
      if (base.kind === 'object')
        members.push({ label: 'other', use: { shape: base, nullable: false }, box: undefined });
      this.#finish(union, view, [...alternatives, plain], members);
      if (union.parent !== undefined && base.kind === 'object') {
        const parent = union.parent;
        for (const member of members) {
          if (member.use.shape.kind === 'object') member.use.shape.parents.push(parent);
        }
        this.#builder.later(() => {
          parent.fields = base.fields;
        });
      }
    });
    return union;
  }

  #open(use: SchemaUse): Shape {
    return this.#builder.json(use.target, 'its alternatives allow nothing');
  }

  #withBase(base: SchemaView, alternative: Alternative, includes: ReadonlySet<unknown>): Alternative {
    const { place } = alternative;
    const merged: Place = { ...place, value: new MergedSchema([flat(base), alternative.use.target]) };
    const read = this.#builder.reader.view(merged);
    // It keeps the alternative's own name: it stands for it here.
    const view: SchemaView = { ...read, title: componentName(alternative.use.target) ?? alternative.view.title };
    const target = { ...place, value: new FlatSchema(view, new Set([...includes, alternative.use.target.value])) };
    return { place, use: { ...alternative.use, target }, view };
  }

  #collect(places: readonly Place[], seen: Set<unknown>, found: Alternative[]): void {
    for (const place of places) {
      // Alone, it adds null to nothing.
      const isNull =
        this.#builder.reader.isNull(place) && (places.length > 1 || this.#builder.reader.isOnlyNull(place));
      if (isNull || found.length >= MAX_ALTERNATIVES) continue;
      const use = this.#builder.reader.use(place);
      const view = this.#builder.reader.view(use.target);
      const key = use.target.value;
      if (view.never || seen.has(key)) continue;
      seen.add(key);
      if (view.alternatives !== undefined && view.properties.size === 0) this.#collect(view.alternatives, seen, found);
      else if (view.types.length > 1) {
        for (const type of view.types) {
          const one = flat({ ...view, types: [type] });
          found.push({ place, use: { ...use, target: one }, view: { ...view, types: [type] } });
        }
      } else found.push({ place, use, view });
    }
  }

  #join(
    use: SchemaUse,
    view: SchemaView,
    alternatives: readonly Alternative[],
    scope: Scope,
    early: (shape: Shape) => void,
  ): Shape {
    const builder = this.#builder;
    const [first] = alternatives;
    if (first === undefined) return this.#open(use);
    if (alternatives.length === 1) return builder.shape(first.use, scope);
    if (alternatives.some((it) => isOpen(it.view)) && !keepsTyped(view, alternatives))
      return builder.json(use.target, 'one of its alternatives allows any value');
    const leaves = alternatives.filter((it) => isLeaf(it.view));
    if (leaves.length === alternatives.length) return this.#joinLeaves(use, view, alternatives, scope);
    const list = this.#oneOrMany(alternatives);
    if (list !== undefined) {
      const shape = builder.shape(list.use, scope);
      return shape.kind === 'list' ? { ...shape, single: true } : shape;
    }
    const union = this.#announce(use, view, scope, early, false);
    builder.later(() => {
      const joined = this.#membersOf(view.discriminator, alternatives, leaves, scope, union);
      this.#finish(union, view, joined.alternatives, joined.members);
    });
    return union;
  }

  #membersOf(
    discriminator: Place | undefined,
    alternatives: readonly Alternative[],
    leaves: readonly Alternative[],
    scope: Scope,
    union: UnionShape,
  ): { alternatives: Alternative[]; members: UnionMember[] } {
    const members: UnionMember[] = [];
    const kept: Alternative[] = [];
    const names = alternativeNames(discriminator, alternatives, this.#builder.reader);
    // Scalars of one name are one member: their objects `{ value }` would be one type.
    const known = new Set<Shape | string>();
    const [leaf] = leaves;
    for (const [index, alternative] of alternatives.entries()) {
      const name = names[index] ?? '';
      // All leaves are one member: nothing but their values could tell them apart.
      if (isLeaf(alternative.view) && alternative !== leaf) continue;
      const inner: Scope = { ...scope, parent: { of: union, base: '', suffix: pascal(name) } };
      const shape =
        alternative === leaf && leaves.length > 1
          ? this.#joinLeaves(alternative.use, alternative.view, leaves, inner)
          : this.#builder.shape(alternative.use, inner);
      const spread =
        shape.kind === 'union' && shape.parent !== undefined ? shape.members.map((it) => it.use.shape) : [shape];
      for (const one of spread) {
        const key = one.kind === 'scalar' ? one.scalar : one;
        if (known.has(key)) continue;
        known.add(key);
        kept.push(alternative);
        members.push(this.#member(alternative, one, name, scope, union));
      }
    }
    return { alternatives: kept, members };
  }

  /** `X` beside a list of `X` is a list: GraphQL takes one for many, and so does an upstream that is described like this. */
  #oneOrMany(alternatives: readonly Alternative[]): Alternative | undefined {
    const lists = alternatives.filter((it) => typeOf(it.view) === 'array');
    const [list] = lists;
    if (lists.length !== 1 || list?.view.items === undefined) return undefined;
    const item = this.#builder.reader.use(list.view.items).target;
    const itemView = this.#builder.reader.view(item);
    const others = alternatives.filter((it) => it !== list);
    const same = (one: Alternative): boolean =>
      one.use.target.value === item.value ||
      (isLeaf(one.view) &&
        isLeaf(itemView) &&
        one.view.enumValues === undefined &&
        itemView.enumValues === undefined &&
        typeOf(one.view) === typeOf(itemView) &&
        one.view.format === itemView.format);
    return others.length === 1 && others.every(same) ? list : undefined;
  }

  #joinLeaves(use: SchemaUse, view: SchemaView, leaves: readonly Alternative[], scope: Scope): Shape {
    const enums = leaves.filter((it) => it.view.enumValues !== undefined);
    if (enums.length === leaves.length) {
      const values = [...new Set(enums.flatMap((it) => it.view.enumValues ?? []))];
      const types = [...new Set(enums.flatMap((it) => it.view.types))];
      const joined: SchemaView = {
        ...view,
        alternatives: undefined,
        choice: undefined,
        enumValues: values,
        enumPlace: view.place,
        types,
      };
      return this.#builder.enumeration(use, joined, scope) ?? this.#open(use);
    }
    const scalars = leaves.map((it): ScalarAlternative => {
      const shape = this.#builder.shape(
        it.view.enumValues === undefined
          ? it.use
          : {
              ...it.use,
              target: flat({
                ...it.view,
                enumValues: undefined,
                types: it.view.types.length > 0 ? it.view.types : typesOf(it.view.enumValues),
              }),
            },
        scope,
      );
      return {
        shape: shape.kind === 'scalar' ? shape : scalar('String'),
        values: it.view.enumValues,
      };
    });
    return joinScalars(scalars, scope.direction === 'input');
  }

  #announce(
    use: SchemaUse,
    view: SchemaView,
    scope: Scope,
    early: (shape: Shape) => void,
    asInterface: boolean,
  ): UnionShape {
    const naming = this.#builder.naming(use, view, scope, scope.direction);
    const parent: ObjectShape | undefined = asInterface
      ? { ...namedObject(naming, []), description: view.description, isInterface: true, xml: view.xml }
      : undefined;
    const union: UnionShape = {
      kind: 'union',
      direction: scope.direction,
      naming,
      name: '',
      description: view.description,
      members: [],
      discriminator: undefined,
      parent,
    };
    early(union);
    this.#builder.named.push(union);
    return union;
  }

  #finish(
    union: UnionShape,
    view: SchemaView,
    alternatives: readonly Alternative[],
    members: readonly UnionMember[],
  ): void {
    const labels = new NameScope();
    union.members = members.map((member) => ({ ...member, label: labels.claim(member.label) }));
    union.discriminator = discriminate(view, alternatives, this.#builder.reader);
  }

  #member(alternative: Alternative, shape: Shape, name: string, scope: Scope, union: UnionShape): UnionMember {
    const own = 'naming' in shape || shape.kind === 'list' ? name : (componentName(alternative.place) ?? shape.scalar);
    const label = fieldName(own);
    const use: Use = { shape, nullable: alternative.use.nullable };
    const boxed = scope.direction === 'output' && shape.kind !== 'object';
    return { label, use, box: boxed ? this.#box(shape, union, name) : undefined };
  }

  /** The object `{ value }` for a member that is none. */
  #box(shape: Shape, union: UnionShape, name: string): ObjectShape {
    const key = shape.kind === 'scalar' ? shape.scalar : undefined;
    const known = key === undefined ? undefined : this.#boxes.get(key);
    if (known !== undefined) return known;
    const naming: Naming = {
      place: union.naming.place,
      component: key === undefined ? undefined : `${key}Value`,
      title: undefined,
      parent: {
        of: 'naming' in shape ? shape : union,
        base: '',
        suffix: shape.kind !== 'list' ? 'Value' : /list$/i.test(name) ? name : `${name} list`,
      },
      direction: 'output',
    };
    const box = namedObject(naming, [plainField('value', { shape, nullable: false }, true)]);
    if (key !== undefined) this.#boxes.set(key, box);
    this.#builder.named.push(box);
    return box;
  }
}

const typeOf = (view: SchemaView): string | undefined => view.types[0] ?? inferType(view);

const typesOf = (values: readonly unknown[]): string[] => [
  ...new Set(
    values.filter((value) => value !== null).map((value) => (typeof value === 'number' ? 'number' : typeof value)),
  ),
];

/** In a request, what is required beside the alternatives, and optional in this one. In an answer, it is no reason for another type. */
const asksMore = ({ required }: SchemaView, alternative: SchemaView, { direction }: Scope): boolean =>
  direction === 'input' &&
  [...required].some((name) => alternative.properties.has(name) && !alternative.required.has(name));

/** A scalar or an enumeration. */
function isLeaf(view: SchemaView): boolean {
  if (view.alternatives !== undefined) return false;
  const type = typeOf(view);
  if (view.enumValues !== undefined && type !== 'object' && type !== 'array') return true;
  return type === 'string' || type === 'number' || type === 'integer' || type === 'boolean' || type === 'file';
}

const isOpen = (view: SchemaView): boolean =>
  view.alternatives === undefined && view.enumValues === undefined && typeOf(view) === undefined;

/** An open answer beside structured ones is no reason to take those for open too. */
const keepsTyped = (view: SchemaView, alternatives: readonly Alternative[]): boolean =>
  view.isToldApart === true && alternatives.some((it) => !isOpen(it.view) && !isLeaf(it.view));

/** False for an alternative whose type the schema around it excludes: no value is of both. */
const mayBeOf = (view: SchemaView, types: readonly string[]): boolean =>
  types.length === 0 ||
  view.types.length === 0 ||
  view.types.some((type) => types.includes(type) || (type === 'integer' && types.includes('number')));

/** False for an alternative that only asks for more (`required`, `not`, a bound). */
const addsStructure = (view: SchemaView): boolean =>
  view.properties.size > 0 ||
  view.items !== undefined ||
  view.enumValues !== undefined ||
  view.alternatives !== undefined ||
  typeof view.additional === 'object' ||
  view.types.some((type) => type !== 'object' && type !== 'array');
