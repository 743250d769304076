import { GatewayError } from '../../errors/gateway-error.ts';
import { keyText } from '../batching/key-text.ts';
import type { CompiledLink } from '../link/compile-link.ts';
import { absentValue, answerValue, itemValue, keyedValue } from '../link/linked-value.ts';
import { keyOf, parentKey } from '../link/parent-keys.ts';
import type { KeyedAnswer } from '../pipeline.ts';
import { readProperty } from '../selection/read-property.ts';
import { type CodeBuilder, readCode } from './code-builder.ts';
import type { Linked } from './plan-frame.ts';
import type { QuestionDemand } from './plan-shapes.ts';

/** What generated code calls of the links' shared parts. */
export const LINK_RUNTIME = { keyText, keyOf, parentKey, itemValue, linkedValue, undecided, own: readProperty };

/** A function `(frame, parent)` that finds what a link gives a parent: a raw value, or an Error. */
export function linkReader(code: CodeBuilder, link: CompiledLink, question: QuestionDemand): string {
  const name = code.declare();
  const linkName = code.constant(link);
  if (!question.direct) {
    const found = `f.linked[${question.slot}].get(v)`;
    return code.define(name, ['f', 'v'], `return linkedValue(${linkName}, ${found});`);
  }
  const absent = code.constant(absentValue(link));
  const hoists = link.route.hoist !== undefined;
  return code.define(
    name,
    ['f', 'v'],
    [
      keyTextCode(code, link),
      `if (t === undefined) return ${absent};`,
      `const answers = f.answers[${question.slot}];`,
      'if (answers instanceof Error) return answers;',
      'const e = answers.get(t);',
      `return e === undefined || e === null ? ${absent} : ${hoists ? `itemValue(${linkName}, e)` : 'e'};`,
    ].join('\n'),
  );
}

/** A function `(frame, parent)` that notes the key a parent has. */
export function keyCollector(code: CodeBuilder, link: CompiledLink, question: QuestionDemand): string {
  const argument = singleKeyPath(link) === undefined ? 'k.argument' : keyArgumentCode(code, link);
  return code.define(
    code.declare(),
    ['f', 'v'],
    [
      keyTextCode(code, link),
      'if (t === undefined) return;',
      `const keys = f.keys[${question.slot}];`,
      `if (!keys.has(t)) keys.set(t, ${argument});`,
    ].join('\n'),
  );
}

/** Statements that leave the key of `v` in `k` and its text in `t`. */
function keyTextCode(code: CodeBuilder, link: CompiledLink): string {
  const single = singleKeyPath(link);
  if (single !== undefined) return `const k = ${single};\nconst t = typeof k === "string" ? k : keyText([k]);`;
  return `const k = parentKey(${code.constant(link.keyed)}, ${code.constant(link.keyTypes)}, v);\nconst t = k?.text;`;
}

/** An expression for the key `k` as the target takes it. */
function keyArgumentCode(code: CodeBuilder, link: CompiledLink): string {
  const coerced = `keyOf(${code.constant(link.keyed)}, ${code.constant(link.keyTypes)}, [k]).argument`;
  const [type] = link.keyTypes;
  const isText = type !== undefined && ['ID', 'ID!', 'String', 'String!'].includes(String(type));
  return isText ? `typeof k === "string" ? k : ${coerced}` : coerced;
}

/** Code that reads a key which is one property of the parent. */
function singleKeyPath(link: CompiledLink): string | undefined {
  const { keyed } = link;
  const [path] = keyed?.keys ?? [];
  const [property] = path ?? [];
  if (keyed?.keys.length !== 1 || path?.length !== 1 || property === undefined) return undefined;
  return keyed.argFields === undefined ? readCode('v', property) : undefined;
}

/** What a question that is not direct gave a parent. */
function linkedValue(link: CompiledLink, linked: Linked | Error | undefined): unknown {
  if (linked instanceof Error) return linked;
  if (linked?.group === undefined) return absentValue(link);
  const { group, keys } = linked;
  if (link.keyed === undefined) return group.answer instanceof Error ? group.answer : answerValue(link, group.answer);
  return keyedValue(link, keys, group.answer as KeyedAnswer | Error);
}

/** For a parent that no check was asked about, which cannot be; it stays closed. */
function undecided(): GatewayError {
  return new GatewayError('INTERNAL_SERVER_ERROR', undefined, {
    cause: new Error('A permission check was not asked.'),
  });
}
