/** How large a document may be. All counts have fragments spread out; an introspection field counts as one field. */
export interface DocumentLimits {
  /** Characters. Default 100,000. */
  readonly sourceLength: number;
  /** Lexical tokens. Default 2,000. */
  readonly tokens: number;
  /** Comments. Default 500. */
  readonly comments: number;
  /** Open brackets of any kind. Default 200: the parser recurses, and so many levels fit into any stack. */
  readonly nesting: number;
  /** Fields on the way to the deepest one. Default 12. */
  readonly depth: number;
  /** Default 30. */
  readonly aliases: number;
  /** Fields of the operation itself. Default 20. */
  readonly rootFields: number;
  /** Default 50. */
  readonly directives: number;
  /** Default 1,000. */
  readonly fields: number;
  /** Operations of one document. Default 10. */
  readonly operations: number;
  /** Errors that a rejected document or set of variables is answered with. Default 10. */
  readonly errors: number;
}

export const DEFAULT_DOCUMENT_LIMITS: DocumentLimits = {
  sourceLength: 100_000,
  tokens: 2_000,
  comments: 500,
  nesting: 200,
  depth: 12,
  aliases: 30,
  rootFields: 20,
  directives: 50,
  fields: 1_000,
  operations: 10,
  errors: 10,
};
