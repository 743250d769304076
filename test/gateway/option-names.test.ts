import { expect, it } from 'vitest';
import { createGateway } from '../../src/gateway.ts';
import { graphql } from '../../src/sources/graphql/index.ts';
import { openapi } from '../../src/sources/openapi/index.ts';

it('a program that no compiler checks is told of options that do not exist, by kind', async () => {
  const [mistyped, wrong] = [{ serverVariable: { region: 'eu' } } as object, { subscriptions: { protocol: 'poll' } }];
  const sources = { orders: openapi('orders.yaml', mistyped), reviews: graphql('reviews.graphql', wrong as object) };
  await expect(createGateway({ sources })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: [
      'The configuration has 2 problems:',
      '  sources.orders.serverVariable: error: Unknown key "serverVariable" in "sources.orders". Did you mean "serverVariables"?',
      `  sources.reviews.subscriptions.protocol: error: "sources.reviews.subscriptions.protocol" is "poll": expected one of "sse", "ws".`,
    ].join('\n'),
  });
});
