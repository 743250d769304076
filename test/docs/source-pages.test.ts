import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { commonOptionsShape } from '../../src/config/source-options-schema.ts';
import { formatIssue } from '../../src/errors/issue.ts';
import * as interlace from '../../src/index.ts';
import { createNodeSourceIO } from '../../src/sources/shared/node-source-io.ts';
import { SOURCE_KINDS } from '../../src/sources/source-kinds.ts';

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');

/** The names in the first column of the table below the first heading that begins with "Options". */
function tabled(text: string): string[] {
  const [, section = ''] = text.split(/^## Options.*\n/m);
  const rows = /(?:^\|.*\n)+/m.exec(section)?.[0].split('\n').slice(2) ?? [];
  return rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

/** The names of all settings inside of an option. */
function namesIn(schema: z.core.$ZodType): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if ('innerType' in def) return namesIn(def.innerType);
  if (def.type === 'union') return def.options.flatMap(namesIn);
  if (def.type === 'array') return namesIn(def.element);
  if (def.type === 'record') return namesIn(def.valueType);
  if (def.type !== 'object') return [];
  return Object.entries(def.shape).flatMap(([name, member]) => [name, ...namesIn(member)]);
}

describe.each(Object.keys(SOURCE_KINDS))('docs/%s.md', (kind) => {
  const shape: z.ZodRawShape = SOURCE_KINDS[kind]?.schema?.shape ?? {};
  const own = Object.keys(shape).filter((name) => name !== 'description' && !(name in commonOptionsShape));

  it('has every option of the kind and no other', () => {
    expect(tabled(page(kind)).sort()).toEqual(own.sort());
  });

  it('names every setting inside of them', () => {
    const text = page(kind);
    for (const name of own) {
      const inner = namesIn(shape[name] as z.core.$ZodType);
      expect(inner.filter((setting) => !new RegExp(`\\b${setting}\\b`).test(text))).toEqual([]);
    }
  });
});

it('docs/sources.md has every option that all kinds have', () => {
  expect(tabled(page('sources')).sort()).toEqual(Object.keys(commonOptionsShape).sort());
  const tls = namesIn(commonOptionsShape.tls);
  expect(tls.filter((name) => !page('sources').includes(`\`${name}\``))).toEqual([]);
});

describe.each(['sources', ...Object.keys(SOURCE_KINDS)])('the examples of docs/%s.md', (name) => {
  const examples = [...page(name).matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);

  it.each(examples)('%s', (code) => {
    const names = Object.keys(interlace);
    const sources = new Function(...names, `return {${code}};`)(...Object.values(interlace)) as never;
    const env = new Proxy({}, { get: () => 'https://api.test', has: () => true });
    const { issues } = resolveConfig({ sources }, { env, baseDir: '/srv', mode: 'production', kinds: SOURCE_KINDS });
    expect(issues.map(formatIssue)).toEqual([]);
  });

  it('are there', () => {
    expect(examples.length).toBeGreaterThan(0);
  });
});

it('the SDL of docs/rest.md is taken', async () => {
  const [, sdl = ''] = /^```graphql\n([\s\S]*?)^```/m.exec(page('rest')) ?? [];
  const definition = interlace.rest(sdl, { endpoint: 'http://api.test' });
  const { subschema } = await definition.open(definition.options, createNodeSourceIO('.'));
  expect(subschema.issues).toEqual([]);
  expect([...subschema.operations.keys()]).toEqual(['Query.item', 'Query.items', 'Mutation.move', 'Mutation.add']);
});
