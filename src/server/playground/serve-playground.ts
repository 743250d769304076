import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { ResolvedPlayground } from '../../config/resolved-config.ts';
import type { GatewayHandle } from '../gateway-handle.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { sampleQuery } from './sample-query.ts';

/** Where the build puts the page's scripts, styles and fonts. */
const ASSETS = fileURLToPath(new URL('dist/playground/', PACKAGE_ROOT));

/** Everything from this server, nothing from elsewhere. The editor writes styles of its own into the page, hence its one exception. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ESCAPES: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };

/** GraphiQL at `/`, with every asset served from here. */
export async function servePlayground(
  app: FastifyInstance,
  gateway: GatewayHandle,
  playground: ResolvedPlayground,
  changesPath: string | undefined,
): Promise<void> {
  const query = playground.query ?? sampleQuery(gateway.schema);
  const settings = { path: gateway.config.server.path, query, changesPath };
  const page = pageOf(playground.title, settings);
  await app.register(fastifyStatic, {
    root: ASSETS,
    prefix: '/playground/',
    index: false,
    cacheControl: false,
    decorateReply: false,
    setHeaders: (reply, path) => {
      // Names of chunks and assets carry a digest of what is in them; the others stay the same from version to version.
      const digested = /[\\/](?:assets|chunks)[\\/]/.test(path);
      reply.header('cache-control', digested ? 'public, max-age=31536000, immutable' : 'no-cache');
      reply.header('x-content-type-options', 'nosniff');
    },
  });
  app.get('/', (_, reply) =>
    reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'cache-control': 'no-cache',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(page),
  );
}

function pageOf(
  title: string,
  settings: { readonly path: string; readonly query: string; readonly changesPath: string | undefined },
): string {
  const text = title.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
  // A block of data, which no browser runs; escaped, so that no text in it can end it.
  const data = JSON.stringify({ ...settings, title }).replace(/[<>&]/g, (character) => ESCAPES[character] ?? '');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text}</title>
<link rel="icon" href="/playground/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/playground/playground.css">
</head>
<body>
<main id="playground"><p class="loading">Loading the playground…</p></main>
<noscript>The playground needs JavaScript. The graph itself is at <code>${settings.path}</code>.</noscript>
<script id="settings" type="application/json">${data}</script>
<script type="module" src="/playground/playground.js"></script>
</body>
</html>
`;
}
