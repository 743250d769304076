import { type GraphQLInputType, getNullableType, isInputObjectType } from 'graphql';

/** The type of what a path names in a value of a type; undefined where it names nothing. */
export function typeAt(type: GraphQLInputType | undefined, path: readonly string[]): GraphQLInputType | undefined {
  return path.reduce<GraphQLInputType | undefined>((holder, name) => {
    const object = holder === undefined ? undefined : getNullableType(holder);
    return isInputObjectType(object) ? object.getFields()[name]?.type : undefined;
  }, type);
}
