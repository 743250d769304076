/** Random decisions from one number: the same seed gives the same. */
export interface Dice {
  /** 0 <= n < max */
  int(max: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  times<Item>(count: number, make: (index: number) => Item): Item[];
  /** Between -0.5 and 0.5 times ten to a power. */
  float(): number;
  /** A number that no other call gives. */
  next(): number;
}

export function diceOf(seed: number): Dice {
  const random = mulberry32(seed);
  let last = 0;
  const int = (max: number): number => Math.floor(random() * max);
  return {
    int,
    chance: (probability) => random() < probability,
    pick: <Item>(items: readonly Item[]) => items[int(items.length)] as Item,
    times: (count, make) => Array.from({ length: count }, (_, index) => make(index)),
    float: () => (random() - 0.5) * 10 ** (int(60) - 30),
    next: () => {
      last += 1;
      return last;
    },
  };
}

function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
