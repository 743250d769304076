/** An operation that a link brings along: `/?query={orders{id}}&variables={…}`. Headers do not travel: they may hold credentials. */
export interface SharedOperation {
  readonly initialQuery?: string;
  readonly initialVariables?: string;
}

/** Takes what the address brings along, out of it: what is typed from here on must outlive the page being loaded again. */
export function takeSharedOperation(): SharedOperation {
  const parameters = new URLSearchParams(location.search);
  const [query, variables] = [parameters.get('query'), parameters.get('variables')];
  if (query === null) return {};
  history.replaceState(null, '', location.pathname);
  return { initialQuery: query, ...(variables === null ? {} : { initialVariables: variables }) };
}

export function linkTo(query: string, variables: string): string {
  const link = new URL(location.pathname, location.href);
  link.searchParams.set('query', query);
  if (variables.trim() !== '') link.searchParams.set('variables', variables);
  return link.href;
}
