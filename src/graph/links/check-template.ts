import { Kind, print, type TypeNode } from 'graphql';
import type { Draft, DraftInput } from '../draft/draft.ts';
import { isLeaf } from '../draft/draft.ts';
import { isNonNull, listDepth, namedTypeNode, typeNameOf } from '../draft/type-node.ts';
import type { PropertyPath, Template, TemplatePart } from '../graph.ts';
import { leafFits } from './leaf-fits.ts';
import { parseTemplate } from './parse-template.ts';
import { walkArguments, walkPath } from './walk-path.ts';

/** What a template may read. */
export interface TemplateScope {
  /** The type whose fields `{field.path}` reads. */
  readonly parent: string | undefined;
  /** The field's own arguments, which `{args.x}` reads. */
  readonly args: ReadonlyMap<string, DraftInput> | undefined;
  /** The type whose fields `{result.x}` reads. */
  readonly result: string | undefined;
  /** What it is called in messages. */
  readonly coordinate: string;
}

export interface CheckedTemplate {
  readonly template: Template;
  /** What it reads of the parent. */
  readonly requires: readonly PropertyPath[];
  /** Type of the whole; undefined when it is not known before a request (`{context.…}`). */
  readonly type: TypeNode | undefined;
  /** True when it may be null. */
  readonly nullable: boolean;
}

interface ReadPart {
  readonly part: TemplatePart;
  readonly type: TypeNode | undefined;
  readonly nullable: boolean;
}

/** Reads a template and checks each of its references; a text says what is wrong. */
export function checkTemplate(draft: Draft, text: string, scope: TemplateScope): CheckedTemplate | string {
  const parsed = parseTemplate(text);
  if ('problem' in parsed) return parsed.problem;
  const read: ReadPart[] = [];
  for (const part of parsed.template.parts) {
    const found = readPart(draft, part, scope);
    if (typeof found === 'string') return found;
    read.push(found);
  }
  const [only] = read;
  const alone = read.length === 1 && only !== undefined && only.part.kind !== 'text';
  if (!alone) {
    const list = read.find(({ type }) => type !== undefined && listDepth(type) > 0);
    if (list !== undefined)
      return `"${text}" has a list inside a text; only a template that is one reference alone can be a list.`;
  }
  return {
    template: { parts: read.map(({ part }) => part), text },
    requires: read.flatMap(({ part }) => (part.kind === 'field' ? [part.path] : [])),
    type: alone ? only.type : namedTypeNode('String'),
    nullable: read.some((part) => part.nullable),
  };
}

function readPart(draft: Draft, part: TemplatePart, scope: TemplateScope): ReadPart | string {
  switch (part.kind) {
    case 'field':
    case 'result': {
      const reference = `{${part.kind === 'result' ? 'result.' : ''}${part.path.join('.')}}`;
      const owner = part.kind === 'field' ? scope.parent : scope.result;
      if (owner === undefined)
        return `"${reference}" reads nothing: "${scope.coordinate}" has no ${part.kind === 'field' ? 'parent' : 'result'} here.`;
      const walked = walkPath(draft, owner, part.path.join('.'));
      if (typeof walked === 'string') return `"${reference}": ${walked}`;
      if (!isLeaf(draft, typeNameOf(walked.type)))
        return `"${reference}" is "${print(walked.type)}"; a template reads scalars and enums only.`;
      return {
        part: { kind: part.kind, path: walked.properties },
        type: inLists(walked.type, walked.lists.length),
        nullable: walked.nullable,
      };
    }
    case 'args': {
      if (scope.args === undefined) return `"{args.${part.path.join('.')}}" reads nothing: a type has no arguments.`;
      const walked = walkArguments(draft, scope.args, part.path, scope.coordinate);
      if (typeof walked === 'string') return `"{args.${part.path.join('.')}}": ${walked}`;
      return { part, type: walked.type, nullable: walked.optional };
    }
    case 'context':
      return { part, type: undefined, nullable: true };
    default:
      return { part, type: undefined, nullable: false };
  }
}

/** The type of what is read when lists on the way are flattened: one list. */
function inLists(type: TypeNode, lists: number): TypeNode {
  if (lists === 0) return type;
  return { kind: Kind.LIST_TYPE, type: namedTypeNode(typeNameOf(type)) };
}

/** Why what a template gives is not accepted where `to` is taken; undefined when it is. One value is accepted where a list is taken. */
export function misfit(draft: Draft, from: TypeNode | undefined, to: TypeNode, text: string): string | undefined {
  const toName = typeNameOf(to);
  if (from === undefined)
    return isLeaf(draft, toName) ? undefined : `"${text}" cannot be an input object, "${print(to)}".`;
  const [depth, wanted] = [listDepth(from), listDepth(to)];
  const fits = typeNameOf(from) === toName || leafPair(draft, typeNameOf(from), toName);
  if (fits && (depth === wanted || (depth === 0 && wanted === 1))) return undefined;
  return `"${text}" is "${print(from)}", which does not fit "${print(to)}".`;
}

function leafPair(draft: Draft, from: string, to: string): boolean {
  return isLeaf(draft, from) && isLeaf(draft, to) && leafFits(draft, from, to);
}

/** True when the input must be given something that is not null. */
export function isRequired(input: { readonly type: TypeNode; readonly hasDefault: boolean }): boolean {
  return isNonNull(input.type) && !input.hasDefault;
}
