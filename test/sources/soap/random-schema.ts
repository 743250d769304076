/** Random schemas with random values for them, from one number: what the translation makes of a type must fit every value of it. */
export interface RandomExchange {
  /** The schema document; its element `Message` holds a value. */
  readonly xsd: string;
  /** Arguments, and what reading them back must give. */
  readonly values: readonly { readonly input: Values; readonly output: Values }[];
}

export type Values = Record<string, unknown>;

interface Sample {
  readonly input: unknown;
  readonly output: unknown;
}

/** A member of a type: its declaration, and how to make a value of it. */
interface Member {
  readonly xml: string;
  readonly attribute: boolean;
  sample(into: Values, out: Values): void;
}

interface Leaf {
  readonly type: string;
  value(): unknown;
}

const TEXT = ['a', ' b ', '<&>"\'', ']]>', '\u00e9\u4e2d', '\u{1f600}', 'x\ny\tz\r', '', '&amp;', '<![CDATA[q]]>'];

export function randomExchange(seed: number, count: number): RandomExchange {
  const random = generator(seed);
  const int = (max: number): number => Math.floor(random() * max);
  const pick = <Item>(items: readonly Item[]): Item => items[int(items.length)] as Item;
  const declarations: string[] = [];
  let names = 0;

  const leaves: readonly Leaf[] = [
    { type: 'xs:string', value: () => Array.from({ length: int(4) }, () => pick(TEXT)).join('') },
    { type: 'xs:int', value: () => int(4294967295) - 2147483648 },
    { type: 'xs:unsignedByte', value: () => int(256) },
    { type: 'xs:long', value: () => String((BigInt(int(2 ** 31)) << 31n) - (1n << 61n)) },
    { type: 'xs:unsignedLong', value: () => String(18446744073709551615n - BigInt(int(1000))) },
    { type: 'xs:decimal', value: () => `${pick(['-', ''])}${1 + int(1e9)}.${1 + int(999)}` },
    { type: 'xs:double', value: () => (random() - 0.5) * 10 ** (int(60) - 30) },
    { type: 'xs:boolean', value: () => random() < 0.5 },
    {
      type: 'xs:dateTime',
      value: () =>
        `20${10 + int(80)}-0${1 + int(9)}-1${int(10)}T1${int(10)}:00:0${int(10)}${pick(['', 'Z', '+02:00', '.123-05:30'])}`,
    },
    { type: 'xs:date', value: () => `20${10 + int(80)}-0${1 + int(9)}-1${int(10)}` },
    {
      type: 'xs:base64Binary',
      value: () => Buffer.from(Array.from({ length: int(20) }, () => int(256))).toString('base64'),
    },
    {
      type: 'xs:hexBinary',
      value: () =>
        Buffer.from(Array.from({ length: int(9) }, () => int(256)))
          .toString('hex')
          .toUpperCase(),
    },
    { type: 'xs:duration', value: () => `P${1 + int(9)}DT${1 + int(9)}H` },
    { type: 't:Color', value: () => pick(['RED', 'DARK_BLUE', '_3']) },
    { type: 't:Code', value: () => `${pick(['AB', 'ZZ'])}-${100 + int(900)}` },
    { type: 't:Share', value: () => `0.${10 + int(90)}` },
    { type: 't:Numbers', value: () => Array.from({ length: 1 + int(4) }, () => int(1000)) },
  ];

  const sampleLeaf = (leaf: Leaf) => (): Sample => {
    const value = leaf.value();
    return { input: value, output: value };
  };

  const element = (depth: number, required: boolean, single = false): Member => {
    names += 1;
    const name = `e${names}`;
    const form = pick(['', ' form="qualified"', ' form="unqualified"']);
    const min = required ? 1 : int(2);
    const repeats = !single && random() < 0.3;
    const max = repeats ? pick(['unbounded', '3']) : '1';
    const [type, sample] = contentOf(depth);
    const inline = type.startsWith('<');
    // A nil element must still have the attributes that its type requires, which null cannot say.
    const nillable = random() < 0.2 && leaves.some((leaf) => leaf.type === type);
    const head = `<xs:element name="${name}"${form} minOccurs="${min}" maxOccurs="${max}"${nillable ? ' nillable="true"' : ''}`;
    const one = (): Sample => (nillable && random() < 0.4 ? { input: null, output: null } : sample());
    return {
      attribute: false,
      xml: inline ? `${head}>${type}</xs:element>` : `${head} type="${type}"/>`,
      sample(into, out) {
        if (repeats) {
          const items = Array.from({ length: min + int(3) }, one);
          if (items.length === 0) return;
          into[name] = items.map((item) => item.input);
          out[name] = items.map((item) => item.output);
        } else if (min === 1 || random() < 0.5) {
          const value = one();
          into[name] = value.input;
          if (value.output !== null) out[name] = value.output;
        }
      },
    };
  };

  const attribute = (): Member => {
    names += 1;
    const name = `a${names}`;
    const leaf = pick(leaves);
    const required = random() < 0.5;
    return {
      attribute: true,
      xml: `<xs:attribute name="${name}" type="${leaf.type}"${required ? ' use="required"' : ''}/>`,
      sample(into, out) {
        if (!required && random() < 0.5) return;
        into[name] = leaf.value();
        out[name] = into[name];
      },
    };
  };

  const choice = (depth: number): Member => {
    const branches = Array.from({ length: 2 + int(2) }, () => element(depth + 1, true));
    const min = int(2);
    return {
      attribute: false,
      xml: `<xs:choice minOccurs="${min}">${branches.map((branch) => branch.xml).join('')}</xs:choice>`,
      sample(into, out) {
        if (min === 1 || random() < 0.6) pick(branches).sample(into, out);
      },
    };
  };

  /** At most one such group in a type: the second would get another name. */
  const group = (depth: number): Member => {
    // Where items begin must be told by an element that each of them has once.
    const members = [element(depth + 1, true, true), element(depth + 1, false)];
    return {
      attribute: false,
      xml: `<xs:sequence minOccurs="0" maxOccurs="unbounded">${members.map((member) => member.xml).join('')}</xs:sequence>`,
      sample(into, out) {
        const items = Array.from({ length: int(3) }, () => {
          const item = { input: {} as Values, output: {} as Values };
          for (const member of members) member.sample(item.input, item.output);
          return item;
        });
        if (items.length === 0) return;
        into.items = items.map((item) => item.input);
        out.items = items.map((item) => item.output);
      },
    };
  };

  const body = (depth: number, withGroup: boolean): { xml: string; sample(into: Values, out: Values): void } => {
    const members = Array.from({ length: 1 + int(4) }, () =>
      random() < 0.2 ? choice(depth) : element(depth, random() < 0.5),
    );
    if (withGroup && random() < 0.3) members.splice(int(members.length + 1), 0, group(depth));
    const attributes = Array.from({ length: int(3) }, attribute);
    const all = [...members, ...attributes];
    return {
      xml: `<xs:sequence>${members.map((member) => member.xml).join('')}</xs:sequence>${attributes.map((member) => member.xml).join('')}`,
      sample: (into, out) => {
        for (const member of all) member.sample(into, out);
      },
    };
  };

  const struct = (depth: number): [string, () => Sample] => {
    const content = body(depth + 1, true);
    const sample = (): Sample => {
      const [input, output]: Values[] = [{}, {}];
      content.sample(input as Values, output as Values);
      return { input, output };
    };
    return [`<xs:complexType>${content.xml}</xs:complexType>`, sample];
  };

  const simpleContent = (): [string, () => Sample] => {
    const leaf = pick(leaves.filter(({ type }) => type.startsWith('xs:')));
    const extra = attribute();
    const sample = (): Sample => {
      const value = leaf.value();
      const [input, output]: Values[] = [{ value }, { value }];
      extra.sample(input as Values, output as Values);
      return { input, output };
    };
    return [
      `<xs:complexType><xs:simpleContent><xs:extension base="${leaf.type}">${extra.xml}</xs:extension></xs:simpleContent></xs:complexType>`,
      sample,
    ];
  };

  /** An abstract type with two that extend it. */
  const hierarchy = (depth: number): [string, () => Sample] => {
    names += 1;
    const base = `Base${names}`;
    const shared = element(depth + 1, true);
    declarations.push(
      `<xs:complexType name="${base}" abstract="true"><xs:sequence>${shared.xml}</xs:sequence></xs:complexType>`,
    );
    const derived = ['One', 'Two'].map((suffix) => {
      const name = `${base}${suffix}`;
      const content = body(depth + 1, false);
      declarations.push(
        `<xs:complexType name="${name}"><xs:complexContent><xs:extension base="t:${base}">${content.xml}</xs:extension></xs:complexContent></xs:complexType>`,
      );
      return { name, content };
    });
    return [
      `t:${base}`,
      () => {
        const { name, content } = pick(derived);
        const [input, output]: Values[] = [{}, { __typename: name }];
        shared.sample(input as Values, output as Values);
        content.sample(input as Values, output as Values);
        return { input: { [name.charAt(0).toLowerCase() + name.slice(1)]: input }, output };
      },
    ];
  };

  const contentOf = (depth: number): [string, () => Sample] => {
    const roll = random();
    if (depth < 3 && roll < 0.2) return struct(depth);
    if (depth < 3 && roll < 0.28) return hierarchy(depth);
    if (roll < 0.36) return simpleContent();
    const leaf = pick(leaves);
    return [leaf.type, sampleLeaf(leaf)];
  };

  const [type, sample] = struct(0);
  const xsd = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:random" targetNamespace="urn:random" elementFormDefault="${pick(['qualified', 'unqualified'])}">
${SIMPLE_TYPES}${declarations.join('\n')}
<xs:element name="Message">${type}</xs:element>
</xs:schema>`;
  return { xsd, values: Array.from({ length: count }, () => sample() as { input: Values; output: Values }) };
}

const SIMPLE_TYPES = `
<xs:simpleType name="Color"><xs:restriction base="xs:string"><xs:enumeration value="RED"/><xs:enumeration value="dark blue"/><xs:enumeration value="3"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Code"><xs:restriction base="xs:token"><xs:pattern value="[A-Z]{2}-\\d{3}"/><xs:maxLength value="6"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Share"><xs:restriction base="xs:decimal"><xs:minInclusive value="0"/><xs:maxExclusive value="1"/><xs:fractionDigits value="2"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Numbers"><xs:list itemType="xs:int"/></xs:simpleType>
`;

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
