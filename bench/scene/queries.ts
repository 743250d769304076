/** The operations of the scene: every contender takes the same text and answers the same JSON. */
export const ROW =
  'id total customer { name address { city } } lines { quantity product { title price { units nanos currency } } }';

/**
 * `offset` differs from connection to connection, so that no two requests in flight ask for the same thing: a gateway that shares equal
 * calls between requests would else be compared with endpoints that make them all.
 */
const join = (limit: number): string => `query ($offset: Int!) { orders(limit: ${limit}, offset: $offset) { ${ROW} } }`;

/** The list query at a size, also for the plot over rows. */
export const rows = (limit: number): string =>
  `query ($offset: Int!) { orders(limit: ${limit}, offset: $offset) { id placedAt total currency } }`;

export const MAX_SOURCES = 30;

/** 20 orders, with what so many sources know of them, the orders' own among these. */
export const joinOf = (sources: number): string => {
  const notes = Array.from({ length: sources - 1 }, (_, index) => ` note${index + 1} { text }`).join('');
  return `query ($offset: Int!) { orders(limit: 20, offset: $offset) { id total${notes} } }`;
};

export const QUERIES = {
  /** The join over three services. */
  Q1: join(20),
  /** Pass-through of one service. */
  Q2: 'query ($offset: Int!) { orders(limit: 20, offset: $offset) { id total currency } }',
  /** Q1 with every upstream answer cached in the gateway. */
  Q3: join(20),
  /** A long flat list. */
  Q4: rows(1_000),
  /** No upstream at all. */
  Q5: '{ __typename }',
  Mutation: 'mutation { setNote(id: "o-7", note: "ring twice") { id total } }',
  Q1Fragment: `query Latest($offset: Int!) { latest: orders(limit: 20, offset: $offset) { ...Row } } fragment Row on Order { ${ROW} }`,
  /** Q1 as everyone asks it: all connections the same. */
  Q1Same: `{ orders(limit: 20) { ${ROW} } }`,
  Q1x5: join(5),
  Q1x100: join(100),
} as const;

export type QueryName = keyof typeof QUERIES;

export const QUICK: readonly QueryName[] = ['Q1', 'Q2', 'Q3', 'Q4', 'Q5'];
export const FULL = Object.keys(QUERIES) as readonly QueryName[];

/** What the connection of this number sends along. */
export const variablesFor = (query: string, connection: number): { readonly offset?: number } =>
  query.includes('$offset') ? { offset: connection } : {};
