// Decodes the same SOAP answer with the compiled reader and with generic parsers, into the same objects, in interleaved rounds.
// Build first (`npm run build` in the root); `node decode.mjs` prints times, and rates relative to the fastest of the three parsers that SOAP clients use.

import { deepStrictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { XMLParser } from 'fast-xml-parser';
import sax from 'sax';
import { WSDL } from 'soap';
import { parse as txml } from 'txml';

const dist = new URL(process.env.INTERLACE_DIST ?? '../../dist/', import.meta.url);
const { soap } = await import(new URL('sources/soap/index.js', dist));
const { SoapCodec } = await import(new URL('sources/soap/codec.js', dist));
const { createNodeSourceIO } = await import(new URL('sources/shared/node-source-io.js', dist));

const wsdl = fileURLToPath(new URL('customers.wsdl', import.meta.url));
const definition = soap(wsdl);
const { subschema } = await definition.open(definition.options, createNodeSourceIO(process.cwd()));
const { wire } = subschema.operations.get('Query.getCustomers');
const codec = new SoapCodec(wire);

const cities = ['Zürich', 'Oslo', 'Lyon', 'Porto'];
const customer = (index) =>
  `<c:customer><c:id>C-${1000 + index}</c:id><c:name>Customer ${index} &amp; Sons</c:name><c:email>c${index}@example.com</c:email>` +
  `<c:address><c:street>${index} Main Street</c:street><c:city>${cities[index % 4]}</c:city><c:country>CH</c:country></c:address></c:customer>`;
const answer = (count) =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:c="urn:example:customers"><soap:Body><c:GetCustomersResponse>${Array.from({ length: count }, (_, index) => customer(index)).join('')}</c:GetCustomersResponse></soap:Body></soap:Envelope>`,
  );

const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const plain = ({ id, name, email, address }) => ({
  id,
  name,
  email,
  address: { street: address.street, city: address.city, country: address.country },
});

const fxp = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  ignoreAttributes: true,
  processEntities: true,
});
const viaFxp = (bytes) => list(fxp.parse(bytes.toString()).Envelope.Body.GetCustomersResponse.customer).map(plain);

const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" };
const unescaped = (text) => (text.includes('&') ? text.replace(/&\w+;/g, (entity) => ENTITIES[entity]) : text);
const child = (node, name) => node.children.find((inner) => inner.tagName === name);
const text = (node, name) => unescaped(child(node, name)?.children[0] ?? '');
const viaTxml = (bytes) => {
  const root = txml(bytes.toString());
  const body = child(
    root.find((node) => node.tagName === 'soap:Envelope'),
    'soap:Body',
  );
  return child(body, 'c:GetCustomersResponse').children.map((node) => {
    const address = child(node, 'c:address');
    return {
      id: text(node, 'c:id'),
      name: text(node, 'c:name'),
      email: text(node, 'c:email'),
      address: {
        street: text(address, 'c:street'),
        city: text(address, 'c:city'),
        country: text(address, 'c:country'),
      },
    };
  });
};

const viaSax = (bytes) => {
  const parser = sax.parser(true, { xmlns: false });
  const customers = [];
  const stack = [];
  let characters = '';
  parser.onopentag = ({ name }) => {
    characters = '';
    if (name === 'c:customer') stack.push({});
    else if (name === 'c:address') stack.push({});
  };
  parser.ontext = (part) => {
    characters += part;
  };
  parser.onclosetag = (name) => {
    if (name === 'c:customer') customers.push(stack.pop());
    else if (name === 'c:address') {
      const address = stack.pop();
      stack.at(-1).address = address;
    } else if (stack.length > 0) stack.at(-1)[name.slice(2)] = characters;
  };
  parser.write(bytes.toString()).close();
  return customers;
};

const client = await new Promise((resolve, reject) => {
  const model = new WSDL(readFileSync(wsdl, 'utf8'), wsdl, {});
  model.onReady((error) => (error ? reject(error) : resolve(model)));
});
const viaSoap = (bytes) => list(client.xmlToObject(bytes.toString()).Body.GetCustomersResponse.customer).map(plain);

const selection = {
  key: 'address{city},name',
  fields: new Map([
    ['name', null],
    ['address', { key: 'city', fields: new Map([['city', null]]) }],
  ]),
};
const viaInterlace = (bytes) => codec.decode(bytes.toString(), undefined).value;
const viaSelection = (bytes) => codec.decode(bytes.toString(), selection).value;

const contenders = {
  'fast-xml-parser': viaFxp,
  soap: viaSoap,
  sax: viaSax,
  txml: viaTxml,
  interlace: viaInterlace,
  'interlace, name and city only': viaSelection,
};
// txml checks nothing and knows neither namespaces nor references: it is here to show what that is worth.
const generic = ['fast-xml-parser', 'soap', 'sax'];

for (const count of [20, 2000]) {
  const bytes = answer(count);
  const expected = viaFxp(bytes);
  for (const [name, decode] of Object.entries(contenders)) {
    if (decode !== viaSelection) deepStrictEqual(JSON.parse(JSON.stringify(decode(bytes))), expected, name);
  }
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  const rounds = 15;
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, decode] of Object.entries(contenders)) {
      const repeats = Math.max(1, Math.round(1200 / count));
      const start = process.cpuUsage();
      for (let index = 0; index < repeats; index += 1) decode(bytes);
      const { user, system } = process.cpuUsage(start);
      times[name].push((user + system) / repeats);
    }
  }
  const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
  const medians = Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
  const fastest = Math.min(...generic.map((name) => medians[name]));
  console.log(
    `\n${count} customers, ${bytes.length} bytes (CPU µs per decode; rate relative to the fastest of fast-xml-parser, soap and sax)`,
  );
  for (const [name, value] of Object.entries(medians)) {
    console.log(`${name.padEnd(32)}${value.toFixed(0).padStart(8)}  x${(fastest / value).toFixed(2)}`);
  }
}
