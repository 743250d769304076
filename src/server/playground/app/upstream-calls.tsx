import { useSyncExternalStore } from 'react';
import type { TraceEntry } from '../../../telemetry/trace.ts';
import { lastTrace } from './last-trace.ts';

/** More rows than this are counted only. */
const MOST = 100;

/** There the answer has little room: the calls are counted, and shown on demand. As the style has it. */
const NARROW = matchMedia('(max-width: 720px)');

/** Which calls the last answer took: one row each, with a bar that shows when it ran. */
export function UpstreamCalls() {
  const trace = useSyncExternalStore(lastTrace.subscribe, lastTrace.get);
  if (trace === undefined) return null;
  const calls = trace.filter(({ tries }) => tries > 0).length;
  const total = Math.max(...trace.map(({ start, duration }) => start + duration), 0);
  return (
    <details className="calls" open={!NARROW.matches}>
      <summary>
        {calls === 1 ? '1 upstream call' : `${calls} upstream calls`}
        {trace.length > 0 && `, ${milliseconds(total)}`}
      </summary>
      {trace.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard has to reach it
        <section className="calls-rows" aria-label="Upstream calls" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Source</th>
                <th scope="col">Call</th>
                <th scope="col">For</th>
                <th scope="col">Status</th>
                <th scope="col">Time</th>
              </tr>
            </thead>
            <tbody>
              {trace.slice(0, MOST).map((entry, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of one answer never move
                <Row key={index} entry={entry} total={total} />
              ))}
            </tbody>
          </table>
          {trace.length > MOST && <p>… and {trace.length - MOST} more: see extensions.trace</p>}
        </section>
      )}
    </details>
  );
}

function Row({ entry, total }: { readonly entry: TraceEntry; readonly total: number }) {
  const { source, operation, field, keys, status, start, duration } = entry;
  const percent = (part: number): string => `${total > 0 ? (part / total) * 100 : 0}%`;
  return (
    <tr>
      <th scope="row">{source}</th>
      <td>
        {operation}
        {remarks(entry).map((remark) => (
          <span key={remark} className="calls-remark">
            {remark}
          </span>
        ))}
      </td>
      <td>
        {field}
        {keys > 0 && <span className="calls-remark">{keys === 1 ? '1 key' : `${keys} keys`}</span>}
      </td>
      <td>{status}</td>
      <td className="calls-time">
        {milliseconds(duration)}
        <span className="calls-bar" aria-hidden="true">
          <span style={{ marginLeft: percent(start), width: percent(duration) }} />
        </span>
      </td>
    </tr>
  );
}

function remarks({ cache, deduplicated, tries }: TraceEntry): string[] {
  return [
    ...(cache === 'hit' ? ['cached'] : cache === 'stale' ? ['stale'] : []),
    ...(deduplicated ? ['shared'] : []),
    ...(tries > 1 ? [`${tries} tries`] : []),
  ];
}

const milliseconds = (time: number): string => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
