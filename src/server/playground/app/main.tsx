import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createRoot } from 'react-dom/client';
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './playground.css';

interface Settings {
  readonly path: string;
  readonly query: string;
  readonly title: string;
}

const settings = JSON.parse(document.getElementById('settings')?.textContent ?? '{}') as Settings;
const url = new URL(settings.path, location.href);
const socketUrl = new URL(url);
socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

const fetcher = createGraphiQLFetcher({
  url: url.href,
  wsClient: createClient({ url: socketUrl.href, lazy: true }),
});

/** Shows every upstream call of an answer below `extensions.trace`. */
const TRACE_HEADERS = JSON.stringify({ 'interlace-trace': '1' }, null, 2);

/** A link may bring an operation along: `/?query={orders{id}}`. */
const shared = new URLSearchParams(location.search).get('query');

const root = document.getElementById('playground');
if (root !== null) {
  createRoot(root).render(
    <GraphiQL
      fetcher={fetcher}
      defaultQuery={settings.query}
      {...(shared === null ? {} : { initialQuery: shared })}
      defaultHeaders={TRACE_HEADERS}
      defaultEditorToolsVisibility={false}
      inputValueDeprecation
    >
      <GraphiQL.Logo>{settings.title}</GraphiQL.Logo>
    </GraphiQL>,
  );
}
