/** Text with `{args.x.y}` in it. */
export interface Template {
  readonly text: string;
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = { readonly text: string } | { readonly path: readonly string[] };

export const isTemplate = (value: unknown): value is Template =>
  typeof value === 'object' && value !== null && 'parts' in value && 'text' in value && Array.isArray(value.parts);

const REFERENCE = /\{args\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\}/g;

export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (const match of text.matchAll(REFERENCE)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ path: (match[1] ?? '').split('.') });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return { text, parts };
}

/** References of a template: `['input', 'name']` for `{args.input.name}`. */
export const referencesOf = (template: Template): (readonly string[])[] =>
  template.parts.flatMap((part) => ('path' in part ? [part.path] : []));

/** What a reference names among the arguments; undefined where something on the way is absent. */
export function lookUp(path: readonly string[], args: Readonly<Record<string, unknown>>): unknown {
  let value: unknown = args;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value ?? undefined;
}

/** The value of a template: of a single reference as it is, else text. Undefined when a reference is absent. */
export function fill(
  template: Template,
  look: (path: readonly string[]) => unknown,
  write: (value: unknown) => string,
): unknown {
  const [only] = template.parts;
  if (template.parts.length === 1 && only !== undefined && 'path' in only) return look(only.path);
  let text = '';
  for (const part of template.parts) {
    if ('text' in part) text += part.text;
    else {
      const value = look(part.path);
      if (value === undefined) return undefined;
      text += write(value);
    }
  }
  return text;
}
