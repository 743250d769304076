import { testContract } from './openapi-contract.ts';

// Two files, so that two workers share the documents.
testContract(1, 2);
