/** One demo service that listens. Its process counts what it was asked, so that a test can say how many calls an answer took. */
export interface RunningService {
  /** What a source takes as its endpoint. */
  readonly url: string;
  readonly port: number;
}

/** Listens on loopback; port 0 takes a free one. `counted` is to be called once for each request that the service gets. */
export type StartService = (port: number, counted: () => void) => Promise<RunningService>;

export type ServiceName = 'orders' | 'customers' | 'catalog' | 'reviews';

/** What the parent asks and the service's process answers, over the IPC channel. */
export type ServiceRequest = { readonly ask: 'calls' };
export type ServiceMessage =
  | { readonly kind: 'ready'; readonly service: RunningService }
  | { readonly kind: 'calls'; readonly calls: number };
