import { testContract } from './openapi-contract.ts';

// Several files, so that no process serves more than a few documents.
testContract(1, 6);
