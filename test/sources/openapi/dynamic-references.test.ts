import { describe, expect, it } from 'vitest';
import { describing, jsonResponse, open } from './harness.ts';

/** `$dynamicRef` by dynamic scope (JSON Schema 2020-12, 8.2.3.2): what a reference means depends on the way that led there. */

type Schemas = Readonly<Record<string, unknown>>;

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more });
const text = { type: 'string' };
const User = object({ name: text });
const Group = object({ title: text });
const Page = {
  ...object({ items: { type: 'array', items: { $dynamicRef: '#item' } }, total: { type: 'integer' } }),
  $defs: { item: { $dynamicAnchor: 'item', not: {} } },
};
const bound = (to: object, template = 'Page'): object => ({
  ...ref(template),
  $defs: { item: { $dynamicAnchor: 'item', ...to } },
});

/** The types of the answer's fields, each with what is below it, and what was said about the description. */
async function translated(
  properties: Schemas,
  schemas: Schemas,
  files: Schemas = {},
): Promise<{ sdl: Record<string, string>; said: string[] }> {
  const responses = jsonResponse({ title: 'Answer', type: 'object', properties });
  const document = describing({ responses }, { version: '3.1.0', schemas: { ...schemas } });
  await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document, ...files });
  const types = Object.entries(source.subschema.schema.getTypeMap()).filter(([, type]) => 'getFields' in type);
  const sdl = types.map(([name, type]) => {
    const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
    return [name, fields.map((field) => `${field.name}: ${String(field.type)}`).join(', ')] as const;
  });
  return {
    sdl: Object.fromEntries(sdl.filter(([name]) => !/^(__|Query$)/.test(name))),
    said: source.subschema.issues.filter((it) => it.severity !== 'info').map((it) => it.message),
  };
}

describe('a template', () => {
  it('is one type for each schema that fills it', async () => {
    const schemas = { Page, User, Group, UserPage: bound(ref('User')), GroupPage: bound(ref('Group')) };
    const { sdl, said } = await translated({ users: ref('UserPage'), groups: ref('GroupPage') }, schemas);
    expect(sdl).toEqual({
      Answer: 'users: UserPage, groups: GroupPage',
      UserPage: 'items: [User!], total: Int',
      GroupPage: 'items: [Group!], total: Int',
      User: 'name: String',
      Group: 'title: String',
    });
    expect(said).toEqual([]);
  });

  it('may be a resource of its own, filled by resources', async () => {
    const id = (name: string, schema: object): object => ({ $id: `https://e.test/${name}`, ...schema });
    const filled = (to: object): object => ({ ...bound(to), $ref: 'page' });
    const schemas = {
      User: id('user', User),
      Page: id('page', Page),
      UserPage: id('user-page', filled({ $ref: 'user' })),
      TextPage: id('text-page', filled(text)),
    };
    const { sdl } = await translated({ texts: ref('TextPage'), users: { $ref: 'https://e.test/user-page' } }, schemas);
    expect(sdl.TextPage).toBe('items: [String!], total: Int');
    expect(sdl.UserPage).toBe('items: [User!], total: Int');
  });

  it('may be filled in its place, and is called by what fills it', async () => {
    const { sdl } = await translated(
      { users: bound(ref('User')), texts: bound(text), groups: { type: 'array', items: bound(ref('Group')) } },
      { Page, User, Group },
    );
    expect(sdl).toEqual({
      Answer: 'users: PageOfUser, texts: PageOfString, groups: [PageOfGroup!]',
      PageOfUser: 'items: [User!], total: Int',
      PageOfString: 'items: [String!], total: Int',
      PageOfGroup: 'items: [Group!], total: Int',
      User: 'name: String',
      Group: 'title: String',
    });
  });

  it('shares what does not depend on what fills it, and names the rest by itself', async () => {
    const Nested = {
      ...object({
        data: object({ list: { type: 'array', items: { $dynamicRef: '#item' } } }),
        meta: object({ total: { type: 'integer' } }),
      }),
      $defs: { item: { $dynamicAnchor: 'item' } },
    };
    const schemas = { Nested, User, Group, Users: bound(ref('User'), 'Nested'), Groups: bound(ref('Group'), 'Nested') };
    const { sdl } = await translated({ users: ref('Users'), groups: ref('Groups') }, schemas);
    expect(sdl).toEqual({
      Answer: 'users: Users, groups: Groups',
      Users: 'data: UsersData, meta: NestedMeta',
      Groups: 'data: GroupsData, meta: NestedMeta',
      UsersData: 'list: [User!]',
      GroupsData: 'list: [Group!]',
      NestedMeta: 'total: Int',
      User: 'name: String',
      Group: 'title: String',
    });
  });

  it('takes its own default where nothing fills it', async () => {
    const Texts = { ...Page, $defs: { item: { $dynamicAnchor: 'item', ...text } } };
    const { sdl } = await translated({ texts: ref('Texts'), users: bound(ref('User'), 'Texts') }, { Texts, User });
    expect(sdl.Texts).toBe('items: [String!], total: Int');
    expect(sdl.TextsOfUser).toBe('items: [User!], total: Int');
  });

  it('is filled by the outermost schema on the way', async () => {
    const schemas = { Page, User, Group, UserPage: bound(ref('User')), Special: bound(ref('Group'), 'UserPage') };
    const { sdl } = await translated({ users: ref('UserPage'), special: ref('Special') }, schemas);
    expect(sdl.UserPage).toBe('items: [User!], total: Int');
    expect(sdl.Special).toBe('items: [Group!], total: Int');
  });

  it('may be extended by what fills it', async () => {
    const UserPage = {
      allOf: [ref('Page'), object({ next: text })],
      $defs: { item: { $dynamicAnchor: 'item', ...ref('User') } },
    };
    const GroupPage = { ...bound(ref('Group')), properties: { previous: text } };
    const { sdl } = await translated(
      { users: ref('UserPage'), groups: ref('GroupPage') },
      { Page, User, Group, UserPage, GroupPage },
    );
    expect(sdl.UserPage).toBe('items: [User!], total: Int, next: String');
    expect(sdl.GroupPage).toBe('items: [Group!], total: Int, previous: String');
  });

  it('may have several places to fill, also one after the other', async () => {
    const Pair = {
      ...object({ key: { $dynamicRef: '#K' }, value: { $dynamicRef: '#V' } }),
      $defs: { k: { $dynamicAnchor: 'K' }, v: { $dynamicAnchor: 'V' } },
    };
    const Keyed = { ...ref('Pair'), $defs: { k: { $dynamicAnchor: 'K', ...text } } };
    const Full = { ...ref('Keyed'), $defs: { v: { $dynamicAnchor: 'V', ...ref('User') } } };
    const { sdl } = await translated({ keyed: ref('Keyed'), full: ref('Full') }, { Pair, Keyed, Full, User });
    expect(sdl.Keyed).toBe('key: String, value: JSON');
    expect(sdl.Full).toBe('key: String, value: User');
  });

  it('may stand in another document', async () => {
    const files = { 'page.json': Page };
    const users = { ...bound(ref('User')), $ref: 'page.json' };
    const { sdl, said } = await translated({ users: ref('Users') }, { User, Users: users }, files);
    expect(sdl.Users).toBe('items: [User!], total: Int');
    expect(said).toEqual([]);
  });

  it('is filled in requests too', async () => {
    const body = { requestBody: { required: true, content: { 'application/json': { schema: ref('UserPage') } } } };
    const document = describing(body, {
      ...{ version: '3.1.0', method: 'post' },
      schemas: { Page, User, UserPage: bound(ref('User')) },
    });
    await using source = await open('d.json', { endpoint: 'http://x' }, { 'd.json': document });
    expect(String(source.subschema.schema.getMutationType()?.getFields().test?.args[0]?.type)).toBe('UserPageInput!');
    expect(source.subschema.schema.getType('UserInput')).toBeDefined();
  });
});

describe('a schema that contains itself', () => {
  const tree = {
    $id: 'https://e.test/tree',
    $dynamicAnchor: 'node',
    ...object({ data: text, children: { type: 'array', items: { $dynamicRef: '#node' } } }),
  };

  it('contains what extends it, where that is what one came from', async () => {
    const Strict = { $id: 'https://e.test/strict', $dynamicAnchor: 'node', $ref: 'tree', unevaluatedProperties: false };
    const Named = {
      $id: 'https://e.test/named',
      $dynamicAnchor: 'node',
      allOf: [{ $ref: 'tree' }, object({ name: text })],
    };
    const { sdl, said } = await translated(
      { tree: ref('Tree'), strict: ref('Strict'), named: ref('Named') },
      { Tree: tree, Strict, Named },
    );
    expect(sdl).toEqual({
      Answer: 'tree: Tree, strict: Strict, named: Named',
      Tree: 'data: String, children: [Tree!]',
      Strict: 'data: String, children: [Strict!]',
      Named: 'data: String, children: [Named!], name: String',
    });
    expect(said).toEqual([]);
  });

  it('contains what extends it in the words of 2019-09, too', async () => {
    const items = { type: 'array', items: { $recursiveRef: '#' } };
    const Tree = { $id: 'https://e.test/tree', $recursiveAnchor: true, ...object({ data: text, children: items }) };
    const Named = {
      ...{ $id: 'https://e.test/named', $recursiveAnchor: true },
      allOf: [{ $ref: 'tree' }, object({ name: text })],
    };
    const { sdl } = await translated({ tree: ref('Tree'), named: ref('Named') }, { Tree, Named });
    expect(sdl.Tree).toBe('data: String, children: [Tree!]');
    expect(sdl.Named).toBe('data: String, children: [Named!], name: String');
  });

  it('ends where a template is filled with itself', async () => {
    const Knot = bound({ ...ref('Page') });
    const { sdl } = await translated({ knot: ref('Knot') }, { Page, Knot });
    expect(sdl.Knot).toBe('items: [Knot!], total: Int');
  });

  it('ends where there are more ways than anyone could follow', async () => {
    const LEVELS = 40;
    const numbers = Array.from({ length: LEVELS }, (_, index) => index);
    const Leaf = {
      ...object(Object.fromEntries(numbers.map((it) => [`p${it}`, { $dynamicRef: `#n${it}` }]))),
      $defs: Object.fromEntries(numbers.map((it) => [`n${it}`, { $dynamicAnchor: `n${it}` }])),
    };
    // Each level has two schemas, which fill another place, and each of them leads to both of the next level.
    const next = (level: number): object => ({ a: ref(`L${level + 1}a`), b: ref(`L${level + 1}b`), leaf: ref('Leaf') });
    const level = (it: number, letter: string): object => ({
      ...object(it + 1 === LEVELS ? { leaf: ref('Leaf') } : next(it)),
      $defs: { own: { $dynamicAnchor: `n${it}`, ...object({ [letter]: text }) } },
    });
    const levels = numbers.flatMap((it) => ['a', 'b'].map((letter) => [`L${it}${letter}`, level(it, letter)]));
    const { said } = await translated({ start: ref('L0a') }, { Leaf, ...Object.fromEntries(levels) });
    expect(said.filter((it) => it.includes('too many ways'))).not.toEqual([]);
  });
});

describe('a dynamic reference', () => {
  it('is an ordinary one where what it names is no dynamic anchor', async () => {
    const Plain = { ...Page, $defs: { item: { $anchor: 'item', ...text } } };
    const { sdl } = await translated({ users: bound(ref('User'), 'Plain') }, { Plain, User });
    expect(sdl).toEqual({ Answer: 'users: Plain', Plain: 'items: [String!], total: Int' });
  });

  it('is an ordinary one where it is a pointer', async () => {
    const Plain = { ...Page, properties: { user: { $dynamicRef: '#/components/schemas/User' } } };
    const { sdl } = await translated({ plain: bound(ref('Group'), 'Plain') }, { Plain, User, Group });
    expect(sdl.Plain).toBe('user: User');
  });
});
