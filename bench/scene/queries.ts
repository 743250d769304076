/** The operations of the scene. A contender that names things otherwise answers the same JSON by aliases. */
const join = (limit: number): string =>
  `{ orders(limit: ${limit}) { id total customer { name address { city } } lines { quantity product { title price { units nanos currency } } } } }`;

export const QUERIES = {
  /** The join over three services. */
  Q1: join(20),
  /** Pass-through of one service. */
  Q2: '{ orders(limit: 20) { id total currency } }',
  /** Q1 with every upstream answer cached in the gateway. */
  Q3: join(20),
  /** A long flat list. */
  Q4: '{ orders(limit: 1000) { id placedAt total currency } }',
  /** No upstream at all. */
  Q5: '{ __typename }',
  Mutation: 'mutation { setNote(id: "o-7", note: "ring twice") { id total } }',
  Q1Fragment:
    'query Latest { latest: orders(limit: 20) { ...Row } } fragment Row on Order { id total customer { name address { city } } lines { quantity product { title price { units nanos currency } } } }',
  Q1x5: join(5),
  Q1x100: join(100),
} as const;

export type QueryName = keyof typeof QUERIES;

export const QUICK: readonly QueryName[] = ['Q1', 'Q2', 'Q3', 'Q4', 'Q5'];
export const FULL = Object.keys(QUERIES) as readonly QueryName[];

/** Upstream calls that the answer needs at least, with a batch of any size. */
export const FEWEST_CALLS: Readonly<Record<QueryName, number>> = {
  Q1: 3,
  Q2: 1,
  Q3: 0,
  Q4: 1,
  Q5: 0,
  Mutation: 1,
  Q1Fragment: 3,
  Q1x5: 3,
  Q1x100: 3,
};

/** The list query at another size, for the plot over rows. */
export const rows = (limit: number): string => `{ orders(limit: ${limit}) { id placedAt total currency } }`;
