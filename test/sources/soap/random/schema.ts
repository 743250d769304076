import { type Dice, diceOf } from './dice.ts';
import { CHAMELEON, LEVEL, type Leaf, leavesOf, SIMPLE_TYPES } from './leaves.ts';
import {
  attribute,
  attributeGroup,
  type Content,
  type Context,
  choice,
  declaration,
  element,
  type Home,
  type Member,
  namedGroup,
  repeatedGroup,
  type Sample,
  sequence,
  substitution,
  twice,
  type Values,
  wildcard,
} from './particles.ts';

/** Random schemas with random values for them, from one number: what the translation makes of a type must fit every value of it. */
export interface RandomExchange {
  /** The documents by name; the element `Message` of `random.xsd` holds a value. */
  readonly documents: Readonly<Record<string, string>>;
  /** Arguments, and what reading them back must give. */
  readonly values: readonly { readonly input: Values; readonly output: Values }[];
}

const MAX_DEPTH = 3;

export function randomExchange(seed: number, count: number): RandomExchange {
  const dice = diceOf(seed);
  const main: Home = { prefix: 't', declarations: [] };
  const other: Home = { prefix: 'o', declarations: [] };
  const context: Context = {
    dice,
    leaves: leavesOf(dice),
    homes: [main, other],
    contentOf: (depth) => contentOf(context, depth),
  };
  const message = struct(context, 0);
  const form = (): string => dice.pick(['qualified', 'unqualified']);
  const head = `xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:random" xmlns:o="urn:other" elementFormDefault="${form()}" attributeFormDefault="${form()}"`;
  return {
    documents: {
      'random.xsd': `<xs:schema ${head} targetNamespace="urn:random"><xs:include schemaLocation="size.xsd"/><xs:import namespace="urn:other" schemaLocation="other.xsd"/>
${SIMPLE_TYPES}${main.declarations.join('\n')}
${declaration('name="Message"', message, false)}
</xs:schema>`,
      'other.xsd': `<xs:schema ${head} targetNamespace="urn:other"><xs:import namespace="urn:random" schemaLocation="random.xsd"/>
${LEVEL}${other.declarations.join('\n')}</xs:schema>`,
      'size.xsd': CHAMELEON,
    },
    values: Array.from({ length: count }, () => message.sample() as { input: Values; output: Values }),
  };
}

function contentOf(context: Context, depth: number): Content {
  const { dice, leaves } = context;
  const make = dice.pick(
    depth < MAX_DEPTH
      ? [
          leaf,
          leaf,
          leaf,
          leaf,
          leaf,
          struct,
          struct,
          listWrapper,
          hierarchy,
          subtypes,
          simpleContent,
          mixed,
          all,
          recursive,
          empty,
          fromLeaf,
        ]
      : [leaf, leaf, leaf, leaf, simpleContent, empty],
  );
  return make(context, depth);
  function leaf(): Content {
    return leafContent(dice.pick(leaves));
  }
}

function leafContent(leaf: Leaf): Content {
  return {
    xml: leaf.type,
    nillable: true,
    sample: () => {
      const value = leaf.value();
      return { input: value, output: value };
    },
  };
}

interface Body {
  readonly xml: string;
  readonly nillable: boolean;
  sample: Member['sample'];
}

function body(context: Context, depth: number, withItems: boolean, least = 1): Body {
  const { dice } = context;
  const members = dice.times(least + dice.int(4), () => {
    const make = dice.pick([choice, namedGroup, substitution, twice, ...Array.from({ length: 10 }, () => plain)]);
    return make(context, depth);
  });
  // Either may have a wildcard, which must not be mistaken for the other's.
  if (withItems && dice.chance(0.3)) members.splice(dice.int(members.length + 1), 0, repeatedGroup(context, depth));
  else if (withItems && dice.chance(0.1)) members.push(wildcard(context));
  const attributes = dice.times(dice.int(3), () => (dice.chance(0.2) ? attributeGroup(context) : attribute(context)));
  const content = sequence(members);
  return {
    nillable: attributes.every(({ required }) => !required),
    xml: `${content.xml}${attributes.map((member) => member.xml).join('')}`,
    sample(into, out) {
      content.sample(into, out);
      for (const member of attributes) member.sample(into, out);
    },
  };
}

function plain(context: Context, depth: number): Member {
  return element(context, depth, { required: context.dice.chance(0.5), certain: true });
}

function objectOf(fill: Member['sample'], typename?: string): Sample {
  const input: Values = {};
  const output: Values = typename === undefined ? {} : { __typename: typename };
  fill(input, output);
  return { input, output };
}

function struct(context: Context, depth: number): Content {
  // What holds nothing but one list is that list, unless it is the message itself.
  const content = body(context, depth + 1, true, depth === 0 ? 1 : 2);
  return named(context, `<xs:complexType>${content.xml}</xs:complexType>`, content.nillable, () =>
    objectOf(content.sample),
  );
}

/** An element that holds nothing but one list is that list. */
function listWrapper(context: Context, depth: number): Content {
  const { dice } = context;
  const name = `e${dice.next()}`;
  const content = context.contentOf(depth + 1);
  const nillable = content.nillable && dice.chance(0.2);
  const [around, inner] = dice.pick([
    ['', ' minOccurs="0" maxOccurs="unbounded"'],
    [' minOccurs="0" maxOccurs="4"', ''],
  ] as const);
  const xml = `<xs:complexType><xs:sequence${around}>${declaration(`name="${name}"${inner}`, content, nillable)}</xs:sequence></xs:complexType>`;
  return named(context, xml, true, () => {
    const items = dice.times(dice.int(4), () =>
      nillable && dice.chance(0.4) ? { input: null, output: null } : content.sample(),
    );
    return { input: items.map(({ input }) => input), output: items.map(({ output }) => output) };
  });
}

/** Now and then a type has a name of its own, in either namespace. */
function named({ dice, homes }: Context, xml: string, nillable: boolean, sample: () => Sample): Content {
  if (!dice.chance(0.4)) return { xml, nillable, sample };
  const home = dice.pick(homes);
  const name = `Type${dice.next()}`;
  home.declarations.push(xml.replace('<xs:complexType', `<xs:complexType name="${name}"`));
  return { xml: `${home.prefix}:${name}`, nillable, sample };
}

function simpleContent(context: Context): Content {
  const { dice, leaves } = context;
  const leaf = dice.pick(leaves);
  const extra = attribute(context);
  const xml = `<xs:complexType><xs:simpleContent><xs:extension base="${leaf.type}">${extra.xml}</xs:extension></xs:simpleContent></xs:complexType>`;
  return named(context, xml, !extra.required, () => {
    const value = leaf.value();
    return objectOf((into, out) => {
      into.value = value;
      out.value = value;
      extra.sample(into, out);
    });
  });
}

/** Text and elements: where they stand to each other is not told, so the text comes first. */
function mixed(context: Context, depth: number): Content {
  const content = body(context, depth + 1, false);
  const xml = `<xs:complexType mixed="true">${content.xml}</xs:complexType>`;
  return named(context, xml, content.nillable, () =>
    objectOf((into, out) => {
      into.text = context.dice.pick(['plain ', '<b>', '&']);
      out.text = into.text;
      content.sample(into, out);
    }),
  );
}

function all(context: Context, depth: number): Content {
  const members = context.dice.times(1 + context.dice.int(3), () =>
    element(context, depth + 1, { required: context.dice.chance(0.5), single: true }),
  );
  const xml = `<xs:complexType><xs:all>${members.map((member) => member.xml).join('')}</xs:all></xs:complexType>`;
  return named(context, xml, true, () =>
    objectOf((into, out) => {
      for (const member of members) member.sample(into, out);
    }),
  );
}

function empty({ dice }: Context): Content {
  return {
    xml: dice.pick(['<xs:complexType/>', '<xs:complexType><xs:sequence/></xs:complexType>']),
    nillable: true,
    sample: () => ({ input: true, output: true }),
  };
}

/** A type that holds itself. */
function recursive(context: Context, depth: number): Content {
  const { dice, homes } = context;
  const home = dice.pick(homes);
  const [name, child] = [`Tree${dice.next()}`, `e${dice.next()}`];
  const own = body(context, depth + 1, false);
  home.declarations.push(
    `<xs:complexType name="${name}"><xs:sequence>${own.xml.replace(/<\/xs:sequence>((?:<xs:attribute[^>]*\/>)*)$/, `</xs:sequence><xs:element name="${child}" type="${home.prefix}:${name}" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>$1`)}</xs:complexType>`,
  );
  const sample = (levels: number): Sample =>
    objectOf((into, out) => {
      own.sample(into, out);
      const children = dice.times(levels === 0 ? 0 : dice.int(3), () => sample(levels - 1));
      if (children.length === 0) return;
      into[child] = children.map(({ input }) => input);
      out[child] = children.map(({ output }) => output);
    });
  return { xml: `${home.prefix}:${name}`, nillable: own.nillable, sample: () => sample(2) };
}

interface Concrete {
  readonly name: string;
  fill(into: Values, out: Values): void;
}

const fieldOf = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function oneOf(dice: Dice, concrete: readonly Concrete[], baseName: string | undefined): () => Sample {
  return () => {
    const { name, fill } = dice.pick(concrete);
    // The interface has the base's name; the base itself gets another.
    const { input, output } = objectOf(fill, name === baseName ? `${name}Base` : name);
    return { input: { [fieldOf(name)]: input }, output };
  };
}

/** An abstract type with two that extend it. */
function hierarchy(context: Context, depth: number): Content {
  const { dice, homes } = context;
  const home = dice.pick(homes);
  const base = `Base${dice.next()}`;
  const shared = element(context, depth + 1, { required: true });
  home.declarations.push(
    `<xs:complexType name="${base}" abstract="true"><xs:sequence>${shared.xml}</xs:sequence></xs:complexType>`,
  );
  const concrete = ['One', 'Two'].map((suffix) =>
    extension(context, depth, dice.pick(homes), `${base}${suffix}`, `${home.prefix}:${base}`, shared.sample),
  );
  return { xml: `${home.prefix}:${base}`, nillable: false, sample: oneOf(dice, concrete, undefined) };
}

function extension(
  context: Context,
  depth: number,
  home: Home,
  name: string,
  base: string,
  inherited: Member['sample'],
): Concrete {
  const content = body(context, depth + 1, false);
  home.declarations.push(
    `<xs:complexType name="${name}"><xs:complexContent><xs:extension base="${base}">${content.xml}</xs:extension></xs:complexContent></xs:complexType>`,
  );
  return {
    name,
    fill(into, out) {
      inherited(into, out);
      content.sample(into, out);
    },
  };
}

/** A concrete type, one that extends it, one that extends that, and one that restricts it. */
function subtypes(context: Context, depth: number): Content {
  const { dice, homes } = context;
  const home = dice.pick(homes);
  const name = `Kind${dice.next()}`;
  const [kept, dropped] = [
    element(context, depth + 1, { required: true }),
    element(context, depth + 1, { required: false }),
  ];
  const optional = /^<xs:element [^>]*minOccurs="0"/.test(dropped.xml);
  home.declarations.push(
    `<xs:complexType name="${name}"><xs:sequence>${kept.xml}${dropped.xml}</xs:sequence></xs:complexType>`,
  );
  const fill = sequence([kept, dropped]).sample;
  const base: Concrete = { name, fill };
  const more = extension(context, depth, dice.pick(homes), `${name}More`, `${home.prefix}:${name}`, fill);
  const most = extension(
    context,
    depth,
    home,
    `${name}Most`,
    home.declarations.some((text) => text.includes(`name="${name}More"`))
      ? `${home.prefix}:${name}More`
      : `${home.prefix === 't' ? 'o' : 't'}:${name}More`,
    more.fill,
  );
  const concrete = [base, more, most];
  // A restriction repeats what it keeps, which must be the same declaration: a named type.
  if (optional && /^<xs:element [^>]*\/>$/.test(kept.xml) && !kept.xml.includes('ref=')) {
    home.declarations.push(
      `<xs:complexType name="${name}Less"><xs:complexContent><xs:restriction base="${home.prefix}:${name}"><xs:sequence>${kept.xml}</xs:sequence></xs:restriction></xs:complexContent></xs:complexType>`,
    );
    concrete.push({ name: `${name}Less`, fill: kept.sample });
  }
  return { xml: `${home.prefix}:${name}`, nillable: false, sample: oneOf(dice, concrete, name) };
}

/** A simple type extended by an attribute, and that restricted by a facet. */
function fromLeaf({ dice, homes }: Context): Content {
  const home = dice.pick(homes);
  const name = `Money${dice.next()}`;
  home.declarations.push(
    `<xs:complexType name="${name}"><xs:simpleContent><xs:extension base="xs:decimal"><xs:attribute name="currency" type="xs:NMTOKEN" use="required"/><xs:attribute name="note" type="xs:string"/></xs:extension></xs:simpleContent></xs:complexType>`,
  );
  const xml = `<xs:complexType><xs:simpleContent><xs:restriction base="${home.prefix}:${name}"><xs:maxInclusive value="100"/><xs:attribute name="note" use="prohibited"/></xs:restriction></xs:simpleContent></xs:complexType>`;
  return {
    xml,
    nillable: false,
    sample: () => {
      const value = { value: `${dice.int(100)}.5`, currency: dice.pick(['CHF', 'EUR']) };
      return { input: value, output: value };
    },
  };
}
