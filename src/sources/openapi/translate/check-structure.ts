import type { OpenApiDescription } from '../describe.ts';
import type { IssueCollector } from './issue-collector.ts';
import { child, elements, entries, isRecord, type Place, rootOf } from './place.ts';
import { type Part, type Rule, STRUCTURE } from './structure.ts';

/** Reports every keyword of the entry document whose value is of another JSON type than the standard says: translation passes it over. */
export function checkStructure(description: OpenApiDescription, issues: IssueCollector): void {
  new StructureCheck(issues).part(rootOf(description.entry), 'document');
}

class StructureCheck {
  readonly #issues: IssueCollector;
  /** YAML's aliases let a value stand in several places, or in itself. */
  readonly #seen = new Set<unknown>();

  constructor(issues: IssueCollector) {
    this.#issues = issues;
  }

  part(place: Place, part: Part): void {
    const { value } = place;
    if (!isRecord(value) || typeof value.$ref === 'string' || this.#seen.has(value)) return;
    this.#seen.add(value);
    const rules = STRUCTURE[part];
    for (const key of Object.keys(value)) {
      const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
      // YAML gives null for a key with nothing behind it.
      if (rule !== undefined && value[key] !== null) this.#keyword(child(place, key), key, rule);
    }
    if (part === 'schema') this.#items(place, value.items);
  }

  #keyword(place: Place, key: string, rule: Rule): void {
    if (!fits(place.value, rule)) {
      const what = rule.is === 'list of' ? 'list' : rule.is === 'map of' ? 'object' : rule.is;
      this.#wrong(place, JSON.stringify(key), what, 'of' in rule ? rule.of : undefined);
    } else if (rule.is === 'object') this.part(place, rule.of);
    else if (rule.is === 'a boolean, or an object') this.part(place, 'schema');
    else if (rule.is === 'list of')
      for (const item of elements(place)) this.#inside(item, `Each of ${JSON.stringify(key)}`, rule.of);
    else if (rule.is === 'map of') {
      for (const [name, member] of entries(place)) {
        // An extension may be anything; `$ref` in the place of a member is a reference for all of them.
        if (!isRecord(member.value) && (name.startsWith('x-') || name === '$ref')) continue;
        this.#inside(member, `${JSON.stringify(name)} of ${JSON.stringify(key)}`, rule.of);
      }
    }
  }

  #inside(place: Place, subject: string, part: Part): void {
    if (isRecord(place.value)) this.part(place, part);
    // `true` and `false` are schemas (JSON Schema 2020-12, section 4.3.2); the parts of no interest are of any type.
    else if (part !== 'any' && !(part === 'schema' && typeof place.value === 'boolean') && place.value !== null)
      this.#wrong(place, subject, 'object', part);
  }

  /** One schema, or one for each place in the list (up to 2019-09). */
  #items(place: Place, items: unknown): void {
    const inner = child(place, 'items');
    if (Array.isArray(items)) for (const item of elements(inner)) this.part(item, 'schema');
    else if (isRecord(items)) this.part(inner, 'schema');
    else if (items !== undefined && items !== null && typeof items !== 'boolean')
      this.#wrong(inner, '"items"', 'object');
  }

  /** What is lost is an operation, or a detail of one. */
  #wrong(place: Place, subject: string, what: string, of?: Part): void {
    const article = /^[aeiou]/.test(what) ? 'an ' : 'a ';
    const wanted = what.startsWith('text') || what.startsWith('a ') ? what : article + what;
    const severity = of === 'pathItem' || of === 'operation' ? 'error' : 'warning';
    this.#issues.add(severity, 'INVALID', `${subject} must be ${wanted}: what stands there is passed over.`, place);
  }
}

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
    case 'map of':
      return isRecord(value);
  }
}
