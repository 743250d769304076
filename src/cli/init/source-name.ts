import { fieldName, wordsOf } from '../../sources/shared/naming.ts';

/** Words of a location that say what is there, and not whose it is. */
const COMMON = new Set(
  'www api apis rest soap grpc graphql openapi swagger wsdl asmx svc service services ws docs spec schema index localhost json yaml v1 v2 v3'.split(
    ' ',
  ),
);

/** What a source is called that is described at `location`: `./crm/orders.openapi.yaml` and `https://orders.internal/graphql` are `orders`. */
export function sourceName(location: string, kind: string, taken: ReadonlySet<string>): string {
  const name = fieldName(candidatesOf(location).find((word) => !COMMON.has(word.toLowerCase())) ?? kind);
  for (let number = 1; ; number += 1) {
    const numbered = number === 1 ? name : `${name}${number}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/** The name of an environment variable for what the source needs: `ORDERS_URL`. */
export function variableName(source: string): string {
  return `${wordsOf(source).join('_').toUpperCase()}_URL`;
}

function candidatesOf(location: string): readonly string[] {
  const beforeDot = (name: string): string => name.split('.')[0] ?? '';
  if (!/^[a-z][\w+.-]*:\/\//i.test(location)) {
    const [host = ''] = /^[\w.-]+(?=:\d+$)/.exec(location) ?? [];
    const folders = location.split(/[\\/]/).filter((part) => !/^(?:\.*|[A-Za-z]:)$/.test(part));
    return host === '' ? folders.reverse().map(beforeDot) : host.split('.');
  }
  const { hostname, pathname } = new URL(location);
  const isAddress = /^[\d.]+$|^\[/.test(hostname);
  const path = pathname.split('/').filter((part) => part !== '');
  return [
    ...(isAddress ? [] : [beforeDot(hostname)]),
    ...path.reverse().map(beforeDot),
    ...(isAddress ? [] : hostname.split('.').slice(1, -1)),
  ];
}
