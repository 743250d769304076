import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MAX_SOURCES } from '../scene/queries.ts';
import { readInput } from './contender.ts';
import { sceneConfig } from './scene-config.ts';
import { serveInterlace } from './serve-interlace.ts';

/** The orders, and a source for each number up to 29 that knows one thing about an order, asked for all orders at once. */
const endpoint = `http://127.0.0.1:${readInput().upstream.rest}`;
const numbers = Array.from({ length: MAX_SOURCES - 1 }, (_, index) => index + 1);

function describe(number: number): string {
  const text = { type: 'string' };
  const path = fileURLToPath(new URL(`./notes${number}.openapi.json`, import.meta.url));
  const parameter = { name: 'ids', in: 'query', required: true, schema: { type: 'array', items: text } };
  const list = { type: 'array', items: { $ref: `#/components/schemas/Note${number}` } };
  const ok = { description: 'Notes', content: { 'application/json': { schema: list } } };
  const schema = { type: 'object', required: ['id', 'text'], properties: { id: text, text } };
  const description = {
    openapi: '3.0.3',
    info: { title: `Notes ${number}`, version: '1.0.0' },
    paths: {
      [`/notes${number}`]: {
        get: { operationId: `notes${number}`, parameters: [parameter], responses: { 200: ok } },
      },
    },
    components: { schemas: { [`Note${number}`]: schema } },
  };
  writeFileSync(path, JSON.stringify(description));
  return path;
}

const links = numbers.map((n) => `note${n}: Note${n} @link(from: "notes${n}", arg: "ids", keys: "id", by: "id")`);
const graph = fileURLToPath(new URL('./many.graphql', import.meta.url));
writeFileSync(graph, `extend type Order {\n  ${links.join('\n  ')}\n}\n`);

await serveInterlace('many', {
  sources: {
    orders: sceneConfig().sources.orders,
    ...Object.fromEntries(numbers.map((number) => [`notes${number}`, { openapi: describe(number), endpoint }])),
  },
  graph,
});
