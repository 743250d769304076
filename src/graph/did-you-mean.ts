const MAX_SUGGESTIONS = 3;

/** ` Did you mean "a" or "b"?` with the options that are nearest to `wrong`, or nothing. Begins with a space, to be appended. */
export function didYouMean(wrong: string, options: Iterable<string>): string {
  const lower = wrong.toLowerCase();
  const threshold = Math.floor(wrong.length * 0.4) + 1;
  const near: { option: string; distance: number }[] = [];
  for (const option of new Set(options)) {
    const distance = lower === option.toLowerCase() ? 0 : editDistance(lower, option.toLowerCase(), threshold);
    if (distance <= threshold) near.push({ option, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.option < b.option ? -1 : 1));
  const names = near.slice(0, MAX_SUGGESTIONS).map(({ option }) => `"${option}"`);
  const last = names.pop();
  if (last === undefined) return '';
  return ` Did you mean ${names.length === 0 ? last : `${names.join(', ')} or ${last}`}?`;
}

/** Levenshtein distance, or more than `limit` as soon as it cannot be less. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    if (Math.min(...row) > limit) return limit + 1;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
