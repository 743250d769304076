import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RunningService, ServiceMessage, ServiceName } from './services/service.ts';

const RUNNER = fileURLToPath(new URL('./services/run.mjs', import.meta.url));
const SERVICES: readonly ServiceName[] = ['orders', 'customers', 'catalog', 'reviews'];

/** The four services of the shop, each a process of its own on a free loopback port. */
export interface Demo extends AsyncDisposable {
  /** What `interlace.config.ts` reads: `ORDERS_URL`, `CUSTOMERS_URL`, `CATALOG_URL`, `REVIEWS_URL`. */
  readonly env: Readonly<Record<string, string>>;
  readonly services: Readonly<Record<ServiceName, DemoService>>;
  /** Requests that each service has had since it was started. */
  calls(): Promise<Record<ServiceName, number>>;
  /** Ends all services and resolves when their processes are gone. */
  close(): Promise<void>;
}

export interface DemoService {
  readonly name: ServiceName;
  readonly url: string;
  /** Requests received since it was started; 0 while it is stopped. */
  calls(): Promise<number>;
  /** Ends the service, as a crash would: its connections break. Its port is free afterwards. */
  stop(): Promise<void>;
  /** Starts it again, on the same port and with its first data. */
  restart(): Promise<void>;
}

/** Resolves when all four services accept calls. They end with this process, however it ends. */
export async function startDemo(): Promise<Demo> {
  const started = await Promise.allSettled(SERVICES.map(startService));
  const list = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(list.map((service) => service.stop()));
  };
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  const services = Object.fromEntries(list.map((service) => [service.name, service])) as Record<
    ServiceName,
    DemoService
  >;
  return {
    env: Object.fromEntries(list.map(({ name, url }) => [`${name.toUpperCase()}_URL`, url])),
    services,
    async calls() {
      const counts = await Promise.all(list.map(async (service) => [service.name, await service.calls()] as const));
      return Object.fromEntries(counts) as Record<ServiceName, number>;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function startService(name: ServiceName): Promise<DemoService> {
  const [first, { url, port }] = await spawn(name, 0);
  let child = first;
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    name,
    url,
    stop,
    async calls() {
      if (!child.connected) return 0;
      const answer = nextMessage(child, 'calls');
      child.send({ ask: 'calls' });
      return (await answer).calls;
    },
    async restart() {
      await stop();
      [child] = await spawn(name, port);
    },
  };
}

async function spawn(name: ServiceName, port: number): Promise<[ChildProcess, RunningService]> {
  const child = fork(RUNNER, [name, String(port)], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { service } = await nextMessage(child, 'ready');
  return [child, service];
}

/** The next message of that kind; rejects when the process ends without it. */
function nextMessage<Kind extends ServiceMessage['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<ServiceMessage, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    const onMessage = (message: ServiceMessage): void => {
      if (message.kind !== kind) return;
      done();
      resolve(message as Extract<ServiceMessage, { kind: Kind }>);
    };
    const onExit = (code: number | null): void => {
      done();
      reject(new Error(`The demo service ended with exit code ${code} before it said ${kind}.`));
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}
