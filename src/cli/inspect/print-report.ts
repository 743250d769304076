import type { Issue } from '../../errors/issue.ts';
import { amount, printList } from '../print-list.ts';
import type { Terminal } from '../terminal.ts';
import type { Inspection, Remark } from './report.ts';

/** More of one sort than this is summed up; `--json` has all. */
const MAX_LINES = 20;

/** The report for a person. */
export function printReport(location: string, { report, faults, counts }: Inspection, terminal: Terminal): void {
  const { operations, types, fields, fallbacks, issues, sdlBytes, ms, peakRssMb } = report;
  const bold = (text: string): string => terminal.style('bold', text);
  const title = [report.kind, report.version].filter((text) => text !== '').join(', ');
  terminal.out(`${bold(location)} (${title})`);
  terminal.out('');
  const parts = [amount(counts.queries, 'query', 'queries'), amount(counts.mutations, 'mutation')];
  if (counts.subscriptions > 0) parts.push(amount(counts.subscriptions, 'subscription'));
  terminal.out(`  operations  ${operations.translated} of ${operations.described} translated: ${parts.join(', ')}`);
  terminal.out(`  types       ${types}, of which ${amount(counts.unions, 'union')}`);
  terminal.out(`  open (JSON) ${fallbacks.length} of ${amount(fields, 'field')}`);
  terminal.out(
    `  schema      ${(sdlBytes / 1024).toFixed(1)} kB of SDL, ${faults.length === 0 ? 'valid' : terminal.style('red', 'not valid')}`,
  );
  terminal.out(`  took        ${ms} ms, ${peakRssMb} MB`);
  section('Not translated', operations.skipped);
  section('Open types', fallbacks);
  const told = new Set<Issue['code']>(['OPERATION_SKIPPED', 'TYPE_OPEN']);
  const rest = issues.filter(({ code }) => !told.has(code));
  for (const [heading, severity] of [
    ['Errors', 'error'],
    ['Warnings', 'warning'],
    ['Decisions', 'info'],
  ] as const) {
    list(
      heading,
      rest.filter((issue) => issue.severity === severity).map(({ at, message }) => `${at}: ${message}`),
    );
  }
  list('The schema is not valid', faults);

  function section(heading: string, remarks: readonly Remark[]): void {
    list(
      heading,
      remarks.map(({ at, reason }) => `${at}: ${reason}`),
    );
  }

  function list(heading: string, lines: readonly string[]): void {
    printList(terminal, heading, lines, { most: MAX_LINES, rest: 'see --json' });
  }
}
