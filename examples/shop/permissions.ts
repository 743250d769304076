import { rule } from 'graphql-shield';

interface Caller {
  readonly headers: Readonly<Record<string, string>>;
}

/** The demo knows its support staff by a header; a real graph would ask the claims of a verified token. */
export const isSupport = rule({ cache: 'contextual' })(
  (_parent: unknown, _args: unknown, { headers }: Caller) => headers['x-role'] === 'support',
);
