import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open } from './harness.ts';

/** The types of the answer's fields, and what was said about the description. */
async function typesOf(
  properties: Record<string, unknown>,
  schemas: Record<string, unknown>,
  more: { root?: Record<string, unknown>; files?: Record<string, unknown>; options?: Record<string, unknown> } = {},
): Promise<{ types: Record<string, string>; said: string[] }> {
  const responses = jsonResponse({ title: 'Answer', type: 'object', properties });
  const document = { ...describing({ responses }, { version: '3.2.0', schemas }), ...more.root };
  await using source = await open(
    'd.json',
    { endpoint: 'http://x', ...more.options },
    { 'd.json': document, ...more.files },
  );
  const answer = source.subschema.schema.getType('Answer');
  const fields = answer !== undefined && 'getFields' in answer ? answer.getFields() : {};
  return {
    types: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, String(field.type)])),
    said: source.subschema.issues.map((it) => it.message),
  };
}

describe('a schema with a URI of its own', () => {
  const Line = { $anchor: 'line', type: 'object', properties: { sku: { type: 'string' } } };
  const Order = {
    $id: 'https://e.test/schemas/order',
    type: 'object',
    properties: { line: { $ref: '#/$defs/Line' }, other: { $ref: '#/components/schemas/Other' } },
    $defs: { Line },
  };
  const Other = { $id: 'other', type: 'object', properties: { order: { $ref: 'https://e.test/schemas/order' } } };

  it('is what a reference to the URI means, without being fetched', async () => {
    const uri = 'https://e.test/schemas/order';
    const { types, said } = await typesOf(
      { whole: { $ref: uri }, pointer: { $ref: `${uri}#/$defs/Line` }, anchor: { $ref: `${uri}#line` } },
      { Order, Other },
    );
    expect(types).toEqual({ whole: 'Order', pointer: 'Line', anchor: 'Line' });
    expect(said).toEqual([]);
  });

  it('may have it relative to the document, and in another document', async () => {
    const { line } = Order.properties;
    const shared = { $id: 'https://e.test/shared', $defs: { Order: { ...Order, properties: { line } } } };
    const files = { 'shared.json': shared };
    const { types, said } = await typesOf(
      { other: { $ref: 'other' }, shared: { $ref: 'shared.json#/$defs/Order' } },
      { Order, Other },
      { files },
    );
    expect(types).toEqual({ other: 'Other', shared: 'Order' });
    expect(said).toEqual([]);
  });

  it('may be the whole document', async () => {
    const root = { $self: 'https://e.test/api.json' };
    const { types, said } = await typesOf(
      { a: { $ref: 'https://e.test/api.json#/components/schemas/Line' } },
      { Line },
      { root },
    );
    expect(types).toEqual({ a: 'Line' });
    expect(said).toEqual([]);
  });
});

describe('a URL that is referred to', () => {
  const uri = 'https://schemas.test/order.json';
  const schemas = { Order: { type: 'object', properties: { id: { $ref: 'id.json' } } } };

  it('is read from the file that stands for it, and its own references from theirs', async () => {
    const files = { 'local/order.json': schemas, 'local/id.json': { type: 'string', format: 'uuid' } };
    const map = { [uri]: 'local/order.json', 'https://schemas.test/id.json': 'local/id.json' };
    const { types, said } = await typesOf({ order: { $ref: `${uri}#/Order` } }, {}, { files, options: { map } });
    expect(types).toEqual({ order: 'Order' });
    expect(said).toEqual([]);
  });

  it('is otherwise not read from elsewhere, and what to do is said', async () => {
    const { said } = await typesOf({ order: { $ref: `${uri}#/Order` } }, {});
    expect(said[0]).toContain('Allow its origin by "allowReferences", or give a file for it by "map".');
  });
});
