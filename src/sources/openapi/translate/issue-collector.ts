import type { Issue, IssueCode, IssueSeverity } from '../../../errors/issue.ts';
import { locate } from '../describe/locate.ts';
import type { Place } from './place.ts';

interface PlacedIssue {
  readonly severity: IssueSeverity;
  readonly code: IssueCode;
  readonly message: string;
  readonly place: Pick<Place, 'document' | 'pointer'>;
}

/** Gathers what translation has to say; lines and columns are looked up once, at the end. */
export class IssueCollector {
  readonly #issues = new Map<string, PlacedIssue>();

  add(severity: IssueSeverity, code: IssueCode, message: string, place: Pick<Place, 'document' | 'pointer'>): void {
    const key = `${code} ${place.document.uri}#${place.pointer} ${message}`;
    if (!this.#issues.has(key)) this.#issues.set(key, { severity, code, message, place });
  }

  /** The issues in the order in which they were met. Where they are is only looked up when someone asks. */
  finish(): Issue[] {
    const placed = [...this.#issues.values()];
    let positions: readonly string[] | undefined;
    return placed.map(({ severity, code, message }, index) => ({
      severity,
      code,
      message,
      get at() {
        positions ??= locate(placed.map((issue) => issue.place));
        return positions[index] ?? '';
      },
    }));
  }
}
