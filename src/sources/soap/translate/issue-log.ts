import type { Issue, IssueCode, IssueSeverity } from '../../../errors/issue.ts';
import { locate } from '../model/description-document.ts';
import type { SchemaContext } from '../model/schema-set.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

/** Collects what translation has to say, each thing once. */
export class IssueLog {
  readonly #issues: Issue[] = [];
  readonly #seen = new Set<string>();

  add(severity: IssueSeverity, code: IssueCode, message: string, at: string): void {
    const key = `${code} ${at} ${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#issues.push({ severity, code, message, at });
  }

  /** At an element of a schema. */
  at(node: XmlElement, schema: SchemaContext, severity: IssueSeverity, code: IssueCode, message: string): void {
    this.add(severity, code, message, locate(schema.document, node));
  }

  get issues(): readonly Issue[] {
    return this.#issues;
  }
}
