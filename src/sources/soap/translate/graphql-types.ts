import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInterfaceType,
  GraphQLList,
  type GraphQLNamedOutputType,
  GraphQLNonNull,
  type GraphQLNullableType,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLUnionType,
} from 'graphql';
import { NameScope } from '../../shared/naming.ts';
import { JsonScalar, XmlScalar } from '../../shared/scalars.ts';
import { givenFields } from '../model/given-fields.ts';
import { memberNames } from '../model/member-names.ts';
import type { Enumeration, FieldShape, ObjectShape, PolymorphicShape, Shape, WrapperShape } from '../model/shape.ts';
import { LEAF_SCALARS, RESERVED_NAMES } from './leaf-scalars.ts';
import { isRequiredInCircle } from './required-circles.ts';

/** A chain of types may be longer than the stack is high. */
const MAX_DEPTH = 400;

/** GraphQL types of shapes. Names are given in the order in which shapes are first asked for. */
export class GraphQLTypes {
  readonly #lenient: boolean;
  readonly #names: NameScope;
  readonly #typeNames = new Map<string, string>();
  readonly #objects = new Map<string, GraphQLObjectType>();
  readonly #interfaces = new Map<string, GraphQLInterfaceType>();
  readonly #unions = new Map<string, GraphQLUnionType>();
  readonly #inputs = new Map<string, GraphQLInputObjectType>();
  readonly #enums = new Map<string, GraphQLEnumType>();
  readonly #deferred: (() => void)[] = [];
  #depth = 0;

  /** `lenient`: every field of an answer may be null, and every item of a list. */
  constructor(onRename: (wanted: string, given: string) => void, lenient: boolean) {
    this.#lenient = lenient;
    this.#names = new NameScope(RESERVED_NAMES, onRename);
  }

  /** GraphQL names of the object types in answers, by the key of their shape: what `__typename` says. */
  readonly objectNames = new Map<string, string>();

  output(shape: Shape): GraphQLOutputType {
    switch (shape.kind) {
      case 'leaf':
        return shape.enumeration === undefined ? LEAF_SCALARS[shape.leaf] : this.#enum(shape.enumeration);
      case 'list':
        return new GraphQLList(new GraphQLNonNull(this.output(shape.item)));
      case 'array':
        return new GraphQLList(this.output(shape.item));
      case 'open':
        return JsonScalar;
      case 'presence':
        return GraphQLBoolean;
      case 'object':
        return this.#object(shape, shape.wantedName);
      case 'wrapper':
        return this.#wrapped(shape);
      case 'polymorphic':
        return this.#abstract(shape);
    }
  }

  /** Type of a field in answers, as described. */
  outputField(field: FieldShape): GraphQLOutputType {
    const type = isXml(field) ? XmlScalar : this.output(field.shape);
    if (field.list) {
      const list = this.outputList(field, type);
      return this.#lenient ? list : new GraphQLNonNull(list);
    }
    if (this.#lenient) return type;
    const always = field.required || (field.kind === 'attribute' && (field.default ?? field.fixed) !== undefined);
    return always && !field.nillable ? new GraphQLNonNull(type) : type;
  }

  /** A list of what a field repeats. */
  outputList({ nillable }: FieldShape, type: GraphQLOutputType): GraphQLOutputType & GraphQLNullableType {
    return new GraphQLList(nillable || this.#lenient ? type : new GraphQLNonNull(type));
  }

  input(shape: Shape): GraphQLInputType {
    switch (shape.kind) {
      case 'leaf':
        return shape.enumeration === undefined ? LEAF_SCALARS[shape.leaf] : this.#enum(shape.enumeration);
      case 'list':
        return new GraphQLList(new GraphQLNonNull(this.input(shape.item)));
      case 'array':
        return new GraphQLList(this.input(shape.item));
      case 'open':
        return JsonScalar;
      case 'presence':
        return GraphQLBoolean;
      case 'object':
        return this.#inputObject(shape);
      case 'wrapper':
        return this.#wrappedInput(shape);
      case 'polymorphic':
        return this.#oneOf(shape);
    }
  }

  /** Type of an argument or input field. */
  inputField(field: FieldShape, owner?: ObjectShape): GraphQLInputType {
    const type = isXml(field) ? XmlScalar : this.input(field.shape);
    const optional =
      !field.required ||
      // Mixed content may be given as a whole, which the writer checks.
      owner?.fields.some(({ kind }) => kind === 'content') ||
      hasPreset(field) ||
      (owner !== undefined && isRequiredInCircle(owner, field));
    const many = field.list ? new GraphQLList(field.nillable ? type : new GraphQLNonNull(type)) : type;
    return optional || (field.nillable && !field.list) ? many : new GraphQLNonNull(many);
  }

  /** Types of shapes that nothing but their interface refers to. */
  get members(): GraphQLNamedOutputType[] {
    return [...this.#objects.values()];
  }

  /** The name of the type of this key, always the same; `wanted` are the ones to try. */
  nameOf(key: string, wanted: readonly string[]): string {
    const known = this.#typeNames.get(key);
    if (known !== undefined) return known;
    const [first = 'Type', ...others] = wanted;
    const name = this.#names.claim(first, ...others);
    this.#typeNames.set(key, name);
    return name;
  }

  #object(shape: ObjectShape, wanted: readonly string[]): GraphQLObjectType {
    const known = this.#objects.get(shape.key);
    if (known !== undefined) return known;
    const type: GraphQLObjectType = new GraphQLObjectType({
      name: this.nameOf(`object ${shape.key}`, wanted),
      description: shape.description ?? null,
      interfaces: () => this.#interfacesOf(shape, true),
      fields: () => this.#outputFields(shape),
    });
    this.#objects.set(shape.key, type);
    this.objectNames.set(shape.key, type.name);
    this.#visit(shape.fields, (field) => this.outputField(field));
    return type;
  }

  #outputFields(shape: ObjectShape): Record<string, GraphQLFieldConfig<unknown, unknown>> {
    const fields: Record<string, GraphQLFieldConfig<unknown, unknown>> = {};
    for (const field of shape.fields) {
      fields[field.name] = { type: this.outputField(field), description: field.description ?? null };
    }
    if (shape.fields.length > 0) return fields;
    return {
      present: { type: new GraphQLNonNull(GraphQLBoolean), description: 'Always true: the type has no content.' },
    };
  }

  #interfacesOf(shape: ObjectShape, concrete: boolean): GraphQLInterfaceType[] {
    return [...(concrete ? [shape.key] : []), ...shape.ancestors].flatMap((key) => this.#interfaces.get(key) ?? []);
  }

  #abstract(shape: PolymorphicShape): GraphQLNamedOutputType {
    const { base, members } = shape;
    const [only = base, ...more] = members;
    if (more.length === 0) return this.#object(only, only.wantedName);
    const known = this.#interfaces.get(base.key) ?? this.#unions.get(base.key);
    if (known !== undefined) return known;
    const config = {
      name: this.nameOf(`abstract ${base.key}`, base.wantedName),
      description: base.description ?? null,
    };
    const objects = (): GraphQLObjectType[] =>
      members.map((member) => this.#object(member, member === base ? [`${config.name}Base`] : member.wantedName));
    if (base.fields.length === 0) {
      const union = new GraphQLUnionType({ ...config, types: objects });
      this.#unions.set(base.key, union);
      objects();
      return union;
    }
    const type: GraphQLInterfaceType = new GraphQLInterfaceType({
      ...config,
      interfaces: () => this.#interfacesOf(base, false),
      fields: () => this.#outputFields(base),
    });
    this.#interfaces.set(base.key, type);
    objects();
    return type;
  }

  #inputObject(shape: ObjectShape): GraphQLInputObjectType {
    const known = this.#inputs.get(shape.key);
    if (known !== undefined) return known;
    const type = new GraphQLInputObjectType({
      name: this.nameOf(`input ${shape.key}`, shape.wantedName.map(inputName)),
      description: shape.description ?? null,
      fields: () => {
        const fields: Record<string, GraphQLInputFieldConfig> = {};
        for (const field of givenFields(shape)) {
          fields[field.name] = { type: this.inputField(field, shape), description: field.description ?? null };
        }
        return fields;
      },
    });
    this.#inputs.set(shape.key, type);
    this.#visit(givenFields(shape), (field) => this.inputField(field, shape));
    return type;
  }

  /** Names the types of fields in the order of the description; what is very deep in it, after the rest. */
  #visit(fields: readonly FieldShape[], visit: (field: FieldShape) => void): void {
    if (this.#depth >= MAX_DEPTH) {
      this.#deferred.push(() => this.#visit(fields, visit));
      return;
    }
    this.#depth += 1;
    for (const field of fields) visit(field);
    this.#depth -= 1;
    if (this.#depth > 0) return;
    for (let next = this.#deferred.pop(); next !== undefined; next = this.#deferred.pop()) next();
  }

  #wrapped({ object: { fields } }: WrapperShape): GraphQLOutputType {
    const [list] = fields;
    return list === undefined ? JsonScalar : this.outputList(list, this.output(list.shape));
  }

  #wrappedInput({ object: { fields } }: WrapperShape): GraphQLInputType {
    const [list] = fields;
    if (list === undefined) return JsonScalar;
    const type = this.input(list.shape);
    return new GraphQLList(list.nillable ? type : new GraphQLNonNull(type));
  }

  /** An input that names one of several types: exactly one field is given, the one called after the type. */
  #oneOf(shape: PolymorphicShape): GraphQLInputType {
    const { base, members } = shape;
    const [only = base, ...more] = members;
    if (more.length === 0) return this.#memberInput(only);
    const key = `one of ${base.key}`;
    const known = this.#inputs.get(key);
    if (known !== undefined) return known;
    const type = new GraphQLInputObjectType({
      name: this.nameOf(
        key,
        base.wantedName.map((name) => `${name}OneOfInput`),
      ),
      description: base.description ?? null,
      isOneOf: true,
      fields: () => {
        const names = memberNames(shape);
        const fields: Record<string, GraphQLInputFieldConfig> = {};
        members.forEach((member, index) => {
          fields[names[index] ?? ''] = { type: this.#memberInput(member) };
        });
        return fields;
      },
    });
    this.#inputs.set(key, type);
    for (const member of members) this.#memberInput(member);
    return type;
  }

  #memberInput(member: ObjectShape): GraphQLInputType {
    return givenFields(member).length === 0 ? GraphQLBoolean : this.#inputObject(member);
  }

  #enum(enumeration: Enumeration): GraphQLEnumType {
    const known = this.#enums.get(enumeration.key);
    if (known !== undefined) return known;
    const type = new GraphQLEnumType({
      name: this.nameOf(enumeration.key, [...enumeration.wantedName, `${enumeration.wantedName[0] ?? ''}Enum`]),
      description: enumeration.description ?? null,
      values: Object.fromEntries(
        enumeration.values.map((value) => [value.name, { description: value.description ?? null }]),
      ),
    });
    this.#enums.set(enumeration.key, type);
    return type;
  }
}

const isXml = (field: FieldShape): boolean => field.kind === 'any' || field.kind === 'content';

/** What is not given has a value all the same. */
const hasPreset = ({ fixed, default: preset = fixed, shape }: FieldShape): boolean =>
  preset !== undefined && (shape.kind === 'leaf' || shape.kind === 'list');

const inputName = (name: string): string => (name.endsWith('Input') ? name : `${name}Input`);
