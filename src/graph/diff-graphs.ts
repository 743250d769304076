import {
  type BreakingChange,
  BreakingChangeType,
  type DangerousChange,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** One difference between two graphs, as clients feel it. */
export interface GraphChange {
  /** 'breaking': an operation that was valid may fail. 'dangerous': it stays valid and may answer otherwise. 'safe': it notices nothing. */
  readonly level: 'breaking' | 'dangerous' | 'safe';
  /** Such as `FIELD_REMOVED`, `ARG_DEFAULT_VALUE_CHANGE`, `FIELD_ADDED`. */
  readonly kind: string;
  readonly message: string;
}

/** What has changed for clients from one graph to the next: breaking changes first, each level sorted by message. */
export function diffGraphs(before: GraphQLSchema, after: GraphQLSchema): readonly GraphChange[] {
  const changed = (level: GraphChange['level']) => (change: BreakingChange | DangerousChange) => ({
    level,
    kind: change.type,
    message: change.description,
  });
  return [
    ...findBreakingChanges(before, after).filter(isFelt).map(changed('breaking')).sort(byMessage),
    ...findDangerousChanges(before, after).map(changed('dangerous')).sort(byMessage),
    ...additions(before, after).sort(byMessage),
  ];
}

/** That nothing has a type of the standard any more breaks nothing besides what had it. */
const isFelt = ({ type, description }: BreakingChange): boolean =>
  !(type === BreakingChangeType.TYPE_REMOVED && description.startsWith('Standard scalar'));

const byMessage = (a: GraphChange, b: GraphChange): number =>
  a.message < b.message ? -1 : a.message > b.message ? 1 : 0;

function additions(before: GraphQLSchema, after: GraphQLSchema): GraphChange[] {
  return Object.values(after.getTypeMap()).flatMap((type) => {
    if (isIntrospectionType(type)) return [];
    const old = before.getType(type.name);
    return old === undefined ? [safe('TYPE_ADDED', `${type.name} was added.`)] : memberAdditions(old, type);
  });
}

function memberAdditions(old: GraphQLNamedType, type: GraphQLNamedType): GraphChange[] {
  if ((isObjectType(old) && isObjectType(type)) || (isInterfaceType(old) && isInterfaceType(type))) {
    const known = old.getFields();
    return Object.values(type.getFields()).flatMap((field) => {
      const place = `${type.name}.${field.name}`;
      const earlier = known[field.name];
      if (earlier === undefined) return [safe('FIELD_ADDED', `${place} was added.`)];
      const deprecated = earlier.deprecationReason == null && field.deprecationReason != null;
      const names = new Set(earlier.args.map(({ name }) => name));
      return [
        ...(deprecated ? [safe('FIELD_DEPRECATED', `${place} was deprecated: ${field.deprecationReason}`)] : []),
        ...field.args
          // graphql-js tells of new arguments itself: required ones break, and optional ones are dangerous.
          .filter(
            (arg) =>
              names.has(arg.name) && isRequiredArgument(earlier.args.find(({ name }) => name === arg.name) ?? arg),
          )
          .flatMap((arg) =>
            isRequiredArgument(arg) ? [] : [safe('ARG_OPTIONAL', `${place}(${arg.name}:) is no longer required.`)],
          ),
      ];
    });
  }
  if (isInputObjectType(old) && isInputObjectType(type)) {
    return Object.values(type.getFields()).flatMap((field) => {
      const earlier = old.getFields()[field.name];
      if (earlier === undefined || !isRequiredInputField(earlier) || isRequiredInputField(field)) return [];
      return [safe('INPUT_FIELD_OPTIONAL', `${type.name}.${field.name} is no longer required.`)];
    });
  }
  if (isEnumType(old) && isEnumType(type)) {
    return type
      .getValues()
      .filter((value) => old.getValue(value.name)?.deprecationReason == null && value.deprecationReason != null)
      .map((value) =>
        safe('ENUM_VALUE_DEPRECATED', `${type.name}.${value.name} was deprecated: ${value.deprecationReason}`),
      );
  }
  return [];
}

function safe(kind: string, message: string): GraphChange {
  return { level: 'safe', kind, message };
}
