import { expect, test } from 'vitest';
import { checkedMixed, checkedXml } from '../../../src/sources/soap/codec/checked-xml.ts';

const REFUSED = [
  '<a>',
  '</x><x>',
  '<a/></x>',
  '<!DOCTYPE a><a/>',
  '<soap:Body/>',
  '<a soap:mustUnderstand="1"/>',
  '<a>&bogus;</a>',
  '<a b="&bogus;"/>',
  '<a>&#0;</a>',
  '<a><b>&#x1;</b></a>',
  '<a>\u0001</a>',
  '<a b="1" b="2"/>',
];

test.each(REFUSED)('%j is no fragment', (text) => {
  expect(() => checkedXml(text, 'T.any')).toThrow('"T.any"');
  expect(() => checkedMixed(`text ${text}`, 'T.content')).toThrow('"T.content"');
});

test.each(['', 'text', '<a/>text', '<!-- only a comment -->'])('%j is no element', (text) => {
  expect(() => checkedXml(text, 'T.any')).toThrow('"T.any" must be XML elements');
  expect(checkedMixed(text, 'T.content')).toBe(text);
});

test.each(['<a/>', ' <a xml:lang="de"/><!-- c --><z:b xmlns:z="urn:z" z:c="&lt;&#65;">&amp;<![CDATA[&x;<]]></z:b>\n'])(
  '%j stands by itself',
  (text) => {
    expect(checkedXml(text, 'T.any')).toBe(text);
    expect(checkedXml(`<?xml version="1.0"?>${text}`, 'T.any')).toBe(text);
  },
);
