/** From here on room is used again: what is smaller, the allocator has in stock. */
const SMALLEST = 65_536;
const LARGEST = 1_048_576;

/** Bytes that wait to be used again, at most: as much as some dozens of long lists need at the same time. */
const MOST_KEPT = 8_388_608;

/** By size: powers of two from the smallest to the largest. */
const free = new Map<number, ArrayBufferLike[]>();
/** What was taken and may come back; a second return finds nothing. */
const taken = new WeakSet<ArrayBufferLike>();
let kept = 0;

/**
 * Room for at least so many bytes; what stood there before still does. Bodies of some hundred kilobytes that are left to the collector
 * wait for it outside of the heap and leave the allocator's memory in fragments, so that whoever is done with one gives it back.
 */
export function takeRoom(bytes: number): Buffer {
  if (bytes < SMALLEST || bytes > LARGEST) return Buffer.allocUnsafeSlow(bytes);
  let size = SMALLEST;
  while (size < bytes) size *= 2;
  const used = free.get(size)?.pop();
  if (used !== undefined) kept -= size;
  const room = used === undefined ? Buffer.allocUnsafeSlow(size) : Buffer.from(used);
  taken.add(room.buffer);
  return room;
}

/** Whether these bytes are in room that is to be given back. */
export function isInRoom(bytes: Buffer): boolean {
  return bytes.length >= SMALLEST && taken.has(bytes.buffer);
}

/** Gives back the room that these bytes are in, if they are in one. Nobody may refer to it any more: it will be written over. */
export function giveRoom(bytes: Buffer): void {
  if (bytes.length < SMALLEST || !taken.delete(bytes.buffer)) return;
  const size = bytes.buffer.byteLength;
  if (kept + size > MOST_KEPT) return;
  kept += size;
  const same = free.get(size);
  if (same === undefined) free.set(size, [bytes.buffer]);
  else same.push(bytes.buffer);
}
