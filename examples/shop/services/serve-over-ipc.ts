import type { ServiceMessage, ServiceName, ServiceRequest, StartService } from './service.ts';

/** Each service loads its own stack only. */
const STARTERS: Readonly<Record<ServiceName, () => Promise<StartService>>> = {
  orders: async () => (await import('./orders.ts')).startOrders,
  customers: async () => (await import('./customers.ts')).startCustomers,
  catalog: async () => (await import('./catalog.ts')).startCatalog,
  reviews: async () => (await import('./reviews.ts')).startReviews,
};

/** Runs one service in this process until its parent lets go of it; answers how often it was called. */
export async function serveOverIpc(name: ServiceName, port: number): Promise<void> {
  let calls = 0;
  // A terminal sends Ctrl-C to the whole group; the parent still needs its services while it drains, and ends them itself.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit(0));
  process.on('message', (request: ServiceRequest) => {
    if (request.ask === 'calls') tell({ kind: 'calls', calls });
  });
  const start = await STARTERS[name]();
  const service = await start(port, () => {
    calls += 1;
  });
  tell({ kind: 'ready', service });
}

function tell(message: ServiceMessage): void {
  process.send?.(message);
}
