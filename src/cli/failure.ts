import { GatewayError } from '../errors/gateway-error.ts';
import { formatIssue, type Issue } from '../errors/issue.ts';
import type { Terminal } from './terminal.ts';

/** Ends a command with exit code 1 after its lines are printed. */
export class Failure extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'Failure';
    this.lines = lines;
  }
}

/** A failure that lists every error, or undefined when there is none. Warnings are printed by `reportIssues`. */
export function failureOf(issues: readonly Issue[], subject: string): Failure | undefined {
  const errors = issues.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return undefined;
  const count = errors.length === 1 ? 'one problem' : `${errors.length} problems`;
  return new Failure([`${subject} has ${count}:`, ...errors.map((issue) => `  ${formatIssue(issue)}`)]);
}

/** What an error says to a person: never a stack, unless it is a defect of ours. */
export function explain(error: unknown, terminal: Terminal): readonly string[] {
  if (error instanceof Failure) return error.lines;
  const known = GatewayError.find(error);
  if (known === undefined || known.code === 'INTERNAL_SERVER_ERROR') {
    const text =
      error instanceof Error && terminal.env.INTERLACE_DEBUG ? (error.stack ?? error.message) : String(error);
    return [`Something went wrong inside Interlace: ${text}`, 'Set INTERLACE_DEBUG=1 to see where.'];
  }
  const { issues } = known.facts ?? {};
  const source = known.source === undefined ? '' : `source "${known.source}": `;
  if (!Array.isArray(issues)) return [`${source}${known.message}`];
  return failureOf(issues as readonly Issue[], 'The graph')?.lines ?? [known.message];
}
