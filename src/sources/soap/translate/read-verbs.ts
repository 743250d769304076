import { wordsOf } from '../../shared/naming.ts';

/** Verbs that ask and change nothing, as far as a name can tell. */
const READ_VERBS = new Set(
  'get list find search query read fetch lookup retrieve describe check count is has exists validate show echo ping'.split(
    ' ',
  ),
);

/** Does the operation's name begin with a verb that only reads? */
export function isReadName(name: string): boolean {
  const [first, second] = wordsOf(name).map((word) => word.toLowerCase());
  // `getOrCreate`, `find_and_update`: a second verb says otherwise; `checkOut` and `checkIn` are verbs of their own.
  if (second === 'or' || second === 'and') return false;
  if (first === 'check' && (second === 'out' || second === 'in')) return false;
  return first !== undefined && (READ_VERBS.has(first) || (first === 'look' && second === 'up'));
}
