import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  type OperationTypeNode,
  print,
} from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { CallConnector, DocumentConnector, Operation } from '../../sources/source.ts';
import type { ExecutionContext } from '../execution-context.ts';
import type { ForwardingOf } from '../link/pipeline-calls.ts';
import type { Handler } from '../pipeline.ts';
import { askWhatStands, type DocumentWire } from './ask-what-stands.ts';

/** A document as stitching delegates it to a source. */
export interface DelegatedRequest {
  readonly document: DocumentNode;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationType?: OperationTypeNode | undefined;
  readonly operationName?: string | undefined;
  /** Always the operation's `ExecutionContext`. */
  readonly context?: unknown;
  /** The field that is being resolved. */
  readonly info?: { readonly parentType: { readonly name: string }; readonly fieldName: string } | undefined;
}

/** Sends delegated documents to one source. */
export type DocumentExecutor = (request: DelegatedRequest) => Promise<ExecutionResult | AsyncIterable<ExecutionResult>>;

/** A source that takes documents as one that takes calls, so that the same pipeline stands before it: a document is the call's wire. */
export function documentCalls(connector: DocumentConnector): CallConnector<unknown> {
  return {
    takes: 'calls',
    call: ({ operation, forwarded, signal, deadline }, report) =>
      connector.execute({ ...(operation.wire as DocumentWire), forwarded, signal, deadline }, report),
    [Symbol.asyncDispose]: () => connector[Symbol.asyncDispose](),
  };
}

export interface DocumentExecutorParts {
  /** The source's name. */
  readonly source: string;
  readonly connector: DocumentConnector;
  /** The pipeline, to which the source was given as `documentCalls`. */
  readonly handler: Handler;
  readonly forwardingOf: ForwardingOf;
}

/** What stitching delegates goes down the same pipeline as every other call: traced, bounded, deduplicated, retried when it only reads. */
export function createDocumentExecutor(parts: DocumentExecutorParts): DocumentExecutor {
  const { source, connector, handler, forwardingOf } = parts;
  return async (request) => {
    const context = request.context as ExecutionContext;
    const wire = wireOf(request);
    const { headers: forwarded, identity } = forwardingOf(source, context);
    const { signal, deadline } = context;
    if (wire.operationType === 'subscription') {
      if (connector.subscribe === undefined) {
        throw new GatewayError('UPSTREAM_FAILED', 'This source has no subscriptions.', { source });
      }
      return connector.subscribe({ ...wire, forwarded, signal, deadline });
    }
    const ask = async (wire: DocumentWire): Promise<ExecutionResult> =>
      (await handler({
        source,
        operation: operationOf(wire),
        field:
          request.info === undefined
            ? rootCoordinate(wire)
            : `${request.info.parentType.name}.${request.info.fieldName}`,
        args: { document: print(wire.document), variables: wire.variables },
        selection: undefined,
        context,
        signal,
        deadline,
        forwarded,
        identity,
        cache: undefined,
        batch: undefined,
      })) as ExecutionResult;
    const result = await (wire.operationType === 'query' ? askWhatStands(ask, wire) : ask(wire));
    return result.errors === undefined
      ? result
      : { ...result, errors: result.errors.map((error) => from(source, error)) };
  };
}

/** An error of an answer, which does not know who gave it. */
function from(source: string, error: GraphQLError): GraphQLError {
  const known = GatewayError.find(error);
  if (known === undefined || known.source !== undefined) return error;
  const originalError = known.at({ source });
  return new GraphQLError(error.message, {
    originalError,
    extensions: originalError.extensions,
    ...(error.path && { path: error.path }),
  });
}

function wireOf({ document, variables, operationType, operationName }: DelegatedRequest): DocumentWire {
  return {
    document,
    variables: variables ?? {},
    operationType:
      operationType ?? getOperationAST(document, operationName)?.operation ?? ('query' as OperationTypeNode),
    operationName,
  };
}

function operationOf(wire: DocumentWire): Operation {
  const reads = wire.operationType === 'query';
  return {
    coordinate: rootCoordinate(wire),
    effect: reads ? 'read' : 'write',
    idempotent: reads,
    label: `${wire.operationType} ${rootFields(wire).join(', ')}`,
    wire,
  };
}

function rootCoordinate(wire: DocumentWire): string {
  const type = wire.operationType.charAt(0).toUpperCase() + wire.operationType.slice(1);
  return `${type}.${rootFields(wire)[0] ?? '__typename'}`;
}

function rootFields(wire: DocumentWire): string[] {
  const operation = getOperationAST(wire.document, wire.operationName);
  const names = (operation?.selectionSet.selections ?? []).map((selection) =>
    selection.kind === 'Field' ? selection.name.value : '…',
  );
  return [...new Set(names)];
}
