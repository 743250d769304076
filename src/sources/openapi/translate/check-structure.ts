import { isRecord } from '../../../utils/is-record.ts';
import type { SourceDocument } from '../describe/document.ts';
import { escapeToken } from '../describe/pointer-token.ts';
import type { OpenApiDescription } from '../describe.ts';
import type { IssueCollector } from './issue-collector.ts';
import type { Json } from './place.ts';
import { type Part, type Rule, STRUCTURE } from './structure.ts';

/** Reports every keyword of the entry document whose value is of another JSON type than the standard says: translation passes it over. */
export function checkStructure({ entry }: OpenApiDescription, issues: IssueCollector): void {
  if (isRecord(entry.root)) new StructureCheck(entry, issues).part(entry.root, 'document');
}

class StructureCheck {
  readonly #document: SourceDocument;
  readonly #issues: IssueCollector;
  /** Where it is; few places are ever printed, and there are millions. */
  readonly #trail: (string | number)[] = [];
  /** YAML's aliases let a value stand in several places, or in itself. */
  readonly #seen = new Set<unknown>();

  constructor(document: SourceDocument, issues: IssueCollector) {
    this.#document = document;
    this.#issues = issues;
  }

  part(value: Json, part: Part): void {
    if (typeof value.$ref === 'string' || this.#seen.has(value)) return;
    this.#seen.add(value);
    const rules = STRUCTURE[part];
    for (const key in value) {
      const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
      const inner = value[key];
      if (rule === undefined || (inner === null && !isOperation(rule))) continue;
      this.#trail.push(key);
      this.#keyword(inner, key, rule);
      this.#trail.pop();
    }
  }

  #keyword(value: unknown, key: string, rule: Rule): void {
    if (!fits(value, rule)) {
      const what = rule.is === 'list of' ? 'list' : rule.is === 'map of' ? 'object' : rule.is;
      this.#wrong(JSON.stringify(key), what, 'of' in rule ? rule.of : undefined);
    } else if (rule.is === 'map of') this.#map(value, key, rule.of);
    else if (Array.isArray(value)) this.#list(value, key, 'of' in rule ? rule.of : 'any');
    else if (isRecord(value)) this.part(value, 'of' in rule ? rule.of : 'schema');
  }

  #list(values: readonly unknown[], key: string, part: Part): void {
    for (const [index, item] of values.entries())
      this.#inside(item, index, () => `Each of ${JSON.stringify(key)}`, part);
  }

  #map(values: unknown, key: string, part: Part): void {
    if (!isRecord(values)) return;
    for (const name in values) {
      const member = values[name];
      // An extension may be anything; `$ref` in the place of a member is a reference for all of them.
      if (!isRecord(member) && (name.startsWith('x-') || name === '$ref')) continue;
      this.#inside(member, name, () => `${JSON.stringify(name)} of ${JSON.stringify(key)}`, part);
    }
  }

  #inside(value: unknown, at: string | number, subject: () => string, part: Part): void {
    this.#trail.push(at);
    if (isRecord(value)) this.part(value, part);
    // `true` and `false` are schemas (JSON Schema 2020-12, section 4.3.2); the parts of no interest are of any type.
    else if (part !== 'any' && !(part === 'schema' && typeof value === 'boolean') && value !== null)
      this.#wrong(subject(), 'object', part);
    this.#trail.pop();
  }

  /** What is lost is an operation, or a detail of one. */
  #wrong(subject: string, what: string, of?: Part): void {
    const article = /^[aeiou]/.test(what) ? 'an ' : 'a ';
    const wanted = what.startsWith('text') || what.startsWith('a ') ? what : article + what;
    const severity = of === 'pathItem' || of === 'operation' ? 'error' : 'warning';
    const pointer = this.#trail.map((token) => `/${escapeToken(String(token))}`).join('');
    const place = { document: this.#document, pointer };
    this.#issues.add(severity, 'INVALID', `${subject} must be ${wanted}: what stands there is passed over.`, place);
  }
}

/** YAML gives null for a key with nothing behind it, which says nothing; of an operation it is all that is said. */
const isOperation = (rule: Rule): boolean => 'of' in rule && rule.of === 'operation';

function fits(value: unknown, rule: Rule): boolean {
  switch (rule.is) {
    case 'text':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'list':
    case 'list of':
      return Array.isArray(value);
    case 'text, or a list of texts':
      return typeof value === 'string' || (Array.isArray(value) && value.every((it) => typeof it === 'string'));
    case 'a boolean, or an object':
      return typeof value === 'boolean' || isRecord(value);
    case 'object':
      return isRecord(value) || (rule.of === 'schema' && typeof value === 'boolean');
    case 'object, or a list':
      return isRecord(value) || typeof value === 'boolean' || Array.isArray(value);
    case 'map of':
      return isRecord(value);
  }
}
