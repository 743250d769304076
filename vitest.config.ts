import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

/** Suites that need more than Node, or more time: each has a configuration of its own. */
const ELSEWHERE = ['test/{interop,e2e,package,corpus}/**', '**/node_modules/**'];

export default defineConfig({
  // As Node does: the ES module build of graphql beside the CommonJS one that packages load would be two realms.
  resolve: { alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }] },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'sources',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cli/**', ...ELSEWHERE],
        },
      },
      {
        extends: true,
        // Real processes run what is built.
        test: {
          name: 'processes',
          include: ['test/cli/**/*.test.ts'],
          globalSetup: 'test/build-first.ts',
        },
      },
    ],
  },
});
