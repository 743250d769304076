import type { Issue, IssueCode } from '../errors/issue.ts';

/** Collects what composition has to say, so that every problem is reported in one go. */
export class IssueLog {
  readonly #issues: Issue[] = [];

  error(code: IssueCode, at: string, message: string): void {
    this.#issues.push({ severity: 'error', code, message, at });
  }

  warning(code: IssueCode, at: string, message: string): void {
    this.#issues.push({ severity: 'warning', code, message, at });
  }

  info(code: IssueCode, at: string, message: string): void {
    this.#issues.push({ severity: 'info', code, message, at });
  }

  get issues(): readonly Issue[] {
    return Object.freeze([...this.#issues]);
  }
}
