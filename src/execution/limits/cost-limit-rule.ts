import type { ValidationRule } from 'graphql';
import { limitError } from '../prepare/check-limits.ts';
import { OperationCost } from './operation-cost.ts';

/** Rejects a document with an operation that may cost more than `limit`, with `COST_LIMIT_EXCEEDED`. */
export function costLimitRule(limit: number): ValidationRule {
  return (context) => {
    const costs = new OperationCost(context.getSchema(), context.getDocument());
    return {
      OperationDefinition(operation) {
        const cost = costs.of(operation);
        if (cost > limit) context.reportError(limitError('COST_LIMIT_EXCEEDED', 'points of cost', cost, limit));
        return false;
      },
    };
  };
}
