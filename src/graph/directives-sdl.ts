/** The directives of the SDL that joins sources: the text of `schemas/directives.graphql`. Clients never see them. */
export const DIRECTIVES_SDL = `"""
Another root field answers this field, asked with what the parent holds. Texts in \`args\` and \`tags\` are templates: \`{field.path}\`
reads the parent, \`{args.name}\` the field's own arguments, \`{context.jwt.sub}\` the caller; \`{{\` is a brace.
"""
directive @link(
  "The root query field that answers, such as \`getCustomers\`; in a namespace with its type, such as \`CrmQuery.customers\`."
  from: String!
  "Its list argument that takes the keys, dotted inside an input object. Default: as the source's description says."
  arg: String
  "Where the parent has its key: a dotted path, or several for a composite key. A path that ends in a list gives many keys."
  keys: [String!]
  "Where an item of the answer has its key. Default: as the source's description says."
  by: [String!]
  "The input fields that take the key's parts, when items of \`arg\` are input objects. Default: the names in \`keys\` or \`by\`."
  argFields: [String!]
  "Further arguments. Without \`keys\`, one call for each distinct set of arguments."
  args: LinkArguments
  "Where the items are inside the answer: a dotted path. Default: the only place that has the right type."
  at: String
  "Most keys of one call. Default: as the source's description says, else 100."
  max: Int
) on FIELD_DEFINITION

"""
The fields of another type become fields of this one, answered as \`@link\` answers. Those that this type has already are left alone.
"""
directive @merge(
  "The type whose fields are taken."
  type: String!
  "The root query field that answers with it."
  from: String!
  arg: String
  keys: [String!]
  by: [String!]
  argFields: [String!]
  args: LinkArguments
  at: String
  max: Int
  "The fields to take. Default: all that this type does not have."
  fields: [String!]
) repeatable on OBJECT

"Keeps what the field, or every field that answers with the type, got from its source."
directive @cache(
  "How long an entry is fresh: \`30s\`, \`5m\`, \`1h\`."
  ttl: String!
  "How long after that it still answers at once while it is refreshed. Default: not at all."
  staleWhileRevalidate: String
  "How long after that it answers when the source fails. Default: not at all."
  staleIfError: String
  "Default: \`PRIVATE\` as soon as credentials are involved, else \`PUBLIC\`."
  scope: CacheScope
  "Templates of the tags that \`@invalidate\` names."
  tags: [String!]
  "The caller's headers that are part of the key."
  vary: [String!]
  """
  What the source says of an answer (HTTP: \`Cache-Control\`, \`Expires\`, \`ETag\` …) stands before the times of this rule, and an answer that it
  forbids to keep is not kept. Default: only this rule counts.
  """
  followUpstream: Boolean
) on OBJECT | FIELD_DEFINITION

"Who may see the field, or every field of the type: an expression over permission rules with \`and\`, \`or\`, \`not\` and parentheses."
directive @allow(if: String!) on OBJECT | FIELD_DEFINITION

"What a mutation makes stale, once it has succeeded. \`{result.field}\` reads what it answered."
directive @invalidate(tags: [String!]!) on FIELD_DEFINITION

"Who may share a cached entry."
enum CacheScope {
  PUBLIC
  PRIVATE
}

"An object of argument names with constants and templates."
scalar LinkArguments
`;
