/** 32 bits that depend on the text alone: FNV-1a of its UTF-16 units, or of every `step`-th of them. Not for secrets. */
export function fnv1a(text: string, step = 1): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += step) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
