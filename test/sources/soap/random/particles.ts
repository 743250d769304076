import type { Dice } from './dice.ts';
import type { Leaf } from './leaves.ts';

export type Values = Record<string, unknown>;

/** What is given to the writer, and what reading it back must give. */
export interface Sample {
  readonly input: unknown;
  readonly output: unknown;
}

/** A type, by its name or written out, and values of it. */
export interface Content {
  readonly xml: string;
  /** May be nil: no attribute is required, which null could not say. */
  readonly nillable: boolean;
  sample(): Sample;
}

/** A part of a type, and how it adds to a value. */
export interface Member {
  readonly xml: string;
  sample(into: Values, out: Values): void;
}

/** Where declarations go: two namespaces, each with a default for the form of local elements. */
export interface Home {
  readonly prefix: 't' | 'o';
  readonly declarations: string[];
}

export interface Context {
  readonly dice: Dice;
  readonly leaves: readonly Leaf[];
  readonly homes: readonly Home[];
  contentOf(depth: number): Content;
}

export interface Wish {
  readonly required: boolean;
  /** Not a list. */
  readonly single?: boolean;
  /** Nothing around it is optional: what is fixed need not be given. */
  readonly certain?: boolean;
}

/** An element of a random type: local, or a reference to a global one. */
export function element(context: Context, depth: number, { required, single = false, certain = false }: Wish): Member {
  const { dice, leaves, homes } = context;
  const name = `e${dice.next()}`;
  const repeats = !single && dice.chance(0.3);
  const min = required ? 1 : dice.int(2);
  const occurs = `minOccurs="${min}" maxOccurs="${repeats ? dice.pick(['unbounded', '3']) : '1'}"`;
  const preset =
    repeats || !dice.chance(0.12) ? undefined : dice.pick(leaves.filter((leaf) => leaf.preset !== undefined));
  if (preset?.preset !== undefined)
    return presetElement(dice, name, occurs, { required: min === 1, certain }, preset, preset.preset);
  const content = context.contentOf(depth);
  const nillable = content.nillable && dice.chance(0.2);
  const form = dice.pick(['', ' form="qualified"', ' form="unqualified"']);
  const one = (): Sample => (nillable && dice.chance(0.4) ? { input: null, output: null } : content.sample());
  return {
    xml: dice.chance(0.15)
      ? reference(dice.pick(homes), name, occurs, content, nillable)
      : declaration(`name="${name}"${form} ${occurs}`, content, nillable),
    sample(into, out) {
      if (repeats) {
        const items = dice.times(min + dice.int(3), one);
        if (items.length === 0) return;
        into[name] = items.map((item) => item.input);
        out[name] = items.map((item) => item.output);
      } else if (min === 1 || dice.chance(0.5)) {
        const value = one();
        into[name] = value.input;
        if (value.output !== null) out[name] = value.output;
      }
    },
  };
}

/** An element declaration of a type that has a name, or is written inside. */
export function declaration(head: string, content: Content, nillable: boolean): string {
  const start = `<xs:element ${head}${nillable ? ' nillable="true"' : ''}`;
  return content.xml.startsWith('<') ? `${start}>${content.xml}</xs:element>` : `${start} type="${content.xml}"/>`;
}

function reference(home: Home, name: string, occurs: string, content: Content, nillable: boolean): string {
  home.declarations.push(declaration(`name="${name}"`, content, nillable));
  return `<xs:element ref="${home.prefix}:${name}" ${occurs}/>`;
}

/** With a default, or a fixed value, which a required element has even where it is not given. */
function presetElement(
  dice: Dice,
  name: string,
  occurs: string,
  { required, certain }: Wish,
  leaf: Leaf,
  preset: { text: string; value: unknown },
): Member {
  const fixed = dice.chance(0.5);
  return {
    xml: `<xs:element name="${name}" type="${leaf.type}" ${occurs} ${fixed ? 'fixed' : 'default'}="${preset.text}"/>`,
    sample(into, out) {
      if (!required && dice.chance(0.5)) return;
      if (required && certain === true && dice.chance(0.5)) {
        out[name] = preset.value;
        return;
      }
      const value = fixed ? preset.value : leaf.value();
      into[name] = value;
      // An empty element has the default for a value.
      out[name] = value === '' ? preset.value : value;
    },
  };
}

export function attribute({ dice, leaves }: Context): Member & { readonly required: boolean } {
  const name = `a${dice.next()}`;
  const leaf = dice.pick(leaves);
  const use = dice.pick(['required', 'optional', 'optional', 'default', 'fixed'] as const);
  const preset = use === 'default' || use === 'fixed' ? leaf.preset : undefined;
  const required = use === 'required';
  return {
    required,
    xml: `<xs:attribute name="${name}" type="${leaf.type}"${required ? ' use="required"' : preset === undefined ? '' : ` ${use}="${preset.text}"`}/>`,
    sample(into, out) {
      if (!required && dice.chance(0.5)) {
        if (preset !== undefined) out[name] = preset.value;
        return;
      }
      const value = use === 'fixed' && preset !== undefined ? preset.value : leaf.value();
      into[name] = value;
      out[name] = value;
    },
  };
}

/** One of several branches: an element, or elements that belong together. */
export function choice(context: Context, depth: number): Member {
  const { dice } = context;
  const branches = dice.times(
    2 + dice.int(2),
    (): Member => (dice.chance(0.25) ? sequence([required(), optional()]) : required()),
  );
  const min = dice.int(2);
  return {
    xml: `<xs:choice minOccurs="${min}">${branches.map((branch) => branch.xml).join('')}</xs:choice>`,
    sample(into, out) {
      if (min === 1 || dice.chance(0.6)) dice.pick(branches).sample(into, out);
    },
  };
  function required(): Member {
    return element(context, depth + 1, { required: true });
  }
  function optional(): Member {
    return element(context, depth + 1, { required: false });
  }
}

export function sequence(members: readonly Member[], attributes = ''): Member {
  return {
    xml: `<xs:sequence${attributes}>${members.map((member) => member.xml).join('')}</xs:sequence>`,
    sample: (into, out) => {
      for (const member of members) member.sample(into, out);
    },
  };
}

/** Sequences or choices that repeat: a list of objects. A type takes one without a name: the second would get another field. */
export function repeatedGroup(context: Context, depth: number): Member {
  const { dice } = context;
  const kind = dice.pick(['sequence', 'choice', 'nested'] as const);
  // Where items begin must be told by an element that each of them has once.
  const first = element(context, depth + 1, { required: true, single: true });
  if (kind === 'choice') {
    const others: Member[] = [
      element(context, depth + 1, { required: true, single: true }),
      sequence([
        element(context, depth + 1, { required: true, single: true }),
        element(context, depth + 1, { required: false }),
      ]),
    ];
    const branches = [first, ...others];
    return listOf(context, 'items', branches.map((branch) => branch.xml).join(''), 'choice', (into, out) =>
      dice.pick(branches).sample(into, out),
    );
  }
  const second = kind === 'nested' ? choice(context, depth + 1) : element(context, depth + 1, { required: false });
  const more = kind === 'nested' && dice.chance(0.5) ? [innerGroup(context, depth + 1)] : [];
  const members = [first, second, ...more, ...(dice.chance(0.2) ? [wildcard(context)] : [])];
  return listOf(context, 'items', members.map((member) => member.xml).join(''), 'sequence', (into, out) => {
    for (const member of members) member.sample(into, out);
  });
}

/** A group that repeats inside of one that does. */
function innerGroup(context: Context, depth: number): Member {
  const { dice } = context;
  const branches = dice.times(2, () => element(context, depth + 1, { required: true, single: true }));
  return listOf(context, 'items', branches.map((branch) => branch.xml).join(''), 'choice', (into, out) =>
    dice.pick(branches).sample(into, out),
  );
}

function listOf(
  { dice }: Context,
  field: string,
  content: string,
  kind: 'sequence' | 'choice',
  fill: (into: Values, out: Values) => void,
): Member {
  return {
    xml: `<xs:${kind} minOccurs="0" maxOccurs="unbounded">${content}</xs:${kind}>`,
    sample: items(dice, field, fill),
  };
}

function items(dice: Dice, field: string, fill: (into: Values, out: Values) => void): Member['sample'] {
  return (into, out) => {
    const made = dice.times(dice.int(4), () => {
      const item = { input: {} as Values, output: {} as Values };
      fill(item.input, item.output);
      return item;
    });
    if (made.length === 0) return;
    into[field] = made.map((item) => item.input);
    out[field] = made.map((item) => item.output);
  };
}

/** Elements that the schema does not know, as XML. */
export function wildcard({ dice }: Context): Member {
  return {
    xml: '<xs:any namespace="urn:elsewhere" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>',
    sample(into, out) {
      const any = dice.times(
        dice.int(3),
        () => `<z:one xmlns:z="urn:elsewhere"${dice.pick(['/>', '><two>&amp;</two></z:one>'])}`,
      );
      if (any.length === 0) return;
      into.any = any;
      out.any = any;
    },
  };
}

/** A reference to a named group, once or repeated. */
export function namedGroup(context: Context, depth: number): Member {
  const { dice, homes } = context;
  const home = dice.pick(homes);
  const name = `Group${dice.next()}`;
  const content = sequence([
    element(context, depth + 1, { required: true, single: true }),
    element(context, depth + 1, { required: false }),
  ]);
  home.declarations.push(`<xs:group name="${name}">${content.xml}</xs:group>`);
  const repeats = dice.chance(0.4);
  const field = name.charAt(0).toLowerCase() + name.slice(1);
  const once = dice.int(2);
  return {
    xml: `<xs:group ref="${home.prefix}:${name}"${repeats ? ' minOccurs="0" maxOccurs="unbounded"' : ` minOccurs="${once}"`}/>`,
    sample: repeats
      ? items(dice, field, content.sample)
      : (into, out) => {
          if (once === 1 || dice.chance(0.5)) content.sample(into, out);
        },
  };
}

export function attributeGroup(context: Context): Member & { readonly required: boolean } {
  const { dice, homes } = context;
  const home = dice.pick(homes);
  const name = `Attributes${dice.next()}`;
  const members = dice.times(1 + dice.int(2), () => attribute(context));
  home.declarations.push(
    `<xs:attributeGroup name="${name}">${members.map((member) => member.xml).join('')}</xs:attributeGroup>`,
  );
  return {
    required: members.some((member) => member.required),
    xml: `<xs:attributeGroup ref="${home.prefix}:${name}"/>`,
    sample: (into, out) => {
      for (const member of members) member.sample(into, out);
    },
  };
}

/** The head of a substitution group and what may stand for it, in either namespace. */
export function substitution(context: Context, depth: number): Member {
  const { dice, homes } = context;
  const number = dice.next();
  const [head, home] = [`head${number}`, dice.pick(homes)];
  const isAbstract = dice.chance(0.5);
  const content = context.contentOf(depth + 1);
  const typed = content.xml.startsWith('<') ? undefined : content;
  home.declarations.push(declaration(`name="${head}"${isAbstract ? ' abstract="true"' : ''}`, content, false));
  const others = dice.times(2, (index) => {
    const name = `sub${number}x${index}`;
    const own = dice.pick(homes);
    const type = typed === undefined || dice.chance(0.5) ? '' : ` type="${typed.xml}"`;
    own.declarations.push(`<xs:element name="${name}" substitutionGroup="${home.prefix}:${head}"${type}/>`);
    return name;
  });
  const names = isAbstract ? others : [head, ...others];
  const one = (into: Values, out: Values): void => {
    const name = dice.pick(names);
    const { input, output } = content.sample();
    into[name] = input;
    out[name] = output;
  };
  if (dice.chance(0.4)) {
    return {
      xml: `<xs:element ref="${home.prefix}:${head}" minOccurs="0" maxOccurs="unbounded"/>`,
      sample: items(dice, head, one),
    };
  }
  return { xml: `<xs:element ref="${home.prefix}:${head}"/>`, sample: one };
}

/** The same element in two places of one sequence, with another between them. */
export function twice(context: Context, depth: number): Member {
  const { dice, leaves } = context;
  const leaf = dice.pick(leaves.filter(({ type }) => type.startsWith('xs:')));
  const name = `e${dice.next()}`;
  const one = `<xs:element name="${name}" type="${leaf.type}"/>`;
  const between = element(context, depth + 1, { required: true });
  return {
    xml: `<xs:sequence>${one}${between.xml}${one}</xs:sequence>`,
    sample(into, out) {
      into[name] = dice.times(2, () => leaf.value());
      out[name] = into[name];
      between.sample(into, out);
    },
  };
}
