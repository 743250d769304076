import { createRequire } from 'node:module';

type Shield = typeof import('graphql-shield');

/**
 * graphql-shield in its CommonJS build: the other one imports `isUndefined` of `node:util`, which Node 23 removed, and cannot be loaded
 * there. What would call it, shield's own evaluation of `chain` and `race`, is not used here.
 */
export const shield = (): Shield => createRequire(import.meta.url)('graphql-shield') as Shield;
