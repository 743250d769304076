import type { Template, TemplatePart } from '../graph.ts';

const REFERENCE = /^[_A-Za-z][\w-]*(?:\.[_A-Za-z\d][\w-]*)*$/;
const SCOPES: ReadonlySet<string> = new Set(['args', 'context', 'result']);

export type ParsedTemplate = { readonly template: Template } | { readonly problem: string };

/** Reads `text {field.path} {args.x} {context.jwt.sub}`; a doubled brace stands for itself. */
export function parseTemplate(text: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  let plain = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if ((char === '{' || char === '}') && text.charAt(index + 1) === char) {
      plain += char;
      index += 1;
    } else if (char === '}') {
      return { problem: `The template "${text}" has a "}" that closes nothing. Write "}}" for a brace.` };
    } else if (char === '{') {
      const end = text.indexOf('}', index);
      if (end === -1)
        return { problem: `The template "${text}" has a "{" that is not closed. Write "{{" for a brace.` };
      const reference = text.slice(index + 1, end).trim();
      if (!REFERENCE.test(reference)) {
        return {
          problem: `"{${reference}}" is not a reference such as "{field.path}", "{args.name}" or "{context.jwt.sub}".`,
        };
      }
      if (plain !== '') parts.push({ kind: 'text', text: plain });
      plain = '';
      parts.push(partOf(reference));
      index = end;
    } else {
      plain += char;
    }
  }
  if (plain !== '' || parts.length === 0) parts.push({ kind: 'text', text: plain });
  return { template: { parts, text } };
}

function partOf(reference: string): TemplatePart {
  const [first = '', ...rest] = reference.split('.');
  if (SCOPES.has(first) && rest.length > 0) return { kind: first as 'args' | 'context' | 'result', path: rest };
  return { kind: 'field', path: [first, ...rest] };
}
