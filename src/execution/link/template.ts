import type { PropertyPath, Template } from '../../graph/graph.ts';
import type { ExecutionContext } from '../execution-context.ts';
import { readProperty } from '../selection/read-property.ts';

/** What the references of a template read. */
export interface TemplateScope {
  /** The parent value of the field, for `{field.path}`. */
  readonly parent?: unknown;
  /** The field's own coerced arguments, for `{args.x}`. */
  readonly args?: Readonly<Record<string, unknown>>;
  readonly context?: ExecutionContext;
  /** What a mutation answered, for `{result.x}`. */
  readonly result?: unknown;
}

/**
 * The value of a template: with its type where the template is one reference or one literal, else text. Undefined where a reference of
 * it reads nothing; a text with a hole in it would be another text.
 */
export function evaluateTemplate(template: Template, scope: TemplateScope): unknown {
  const [only] = template.parts;
  if (only === undefined) return '';
  if (template.parts.length === 1) return evaluatePart(only, scope);
  let text = '';
  for (const part of template.parts) {
    const value = evaluatePart(part, scope);
    if (value === undefined || value === null) return undefined;
    text += typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  return text;
}

function evaluatePart(part: Template['parts'][number], scope: TemplateScope): unknown {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'value':
      return part.value;
    case 'field':
      return readOwnPath(scope.parent, part.path);
    case 'args':
      return readOwnPath(scope.args, part.path);
    case 'result':
      return readOwnPath(scope.result, part.path);
    case 'context':
      return readContext(scope.context, part.path);
  }
}

/** `{context.jwt.…}` and `{context.headers.…}` read the request; any other name reads what the user's `context` function returned. */
function readContext(context: ExecutionContext | undefined, path: PropertyPath): unknown {
  const [first, ...rest] = path;
  if (context === undefined || first === undefined) return undefined;
  // Whatever is asked with it, another caller may be answered otherwise.
  context.cachePolicy?.add(Number.POSITIVE_INFINITY, true);
  if (first === 'jwt') return readOwnPath(context.jwt, rest);
  if (first === 'headers') return readOwnPath(context.headers, rest);
  return readOwnPath(context.user, path);
}

function readOwnPath(value: unknown, path: PropertyPath): unknown {
  let current = value;
  for (const property of path) current = readProperty(current, property);
  return current;
}
