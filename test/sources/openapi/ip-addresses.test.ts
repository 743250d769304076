import { isObjectType, isScalarType, parse, printSchema, validate, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open, startUpstream } from './harness.ts';

const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });
const address = (format: string): object => ({ type: 'string', format });

describe('an address of either version', () => {
  it.each(['ip', 'IP', 'ip-address'])('of the format %s is an IP', async (format) => {
    await using upstream = await startUpstream(() => ({ body: '"::1"' }));
    const parameters = [{ name: 'of', in: 'query', schema: address(format) }];
    const document = describing({ parameters, responses: jsonResponse(address(format)) });
    await using source = await open('d.json', { endpoint: upstream.url }, { 'd.json': document });
    const { schema } = source.subschema;
    expect(printSchema(schema)).toContain('test(of: IP): IP\n');
    const faults = (value: string) => validate(schema, parse(`{ test(of: "${value}") }`)).map((it) => it.message);
    expect(['10.0.0.1', '::1', '2001:db8::ff00:42:8329', '::ffff:10.0.0.1'].flatMap(faults)).toEqual([]);
    expect(faults('10.0.0')).toHaveLength(1);
    expect(await source.call('Query.test', { of: '10.0.0.1' })).toBe('::1');
    expect(upstream.received[0]?.url).toBe('/test?of=10.0.0.1');
  });

  it('is text beside text, and in an enumeration of scalars', async () => {
    const schema = { anyOf: [address('ip'), address('uuid')] };
    await using source = await open('d.json', {}, { 'd.json': describing({ responses: jsonResponse(schema) }) });
    expect(printSchema(source.subschema.schema)).toContain('test: String\n');
  });
});

describe('a component that is called like the scalar', () => {
  const schemas = (more: object = {}) => ({
    Host: {
      type: 'object',
      properties: {
        address: address('ip'),
        owner: { type: 'object', title: 'IP', properties: { id: { type: 'string' } } },
      },
    },
    IP: { type: 'object', properties: { range: address('ip') } },
    ...more,
  });
  const typesOf = async (components: Record<string, unknown>, answer: object = ref('Host')) => {
    const responses = jsonResponse({ type: 'object', properties: { a: answer, b: components.IP && ref('IP') } });
    const document = describing({ responses }, { schemas: components });
    await using source = await open('d.json', {}, { 'd.json': document });
    expect(validateSchema(source.subschema.schema)).toEqual([]);
    return { types: source.subschema.schema.getTypeMap(), issues: source.subschema.issues };
  };

  it('keeps its name, and the scalar has another one', async () => {
    const { types, issues } = await typesOf(schemas());
    expect(isObjectType(types.IP)).toBe(true);
    expect(isScalarType(types.IPAddress)).toBe(true);
    expect(String(types.IP && isObjectType(types.IP) && types.IP.getFields().range?.type)).toBe('IPAddress');
    expect(issues.filter((it) => it.code === 'NAME_CHANGED')).toEqual([]);
  });

  it('keeps it whatever the scalar would be called instead', async () => {
    const IPAddress = { type: 'object', properties: { at: address('ip') } };
    const { types } = await typesOf(schemas({ IPAddress, Host: { ...schemas().Host, allOf: [ref('IPAddress')] } }), {
      type: 'object',
      properties: { host: ref('Host'), address: ref('IPAddress') },
    });
    expect(isObjectType(types.IP)).toBe(true);
    expect(isObjectType(types.IPAddress)).toBe(true);
    expect(isScalarType(types.IPAddressScalar)).toBe(true);
  });

  it('is a component: a title takes the name from no scalar', async () => {
    const { IP: _, ...others } = schemas();
    const { types } = await typesOf(others);
    expect(isScalarType(types.IP)).toBe(true);
  });
});
