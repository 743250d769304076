import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLUnionType,
} from 'graphql';
import { JsonScalar } from '../../shared/scalars.ts';
import type { MessageType, Registry } from '../descriptor/model.ts';
import { described, LeafTypes } from './leaf-types.ts';
import { pageInfoType } from './pagination.ts';
import type { FieldShape, MessageShape, OneofShape, ValueShape } from './shape.ts';
import type { Shapes } from './shapes.ts';

export interface TypeOptions {
  readonly lenient: boolean;
  readonly floats: 'Float' | 'Double';
}

/** GraphQL types of the shapes, each made once. */
export class Types {
  readonly #registry: Registry;
  readonly #shapes: Shapes;
  readonly #options: TypeOptions;
  readonly #outputs = new Map<string, GraphQLObjectType>();
  readonly #inputs = new Map<string, GraphQLInputObjectType>();
  #pageInfo: GraphQLObjectType | undefined;
  readonly #leaves: LeafTypes;

  constructor(registry: Registry, shapes: Shapes, options: TypeOptions) {
    this.#registry = registry;
    this.#shapes = shapes;
    this.#options = options;
    this.#leaves = new LeafTypes(registry, options.floats);
  }

  object(shape: MessageShape): GraphQLObjectType {
    const made = this.#outputs.get(shape.fullName);
    if (made !== undefined) return made;
    const type = new GraphQLObjectType({
      name: shape.typeName,
      description: this.#messageComment(shape.fullName),
      fields: () => this.outputFields(shape),
    });
    this.#outputs.set(shape.fullName, type);
    return type;
  }

  pageInfo(): GraphQLObjectType {
    this.#pageInfo ??= pageInfoType();
    return this.#pageInfo;
  }

  /** The type of a value, without list or non-null around it. */
  output(value: ValueShape): GraphQLOutputType {
    if (value.kind === 'message') return this.object(value.message);
    return this.#leaves.leaf(value);
  }

  input(value: ValueShape): GraphQLInputType {
    if (value.kind === 'message') return this.inputObject(value.message);
    return this.#leaves.leaf(value);
  }

  inputObject(shape: MessageShape): GraphQLInputObjectType {
    const made = this.#inputs.get(shape.fullName);
    if (made !== undefined) return made;
    const type = new GraphQLInputObjectType({
      name: this.#shapes.names.claim(`${shape.typeName}Input`, `${shape.typeName}MessageInput`),
      description: this.#messageComment(shape.fullName),
      fields: () => {
        const fields = this.inputFields(shape, false);
        if (Object.keys(fields).length > 0) return fields;
        return { _: { type: GraphQLBoolean, description: 'The message has no fields; this is ignored.' } };
      },
    });
    this.#inputs.set(shape.fullName, type);
    return type;
  }

  /** The fields of a message as arguments or input fields. */
  inputFields(shape: MessageShape, isRequest: boolean, mandatoryLists = false): GraphQLInputFieldConfigMap {
    const fields: GraphQLInputFieldConfigMap = {};
    for (const field of shape.fields) {
      if (field.oneof !== undefined) {
        const oneof = shape.oneofs[field.oneof];
        if (oneof !== undefined && fields[oneof.name] === undefined) {
          fields[oneof.name] = { type: this.#oneofInput(shape, oneof, field.oneof), ...described(oneof.comment) };
        }
        continue;
      }
      const inner = field.json ? JsonScalar : this.input(field.value);
      const isList = field.mode === 'repeated' || (field.mode === 'map' && !field.json);
      const type = isList ? new GraphQLList(mayBeNull(field.value) ? inner : new GraphQLNonNull(inner)) : inner;
      const mandatory =
        field.mode === 'required' || (isRequest && field.mandatory) || (mandatoryLists && field.mode === 'repeated');
      fields[field.name] = {
        type: mandatory ? new GraphQLNonNull(type) : type,
        ...described(field.comment),
        // A mandatory input cannot be deprecated.
        ...(field.deprecated && !mandatory ? { deprecationReason: 'Deprecated by its description.' } : undefined),
      };
    }
    return fields;
  }

  #oneofInput(shape: MessageShape, oneof: OneofShape, index: number): GraphQLInputObjectType {
    const key = `${shape.fullName}:${oneof.name}`;
    const made = this.#inputs.get(key);
    if (made !== undefined) return made;
    const type = new GraphQLInputObjectType({
      name: this.#shapes.names.claim(
        `${shape.typeName}${capital(oneof.name)}Input`,
        `${shape.typeName}${capital(oneof.name)}OneofInput`,
      ),
      ...described(oneof.comment),
      isOneOf: true,
      fields: () => {
        const fields: GraphQLInputFieldConfigMap = {};
        for (const field of shape.fields) {
          if (field.oneof === index)
            fields[field.name] = { type: this.input(field.value), ...described(field.comment) };
        }
        return fields;
      },
    });
    this.#inputs.set(key, type);
    return type;
  }

  outputFields(shape: MessageShape): GraphQLFieldConfigMap<unknown, unknown> {
    const fields: GraphQLFieldConfigMap<unknown, unknown> = {};
    const oneofs = new Set<number>();
    for (const field of shape.fields) {
      const oneof = field.oneof === undefined ? undefined : shape.oneofs[field.oneof];
      if (oneof === undefined || field.oneof === undefined) {
        fields[field.name] = this.#outputField(field);
        continue;
      }
      if (!oneof.union) fields[field.name] = this.#outputField(field);
      if (oneofs.has(field.oneof)) continue;
      oneofs.add(field.oneof);
      if (oneof.union) {
        fields[oneof.name] = { type: this.#union(shape, oneof, field.oneof), ...described(oneof.comment) };
      } else {
        fields[oneof.caseName] = {
          type: this.#caseEnum(shape, oneof),
          description: `Which field of \`${oneof.name}\` is set.`,
        };
      }
    }
    if (shape.fields.length > 0) return fields;
    return { _: { type: GraphQLBoolean, description: 'The message has no fields; true where it is present.' } };
  }

  #outputField(field: FieldShape): GraphQLFieldConfig<unknown, unknown> {
    return {
      type: this.#outputType(field),
      ...described(field.comment),
      ...(field.deprecated ? { deprecationReason: 'Deprecated by its description.' } : undefined),
    };
  }

  #outputType(field: FieldShape): GraphQLOutputType {
    const inner = this.output(field.value);
    const { lenient } = this.#options;
    if (field.json) return lenient ? JsonScalar : new GraphQLNonNull(JsonScalar);
    if (field.mode === 'repeated' || field.mode === 'map') {
      const list = new GraphQLList(lenient || mayBeNull(field.value) ? inner : new GraphQLNonNull(inner));
      return lenient ? list : new GraphQLNonNull(list);
    }
    if (lenient || mayBeNull(field.value)) return inner;
    const always = field.mode === 'required' || (field.oneof === undefined && field.absent !== null);
    return always ? new GraphQLNonNull(inner) : inner;
  }

  #union(shape: MessageShape, oneof: OneofShape, index: number): GraphQLUnionType {
    return new GraphQLUnionType({
      name: this.#shapes.names.claim(
        `${shape.typeName}${capital(oneof.name)}`,
        `${shape.typeName}${capital(oneof.name)}Oneof`,
      ),
      ...described(oneof.comment),
      types: shape.fields
        .filter((field) => field.oneof === index)
        .flatMap((field) => (field.value.kind === 'message' ? [this.object(field.value.message)] : [])),
    });
  }

  #caseEnum(shape: MessageShape, oneof: OneofShape): GraphQLEnumType {
    return new GraphQLEnumType({
      name: this.#shapes.names.claim(
        `${shape.typeName}${capital(oneof.caseName)}`,
        `${shape.typeName}${capital(oneof.caseName)}Oneof`,
      ),
      values: Object.fromEntries([...oneof.cases.values()].map((name) => [name, {}])),
    });
  }

  #messageComment(fullName: string): string | null {
    const type: MessageType | undefined = this.#registry.messages.get(fullName);
    return type === undefined || type.comment === '' ? null : type.comment;
  }
}

/** JSON's null is a value of its own: an item may be null. */
function mayBeNull(value: ValueShape): boolean {
  return value.kind === 'known' && value.known === 'value';
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
