import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway } from '../../../src/gateway.ts';
import { createNodeSourceIO } from '../../../src/sources/shared/node-source-io.ts';
import { describe as read } from '../../../src/sources/soap/describe.ts';
import { soap } from '../../../src/sources/soap/index.ts';
import { type Answer, open, serve } from './soap-service.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'soap-imports-'));
  await mkdir(join(root, 'project', 'deep'), { recursive: true });
  await writeFile(join(root, 'secret.xsd'), 'root:x:0:0:secret line\n');
});

afterAll(() => rm(root, { recursive: true, force: true }));

const wsdl = (imports: string, schemas = ''): string => `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
  <wsdl:types><xs:schema targetNamespace="urn:t">${imports}<xs:element name="Ask" type="xs:string"/><xs:element name="Told" type="xs:string"/></xs:schema>${schemas}</wsdl:types>
  <wsdl:message name="In"><wsdl:part name="p" element="t:Ask"/></wsdl:message><wsdl:message name="Out"><wsdl:part name="p" element="t:Told"/></wsdl:message>
  <wsdl:portType name="P"><wsdl:operation name="Ask"><wsdl:input message="t:In"/><wsdl:output message="t:Out"/></wsdl:operation></wsdl:portType>
  <wsdl:binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="Ask"><soap:operation soapAction=""/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation></wsdl:binding>
  <wsdl:service name="S"><wsdl:port name="P" binding="t:B"><soap:address location="http://127.0.0.1:1/"/></wsdl:port></wsdl:service></wsdl:definitions>`;

const imported = (location: string): string => `<xs:import namespace="urn:x" schemaLocation="${location}"/>`;
const project = (): string => join(root, 'project');

test.each([
  '../secret.xsd',
  'deep/../../secret.xsd',
  '%2e%2e/secret.xsd',
  '..\\secret.xsd',
  '/etc/hostname',
  'file:///etc/passwd',
  'FILE:///etc/passwd',
  '//127.0.0.1:1/x.xsd',
  'http://169.254.169.254/latest/meta-data',
  'https://other.example/x.xsd',
  'gopher://127.0.0.1/x',
])('the import %s is refused by name, unread', async (location) => {
  await writeFile(join(project(), 'a.wsdl'), wsdl(imported(location) + imported('/etc/shadow')));
  const io = createNodeSourceIO(project());
  const asked: string[] = [];
  const watched = {
    ...io,
    readFile: (path: string) => {
      asked.push(path);
      return io.readFile(path);
    },
    fetch: (url: URL) => {
      asked.push(url.href);
      throw new Error('not to be fetched');
    },
  };
  const result = read({ description: 'a.wsdl' }, watched);
  await expect(result).rejects.toMatchObject({ code: 'DESCRIPTION_UNREADABLE' });
  // Every refusal at once, with its place.
  await expect(result).rejects.toThrow(`a.wsdl:3:50: The import "${location}" may not be read`);
  await expect(result).rejects.toThrow('The import "/etc/shadow" may not be read');
  expect(asked).toEqual([join(project(), 'a.wsdl')]);
});

test('a file that is no XML is not quoted', async () => {
  await writeFile(join(project(), 'secret.xsd'), 'root:x:0:0:secret line\n');
  await writeFile(join(project(), 'b.wsdl'), wsdl(imported('secret.xsd')));
  const { subschema } = await open('b.wsdl', {}, project());
  expect(subschema.issues.map((issue) => issue.code)).toContain('UNRESOLVED');
  expect(JSON.stringify(subschema.issues)).not.toContain('secret line');
});

test('what is allowed or mapped is read', async () => {
  await writeFile(
    join(root, 'outside.xsd'),
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x"/>',
  );
  await writeFile(join(project(), 'c.wsdl'), wsdl(imported('../outside.xsd') + imported('http://other.example/y.xsd')));
  const description = await read(
    { description: 'c.wsdl', imports: { allow: ['..'] }, map: { 'http://other.example/y.xsd': '../outside.xsd' } },
    createNodeSourceIO(project()),
  );
  expect(description.issues).toEqual([]);
});

test('imports may go in circles', async () => {
  const schema = (other: string): string =>
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x"><xs:include schemaLocation="${other}"/></xs:schema>`;
  await writeFile(join(project(), 'one.xsd'), schema('two.xsd'));
  await writeFile(join(project(), 'two.xsd'), schema('one.xsd'));
  await writeFile(join(project(), 'd.wsdl'), wsdl(imported('one.xsd')));
  const { subschema } = await open('d.wsdl', {}, project());
  expect(subschema.operations.size).toBe(1);
});

test('a chain of a thousand imports is cut off', async () => {
  for (let index = 0; index < 1000; index += 1) {
    await writeFile(
      join(project(), 'deep', `${index}.xsd`),
      `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="${index + 1}.xsd"/></xs:schema>`,
    );
  }
  await writeFile(join(project(), 'e.wsdl'), wsdl(imported('deep/0.xsd')));
  await expect(open('e.wsdl', {}, project())).rejects.toThrow('more than 100 documents');
  await expect(open('e.wsdl', { imports: { maxBytes: 3000 } }, project())).rejects.toThrow('more than 3000 bytes');
});

test('credentials go to the origin of the description alone', async () => {
  await using other = await serve(() => ({
    body: '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x"/>',
  }));
  await using own = await serve(({ url }) =>
    url.includes('own.xsd')
      ? '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:y"/>'
      : wsdl(imported(`${other.url}/x.xsd`) + imported('own.xsd')),
  );
  const options = { headers: { authorization: 'Bearer canary' }, basic: { username: 'u', password: 'canary' } };
  await expect(open(`${own.url}?wsdl`, options)).rejects.toThrow('it is of another origin');
  expect(other.requests).toEqual([]);
  await open(`${own.url}?wsdl`, { ...options, imports: { allow: [other.url] } });
  expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  expect(own.requests.at(-1)?.headers.authorization).toBe('Bearer canary');
  // An endpoint elsewhere means that the credentials are for there.
  own.requests.length = 0;
  await open(`${own.url}?wsdl`, { ...options, endpoint: 'https://elsewhere.example', imports: { allow: [other.url] } });
  expect(own.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
});

test('a description says what it is when it is no WSDL 1.1', async () => {
  await writeFile(join(project(), 'two.wsdl'), '<description xmlns="http://www.w3.org/ns/wsdl"/>');
  await expect(open('two.wsdl', {}, project())).rejects.toMatchObject({
    code: 'DESCRIPTION_INVALID',
    message: expect.stringContaining('WSDL 2.0'),
  });
  await writeFile(join(project(), 'html.wsdl'), '<html/>');
  await expect(open('html.wsdl', {}, project())).rejects.toThrow('<html>');
  await writeFile(join(project(), 'bomb.wsdl'), '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>');
  await expect(open('bomb.wsdl', {}, project())).rejects.toThrow(
    'bomb.wsdl:1:1: A document type declaration is not accepted.',
  );
});

test('a gateway does not start on an import that may not be read', async () => {
  await writeFile(join(project(), 'f.wsdl'), wsdl(imported('/etc/hostname')));
  await expect(
    createGateway({ sources: { x: soap('f.wsdl') } }, { baseDir: project(), mode: 'production' }),
  ).rejects.toThrow('f.wsdl:3:50');
});

test('a redirect leads to no other origin, from the description or from a schema in it, and takes no credentials along', async () => {
  await using other = await serve(() => wsdl(''));
  const redirect = (location: string): Answer => ({ status: 302, headers: { location }, body: '' });
  await using own = await serve(({ url }) => {
    if (url.includes('moved')) return redirect(`${other.url}?wsdl`);
    if (url.includes('far.xsd')) return redirect(`${other.url}/far.xsd`);
    if (url.includes('near.xsd')) return redirect('/there.xsd');
    if (url.includes('there.xsd'))
      return '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x"/>';
    if (url.includes('circle.xsd')) return redirect('/circle.xsd');
    return wsdl(['near.xsd', 'far.xsd', 'circle.xsd'].map(imported).join(''));
  });
  const options = { headers: { authorization: 'Bearer canary' } };
  await expect(open(`${own.url}?moved`, options)).rejects.toMatchObject({
    code: 'DESCRIPTION_UNREADABLE',
    message: expect.stringContaining('redirects to another origin'),
  });
  const { subschema } = await open(`${own.url}?wsdl`, options);
  expect(subschema.issues.filter(({ code }) => code === 'UNRESOLVED').map(({ message }) => message)).toEqual([
    expect.stringContaining('redirects to another origin'),
    expect.stringContaining('redirects too often'),
  ]);
  expect(own.requests.find(({ url }) => url.includes('there.xsd'))?.headers.authorization).toBe('Bearer canary');
  expect(other.requests).toEqual([]);
});

const XSD = (content: string): string =>
  `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x">${content}</xs:schema>`;

test.each([
  [
    'a document type',
    `<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]>${XSD('&e;')}`,
    'document type declaration',
  ],
  ['an entity', XSD('<xs:element name="&secret;"/>'), 'predefined entities'],
  ['great depth', XSD('<xs:annotation>'.repeat(5000)), 'deep'],
])('an imported schema with %s is not read, at its place', async (_, text, reason) => {
  await writeFile(join(project(), 'hostile.xsd'), text);
  await writeFile(join(project(), 'g.wsdl'), wsdl(imported('hostile.xsd')));
  const { subschema } = await open('g.wsdl', {}, project());
  expect(subschema.issues.filter(({ code }) => code === 'UNRESOLVED')).toEqual([
    expect.objectContaining({ at: 'g.wsdl:3:50', message: expect.stringMatching(/^hostile\.xsd:\d+:\d+: /) }),
  ]);
  expect(subschema.issues.find(({ code }) => code === 'UNRESOLVED')?.message).toContain(reason);
});

test.each(['../outside/x.xsd', '/etc/hostname', 'http://169.254.169.254/x.xsd'])(
  'a schema may import %s no more than the description that imports it',
  async (location) => {
    await writeFile(
      join(project(), 'deep', 'inner.xsd'),
      XSD(imported(location === '../outside/x.xsd' ? `../${location}` : location)),
    );
    await writeFile(join(project(), 'h.wsdl'), wsdl(imported('deep/inner.xsd')));
    await expect(open('h.wsdl', {}, project())).rejects.toThrow(
      /deep\/inner\.xsd:1:\d+: The import ".*" may not be read/,
    );
  },
);
