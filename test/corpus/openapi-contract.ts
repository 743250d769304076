import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { openapi } from '../../src/sources/openapi/index.ts';
import type { OpenApiCredential, OpenApiOptions } from '../../src/sources/openapi/options.ts';
import type { OpenApiWire } from '../../src/sources/openapi/wire.ts';
import { createNodeSourceIO } from '../../src/sources/shared/node-source-io.ts';
import type { Operation } from '../../src/sources/source.ts';
import { EXCUSED, excuseFor, type Refusal } from './openapi-contract-excuses.ts';
import { FAULTS } from './openapi-contract-faults.ts';
import { corpus, type Entry, entries } from './openapi-entries.ts';
import { type Mock, startMock, type Verdict } from './openapi-mock.ts';
import { mockInstalled } from './openapi-mock-operations.ts';
import { type SampleStyle, sampleArgs } from './openapi-samples.ts';
import { sampleDocument } from './sample-document.ts';

/**
 * Every operation of every document is asked of a gateway, once with what it needs and once with all that it takes, with generated
 * GraphQL documents that select nearly everything. Upstream is a mock server that knows nothing of this project. What it finds wrong
 * with a request, and what the gateway refuses of an answer that the mock finds right, is a finding: none may come that is not listed
 * with its reason, and none that is listed may stay away.
 */

interface Finding {
  readonly operation: string;
  readonly what: string;
}

interface Outcome {
  readonly described: number;
  readonly asked: readonly string[];
  readonly findings: readonly Finding[];
  /** Refused answers that are not held against the gateway, by the reason. */
  readonly excused: Readonly<Record<string, number>>;
}

/** What an operator would set, where the description alone does not say enough. */
const OPTIONS: Readonly<Record<string, Partial<OpenApiOptions>>> = {
  // They describe their credentials as a header parameter, which the standard says to ignore.
  bbc: { headers: { authorization: 'Bearer token' } },
  'readme-schema-circular': { headers: { authorization: 'Bearer token' } },
};

/** Documents whose schemas Prism cannot put in the place of their references: there are too many of these. */
const KNOTTED: ReadonlySet<string> = new Set(['bungie', 'xero-accounting']);

const reason = entries.length === 0 ? ' (no documents: skipped)' : mockInstalled ? '' : ' (no mock server: skipped)';

/** The tests of every document whose number leaves `part` when it is divided by `parts`. */
export function testContract(part: number, parts: number): void {
  const mine = entries.filter((_, index) => index % parts === part);
  describe.skipIf(reason !== '')(`operations executed against a mock of their description${reason}`, () => {
    it.each(mine.map((entry) => [entry.name, entry] as const))(
      '%s',
      async (_, entry) => {
        const { described, asked, findings, excused } = await executeAll(entry);
        expect(described).toBe(entry.operations);
        const listed = FAULTS.filter((fault) => fault.document === entry.name);
        const isListed = ({ operation, what }: Finding): boolean =>
          listed.some((fault) => fault.operations.includes(operation) && fault.finding.test(what));
        expect(findings.filter((finding) => !isListed(finding))).toEqual([]);
        const gone = listed.flatMap((fault) =>
          fault.operations
            .filter((it) => asked.includes(it))
            .filter((it) => !findings.some(({ operation, what }) => operation === it && fault.finding.test(what)))
            .map((it) => `${it}: ${fault.finding.source}`),
        );
        expect(gone).toEqual([]);
        const known = EXCUSED[entry.name] ?? {};
        const more = Object.entries(excused).filter(([reason, count]) => count > (known[reason] ?? 0));
        if (isSample(entry)) expect(more).toEqual([]);
      },
      600_000,
    );
  });
}

/** `INTERLACE_CONTRACT=all` executes every operation; else every k-th of a large document, so that some 80 are. */
const stepOf = (entry: Entry): number => (isSample(entry) ? sampleStep(entry) : 1);
const sampleStep = ({ operations }: Entry): number => Math.max(1, Math.round(operations / SAMPLED));
/** As many operations as the numbers of `EXCUSED` are for: of a small document, these are all. */
const isSample = (entry: Entry): boolean => process.env.INTERLACE_CONTRACT !== 'all' || sampleStep(entry) === 1;

const SAMPLED = 80;

async function executeAll(entry: Entry): Promise<Outcome> {
  const file = join(corpus, entry.dir, entry.entry);
  const options = OPTIONS[entry.name] ?? {};
  const plain = openapi(file, options);
  const { subschema } = await plain.open(plain.options, createNodeSourceIO(dirname(file)));
  const auth = credentialsFor(subschema.issues.map((issue) => issue.message));
  await using mock = await startMock(file, KNOTTED.has(entry.name));
  const unlimited = { depth: 'unlimited', fields: 'unlimited', aliases: 'unlimited', cost: 'unlimited' } as const;
  await using gateway = await createGateway({
    sources: {
      api: openapi(file, { ...options, endpoint: mock.url, auth, resilience: { retries: false, breaker: false } }),
    },
    limits: { ...unlimited, tokens: 'unlimited', nesting: 'unlimited', source: '10mb' },
  });
  const findings: Finding[] = [];
  const excused: Record<string, number> = {};
  const chosen = [...subschema.operations.values()].filter((_, index) => index % stepOf(entry) === 0);
  for (const operation of chosen) {
    const judged = await execute(operation, gateway, mock);
    for (const what of judged.findings) findings.push({ operation: operation.label, what });
    for (const reason of judged.excused) excused[reason] = (excused[reason] ?? 0) + 1;
  }
  console.info(
    `${entry.name}: ${chosen.length} of ${subschema.operations.size} operations, excused ${JSON.stringify(excused)}`,
  );
  return { described: subschema.operations.size, asked: chosen.map((it) => it.label), findings, excused };
}

async function execute(operation: Operation, gateway: Gateway, mock: Mock): Promise<Judged> {
  const wire = operation.wire as OpenApiWire;
  const findings = new Set<string>();
  const excused: string[] = [];
  const ask = async (style: SampleStyle): Promise<Judged> => {
    mock.expect(wire);
    mock.answerBy(style.full ? 'schemas' : 'examples');
    const { errors = [] } = await gateway.request(
      sampleDocument(gateway.schema, operation.coordinate, sampleArgs(wire, style)),
    );
    return judge(mock.verdicts(), errors[0]);
  };
  for (const full of [false, true]) {
    const first = await ask({ full });
    const said = first.findings.join();
    const texts = Object.keys(TEXT_OF_FORMAT).flatMap((it) =>
      said.includes(`must match format "${it}"`) ? (TEXT_OF_FORMAT[it] ?? []) : [],
    );
    const names = [...said.matchAll(/body must have required property '([^']+)'/g)].map(([, name = '']) => name);
    const last = texts.length > 0 || names.length > 0 ? await ask({ full, texts, names }) : first;
    for (const finding of last.findings) findings.add(finding);
    excused.push(...last.excused);
  }
  return { findings: [...findings], excused };
}

/** What no GraphQL type asks for, and a description does: such operations are asked again, with such texts. */
const TEXT_OF_FORMAT: Readonly<Record<string, string>> = {
  hostname: 'example.com',
  'uri-template': '/a',
  uri: 'https://example.com/',
  'date-time': '2026-01-02T03:04:05Z',
};

interface Judged {
  readonly findings: readonly string[];
  readonly excused: readonly string[];
}

function judge(verdicts: readonly Verdict[], refusal: Refusal | undefined): Judged {
  const finding = (...findings: string[]): Judged => ({ findings, excused: [] });
  const said = refusal?.message.replace(/\[\d+\]/g, '[]') ?? 'nothing was sent';
  if (verdicts.length === 0) return finding(`not sent: ${said}`);
  const refused = verdicts.flatMap(({ request, unread, failure }) => [
    ...unread.map((it) => `unread: ${it}`),
    ...request.map((it) => `request: ${it}`),
    ...(failure === undefined ? [] : [`mock: ${failure.split('\n', 1)[0]}`]),
  ]);
  if (refused.length > 0) return finding(...refused);
  if (refusal === undefined) return finding();
  // A documented error is an answer; and what the mock itself finds wrong there with its answer is not ours to read.
  const isError = verdicts.some(({ status }) => status >= 300);
  const excuse = isError
    ? 'a documented error'
    : excuseFor(
        refusal,
        verdicts.flatMap(({ answer }) => answer()),
      );
  return excuse === undefined ? finding(`answer: ${said}`) : { findings: [], excused: [excuse] };
}

/** Credentials of the sort that the source itself asks for. */
function credentialsFor(messages: readonly string[]): Record<string, OpenApiCredential> {
  const auth: Record<string, OpenApiCredential> = {};
  for (const message of messages) {
    const [, name, sort = ''] = /set auth\.(.+?) to (\{.*?\})/.exec(message) ?? [];
    if (name === undefined) continue;
    if (sort.includes('apiKey')) auth[name] = { apiKey: 'key' };
    else auth[name] = sort.includes('username') ? { username: 'u', password: 'p' } : { token: 'token' };
  }
  return auth;
}
