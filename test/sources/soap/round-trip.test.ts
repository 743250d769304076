import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { hasXmllint, judge, RANDOM_WSDL } from './random/judge.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soap-random-'));
  await writeFile(join(folder, 'random.wsdl'), RANDOM_WSDL);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test(`random values of random types are written valid and read back equal${hasXmllint ? '' : ' (xmllint is absent: not judged by it)'}`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), (seed) => judge(folder, seed, 6)),
    { numRuns: Number(process.env.INTERLACE_FUZZ_RUNS ?? 60) },
  );
}, 120_000);
