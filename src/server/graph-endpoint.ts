import type { RequestListener } from 'node:http';
import type { Logger } from '../telemetry/logger.ts';
import { Slots } from '../utils/slots.ts';
import type { OperationMeter } from './admin/operation-meter.ts';
import { type Admission, createAdmission } from './admission.ts';
import { type ServerPlugin, startApolloLane } from './apollo-lane.ts';
import { clientAddress } from './client-address.ts';
import { allowsOrigin } from './cors.ts';
import type { GatewayHandle } from './gateway-handle.ts';
import { createGraphqlRoute } from './graphql-route.ts';
import type { OperationScope } from './operation-scope.ts';
import { createWebSockets, type WebSocketEndpoint } from './subscriptions/web-socket.ts';
import { createUploadIntake, type UploadIntake } from './uploads/upload-intake.ts';

export interface GraphEndpointOptions {
  /** Apollo Server plugins. Any plugin sends every operation through Apollo Server's pipeline. Default: none. */
  readonly plugins?: readonly ServerPlugin[] | undefined;
  readonly logger: Logger;
  /** Counts the operations. Default: nobody does. */
  readonly meter?: OperationMeter | undefined;
  /** True once every connection has to end with its next answer. */
  readonly closing: () => boolean;
}

/** Where one gateway answers: over HTTP with server-sent events, and over WebSocket. It knows of no path and of no server. */
export interface GraphEndpoint {
  /** GraphQL over HTTP, everything but preflights. */
  readonly answer: RequestListener;
  /** Undefined where the configuration has none. */
  readonly sockets: WebSocketEndpoint | undefined;
  readonly admission: Admission;
  readonly uploads: UploadIntake;
  /** Ends the operations under way; whoever waits for one is told. */
  cancel(): void;
  /** Gives back what it holds, once nothing asks any more. */
  stop(): Promise<void>;
}

export async function openGraphEndpoint(
  gateway: GatewayHandle,
  { plugins = [], logger, meter, closing }: GraphEndpointOptions,
): Promise<GraphEndpoint> {
  const { server: settings, limits } = gateway.config;
  const apollo = await startApolloLane(gateway, plugins, logger);
  const admission = createAdmission(limits.concurrency, limits.queue);
  const running = new Slots<OperationScope>();
  const addressOf = clientAddress(settings.trustProxy);
  const uploads = createUploadIntake(gateway.config, gateway.schema);
  return {
    answer: createGraphqlRoute({
      gateway,
      meter,
      uploads,
      apollo,
      admission,
      logger,
      addressOf,
      fastLane: plugins.length === 0,
      running,
      closing,
    }),
    sockets:
      settings.subscriptions &&
      createWebSockets({
        gateway,
        admission,
        meter,
        settings: settings.subscriptions,
        logger,
        allowsOrigin: (origin, host) => allowsOrigin(settings.cors, origin, host),
        addressOf,
      }),
    admission,
    uploads,
    cancel() {
      for (const scope of running.items()) scope.cancel('The server is shutting down.');
    },
    stop: () => apollo.stop(),
  };
}
