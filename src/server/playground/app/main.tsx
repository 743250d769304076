import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createRoot } from 'react-dom/client';
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { GraphChanges } from './graph-changes.tsx';
import { noteTrace } from './last-trace.ts';
import './playground.css';
import { ShareButton } from './share-button.tsx';
import { takeSharedOperation } from './shared-operation.ts';
import { UpstreamCalls } from './upstream-calls.tsx';

interface Settings {
  readonly path: string;
  readonly query: string;
  readonly title: string;
  /** Where the server says that another graph answers; a server of production does not. */
  readonly changesPath?: string;
}

const settings = JSON.parse(document.getElementById('settings')?.textContent ?? '{}') as Settings;
const url = new URL(settings.path, location.href);
const socketUrl = new URL(url);
socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

const fetcher = noteTrace(
  createGraphiQLFetcher({ url: url.href, wsClient: createClient({ url: socketUrl.href, lazy: true }) }),
);

/** Asks for every upstream call of an answer, which are shown below it. */
const TRACE_HEADERS = JSON.stringify({ 'interlace-trace': '1' }, null, 2);

const root = document.getElementById('playground');
if (root !== null) {
  createRoot(root).render(
    <GraphiQL
      fetcher={fetcher}
      defaultQuery={settings.query}
      {...takeSharedOperation()}
      defaultHeaders={TRACE_HEADERS}
      defaultEditorToolsVisibility={false}
      inputValueDeprecation
    >
      <GraphiQL.Logo>
        <h1 className="title">{settings.title}</h1>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <ShareButton />
          </>
        )}
      </GraphiQL.Toolbar>
      <GraphiQL.Footer>
        {settings.changesPath !== undefined && <GraphChanges path={settings.changesPath} />}
        <UpstreamCalls />
      </GraphiQL.Footer>
    </GraphiQL>,
  );
}
