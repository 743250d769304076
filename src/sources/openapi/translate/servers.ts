import { isUrl } from '../describe/uri.ts';
import type { OpenApiDescription } from '../describe.ts';
import type { OpenApiOptions } from '../options.ts';
import type { IssueCollector } from './issue-collector.ts';
import type { OperationModel } from './operation-model.ts';
import { child, rootOf } from './place.ts';

/** The absolute URL of the operation's first server, its variables replaced; undefined (and an issue) where there is none. */
export function serverUrl(
  model: OperationModel,
  description: OpenApiDescription,
  options: OpenApiOptions,
  issues: IssueCollector,
): string | undefined {
  if (options.endpoint !== undefined) return options.endpoint;
  const [server] = model.servers;
  const root = child(rootOf(description.entry), 'servers');
  const template = server?.url ?? '/';
  const url = template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const variable = server?.variables.get(name);
    const value = options.serverVariables?.[name] ?? variable?.default ?? '';
    if (variable !== undefined && variable.allowed.length > 0 && !variable.allowed.includes(value)) {
      issues.add(
        'error',
        'INVALID',
        `The server variable ${name} must be one of ${variable.allowed.join(', ')}, not ${JSON.stringify(value)}.`,
        root,
      );
    }
    return value;
  });
  const base = isUrl(description.entry.uri) ? description.entry.uri : undefined;
  if (URL.canParse(url, base)) {
    const absolute = new URL(url, base);
    if (absolute.protocol === 'http:' || absolute.protocol === 'https:') return absolute.href;
  }
  issues.add(
    'warning',
    'UNRESOLVED',
    `The server ${JSON.stringify(template)} is no absolute URL: set "endpoint" in the source's options.`,
    root,
  );
  return undefined;
}
