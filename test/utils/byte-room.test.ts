import { describe, expect, it } from 'vitest';
import { giveRoom, isInRoom, takeRoom } from '../../src/utils/byte-room.ts';

const LONG = 100_000;

describe('room for long bodies', () => {
  it('is large enough, and nobody else has it', () => {
    const rooms = [LONG, LONG, 65_536, 131_073, 1_048_576, 1_048_577, 5].map(takeRoom);
    expect(rooms.map(({ length }) => length)).toEqual([131_072, 131_072, 65_536, 262_144, 1_048_576, 1_048_577, 5]);
    expect(new Set(rooms.map(({ buffer }) => buffer)).size).toBe(rooms.length);
  });

  it('is used again once it was given back, as a whole or in part', () => {
    const room = takeRoom(LONG);
    giveRoom(room.subarray(0, LONG));
    const next = takeRoom(LONG + 1);
    expect(next.buffer).toBe(room.buffer);
    expect(next.length).toBe(131_072);
    giveRoom(next);
  });

  it('goes to one taker, however often it was given back', () => {
    const room = takeRoom(LONG);
    giveRoom(room);
    giveRoom(room);
    expect(takeRoom(LONG).buffer).not.toBe(takeRoom(LONG).buffer);
  });

  it('is nothing that came from elsewhere, or that is short or very long', () => {
    for (const other of [Buffer.alloc(131_072), takeRoom(5), takeRoom(2_000_000)]) {
      expect(isInRoom(other)).toBe(false);
      giveRoom(other);
      expect(takeRoom(other.length).buffer).not.toBe(other.buffer);
    }
    const room = takeRoom(LONG);
    expect(isInRoom(room.subarray(0, LONG))).toBe(true);
    giveRoom(room);
    expect(isInRoom(room)).toBe(false);
  });

  it('is kept up to eight megabytes', () => {
    const rooms = Array.from({ length: 20 }, () => takeRoom(1_000_000));
    for (const room of rooms) giveRoom(room);
    const buffers = new Set(rooms.map(({ buffer }) => buffer));
    const again = Array.from({ length: 20 }, () => takeRoom(1_000_000)).filter(({ buffer }) => buffers.has(buffer));
    expect(again.length).toBeGreaterThan(0);
    expect(again.length).toBeLessThanOrEqual(8);
  });
});
