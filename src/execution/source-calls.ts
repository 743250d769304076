import { GatewayError } from '../errors/gateway-error.ts';
import type { CallConnector, Connector } from '../sources/source.ts';
import { documentCalls } from './documents/document-executor.ts';
import type { PipelineCall } from './pipeline.ts';

/** How the pipeline asks a source, whatever it takes. */
export function asCalls(connector: Connector | undefined): CallConnector<unknown> {
  if (connector === undefined) throw new GatewayError('INTERNAL_SERVER_ERROR');
  return connector.takes === 'documents' ? documentCalls(connector) : connector;
}

/** The events of a call. Breaks with a `GatewayError` that says whose they were. */
export async function* watch(connector: Connector | undefined, call: PipelineCall): AsyncGenerator<unknown> {
  const { source, operation } = call;
  if (connector?.takes !== 'calls' || connector.watch === undefined) {
    throw new GatewayError('UPSTREAM_FAILED', 'This source has no streams.', {
      source,
      coordinate: operation.coordinate,
    });
  }
  try {
    yield* connector.watch(call);
  } catch (error) {
    throw GatewayError.from(error).at({ source, coordinate: operation.coordinate });
  }
}
