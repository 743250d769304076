import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../../examples/shop/demo.ts';
import type { Gateway } from '../../../src/gateway.ts';
import { expectLike } from './expect-like.ts';
import { type MockService, startMockService } from './mock-service.ts';
import { openGateway } from './open-gateway.ts';
import type { DemoStep, OperationStep, RequestHeaders, Spec } from './read-spec.ts';

type ServiceName = keyof Demo['services'];

/** Registers a test for each operation of a specification; they run in order on one gateway. */
export function registerSpec(spec: Spec, baseDir: string): void {
  const mocks = new Map<string, MockService>();
  let demo: Demo | undefined;
  let gateway: Gateway;

  beforeAll(async () => {
    const env: Record<string, string> = {};
    for (const { service } of spec.steps.filter((step) => step.kind === 'mock')) {
      if (mocks.has(service)) continue;
      const mock = await startMockService();
      mocks.set(service, mock);
      env[`${service.toUpperCase()}_URL`] = mock.url;
    }
    if (mocks.size === 0) {
      demo = await startDemo();
      Object.assign(env, demo.env);
    }
    gateway = await openGateway(spec.config, { env, baseDir });
  });

  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await demo?.close();
    await Promise.all([...mocks.values()].map((mock) => mock[Symbol.asyncDispose]()));
  });

  let prepare: (() => Promise<void>)[] = [];
  for (const step of spec.steps) {
    if (step.kind === 'mock') prepare.push(async () => mocks.get(step.service)?.answer(step.answers));
    else if (step.kind === 'demo') prepare.push(() => changeDemo(demo, step));
    else {
      const before = prepare;
      prepare = [];
      it(step.title, async () => {
        for (const change of before) await change();
        await runOperation(step, gateway, mocks, demo);
      });
    }
  }
}

async function changeDemo(demo: Demo | undefined, { stop, start }: DemoStep): Promise<void> {
  for (const name of stop) await demo?.services[name as ServiceName].stop();
  for (const name of start) await demo?.services[name as ServiceName].restart();
}

async function runOperation(
  { query, variables, headers, answer, calls }: OperationStep,
  gateway: Gateway,
  mocks: ReadonlyMap<string, MockService>,
  demo: Demo | undefined,
): Promise<void> {
  for (const mock of mocks.values()) mock.takeRequests();
  const before = await countCalls(demo);
  const callers: readonly RequestHeaders[] = Array.isArray(headers) ? headers : [headers ?? {}];
  const responses = await Promise.all(
    callers.map((caller) =>
      gateway.request({
        query,
        variables: variables ?? {},
        headers: caller,
        trace: caller['interlace-trace'] === '1',
      }),
    ),
  );
  for (const response of responses) {
    if (answer === undefined) expect(response.errors).toBeUndefined();
    else expectLike(response, answer);
  }
  if (calls === undefined) return;
  const seen: Record<string, unknown> = {};
  for (const [name, mock] of mocks) {
    const requests = mock.takeRequests();
    if (requests.length > 0) seen[name] = Array.isArray(calls[name]) ? requests.sort() : requests.length;
  }
  for (const [name, count] of Object.entries(await countCalls(demo))) {
    if (count > (before[name] ?? 0)) seen[name] = count - (before[name] ?? 0);
  }
  expect(seen).toEqual(
    Object.fromEntries(
      Object.entries(calls).map(([name, value]) => [name, typeof value === 'number' ? value : [...value].sort()]),
    ),
  );
}

/** A service that has been stopped counts nothing. */
async function countCalls(demo: Demo | undefined): Promise<Record<string, number>> {
  return demo === undefined ? {} : await demo.calls();
}
