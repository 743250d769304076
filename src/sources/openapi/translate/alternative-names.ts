import { isRecord } from '../../../utils/is-record.ts';
import { type Place, textAt } from './place.ts';
import { inferType, pascal } from './schema-kind.ts';
import type { SchemaView } from './schema-parts.ts';
import { componentName, type SchemaReader } from './schema-view.ts';
import type { Alternative } from './union-shapes.ts';

const MAX_NAME = 60;

/**
 * What each alternative is called beside the others: by its component, its title, the one value that a property of it has, the
 * component that it extends or lists, a property that only it has; each only where no other alternative would be called the same. Else
 * by its JSON type.
 */
export function alternativeNames(
  discriminator: Place | undefined,
  alternatives: readonly Alternative[],
  reader: SchemaReader,
): string[] {
  const names = new Array<string | undefined>(alternatives.length);
  const byTag = (it: Alternative): string | undefined => tag(it, discriminator, reader);
  const byItem = (it: Alternative): string | undefined => listOf(it, reader);
  for (const nameOf of [component, title, byTag, extended, byItem, byOwnProperty(alternatives)]) {
    if (!names.includes(undefined)) break;
    const wanted = alternatives.map((it, index) => names[index] ?? nameOf(it));
    for (const [index, name] of wanted.entries()) {
      if (name !== undefined && name.length <= MAX_NAME && wanted.indexOf(name) === wanted.lastIndexOf(name))
        names[index] = name;
    }
  }
  const objects = alternatives.filter((it) => typeName(it.view) === 'Object').length;
  const unnamed = alternatives.filter(
    (it, index) => names[index] === undefined && typeName(it.view) === 'Object',
  ).length;
  return alternatives.map((it, index) => {
    const kind = typeName(it.view);
    const option = unnamed === 1 ? 'Other' : `Option${index + 1}`;
    return names[index] ?? (kind === 'Object' && objects > 1 ? option : kind);
  });
}

const component = (it: Alternative): string | undefined => componentName(it.place) ?? componentName(it.use.target);

const title = (it: Alternative): string | undefined => it.view.title;

const extended = (it: Alternative): string | undefined => {
  const [only, ...others] = it.view.parents;
  return only === undefined || others.length > 0 ? undefined : componentName(only);
};

const listOf = ({ view }: Alternative, reader: SchemaReader): string | undefined => {
  const name = view.items === undefined ? undefined : componentName(reader.use(view.items).target);
  return name === undefined ? undefined : `${name} list`;
};

/** The value of a property that can have no other; the discriminator before all others. */
function tag(it: Alternative, discriminator: Place | undefined, reader: SchemaReader): string | undefined {
  const first = discriminator === undefined ? undefined : textAt(discriminator, 'propertyName');
  const properties = [...it.view.properties].sort(([a], [b]) => Number(b === first) - Number(a === first));
  for (const [, place] of properties) {
    if (!isRecord(place.value)) continue;
    const [value, ...others] = reader.view(reader.use(place).target).enumValues ?? [];
    if (typeof value === 'string' && others.length === 0 && /[A-Za-z]/.test(value)) return value;
  }
  return undefined;
}

/** The first property that no other alternative has, one that is always there before all others: `With email`. */
function byOwnProperty(alternatives: readonly Alternative[]): (it: Alternative) => string | undefined {
  if (alternatives.filter(({ view }) => view.properties.size > 0).length < 2) return () => undefined;
  const owners = new Map<string, number>();
  for (const { view } of alternatives) {
    for (const name of view.properties.keys()) owners.set(name, (owners.get(name) ?? 0) + 1);
  }
  return ({ view }) => {
    const own = [...view.properties.keys()].filter((name) => owners.get(name) === 1);
    const name = own.find((it) => view.required.has(it)) ?? own[0];
    return name === undefined ? undefined : `With ${name}`;
  };
}

function typeName(view: SchemaView): string {
  if (view.properties.size === 0 && typeof view.additional === 'object') return 'Map';
  const type = view.types[0] ?? inferType(view) ?? 'value';
  return pascal(type === 'array' ? 'list' : type);
}
