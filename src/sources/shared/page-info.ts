/** A field of `PageInfo`. */
export interface PageInfoField {
  readonly name: string;
  readonly type: 'Boolean' | 'String';
  readonly required: boolean;
}

/** Relay's page information, the same in every kind: one graph of several then has one type of that name. */
export const PAGE_INFO: { readonly name: string; readonly fields: readonly PageInfoField[] } = {
  name: 'PageInfo',
  fields: [
    { name: 'hasNextPage', type: 'Boolean', required: true },
    { name: 'hasPreviousPage', type: 'Boolean', required: true },
    { name: 'startCursor', type: 'String', required: false },
    { name: 'endCursor', type: 'String', required: false },
  ],
};
