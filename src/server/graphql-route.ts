import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Caller } from '../execution/caller.ts';
import type { ExecutionContext } from '../execution/execution-context.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Slots } from '../utils/slots.ts';
import { type Lane, type OperationMeter, outcomeOf } from './admin/operation-meter.ts';
import type { Admission } from './admission.ts';
import type { ApolloLane } from './apollo-lane.ts';
import type { AddressOf } from './client-address.ts';
import { corsHeaders } from './cors.ts';
import type { GatewayHandle, JsonAnswer, PreparedOperation } from './gateway-handle.ts';
import { EVENT_STREAM, JSON_RESPONSE, negotiate, type ResponseType } from './http/accept.ts';
import { checkMethod } from './http/check-method.ts';
import { type GraphqlParams, paramsOfBody, paramsOfSearch } from './http/graphql-params.ts';
import { type HttpAnswer, refusal, refusalOf, sendAnswer } from './http/http-answer.ts';
import { readBody } from './http/read-body.ts';
import { parseJson, readJson } from './http/read-json.ts';
import { guardRequest, HttpProblem, type RequestBody } from './http/request-guard.ts';
import { CLIENT_GONE, flatHeaders, OperationScope } from './operation-scope.ts';
import { eventsOf, streamEvents } from './subscriptions/event-stream.ts';
import type { IncomingUpload } from './uploads/incoming-upload.ts';
import type { UploadIntake } from './uploads/upload-intake.ts';

export interface GraphqlRouteOptions {
  readonly gateway: GatewayHandle;
  readonly apollo: ApolloLane;
  readonly admission: Admission;
  readonly logger: Logger;
  readonly addressOf: AddressOf;
  readonly uploads: UploadIntake;
  /** False when a plugin wants to see every operation. */
  readonly fastLane: boolean;
  /** The operations under way, for whoever has to end them. */
  readonly running: Slots<OperationScope>;
  /** True once every connection has to end with its next answer. */
  readonly closing: () => boolean;
  /** Undefined: nobody wants to know. */
  readonly meter: OperationMeter | undefined;
}

/** How long after its deadline an operation may still answer by itself, with what it has. */
const DEADLINE_GRACE_MS = 250;

/**
 * GraphQL over HTTP: parameters, preparation, then the lane that fits the operation. Takes Node's own request and response, because a
 * framework's way to a handler costs as much as everything that a prepared operation needs besides its upstream calls.
 */
export function createGraphqlRoute(options: GraphqlRouteOptions) {
  return (request: IncomingMessage, response: ServerResponse): void => new Exchange(options, request, response).begin();
}

/** One request and its answer. Steps that need not wait are plain calls: most requests wait for nothing but their upstream. */
class Exchange {
  readonly #options: GraphqlRouteOptions;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  #type: ResponseType | undefined;
  /** Whose place this has. */
  #admission: Pick<Admission, 'leave'> | undefined;
  #upload: IncomingUpload | undefined;
  /** Once it is known who asks. */
  caller: Caller | undefined;
  #scope: OperationScope | undefined;
  /** Of the scope, among those that run. */
  #slot = 0;
  #grace: NodeJS.Timeout | undefined;
  #answered = false;
  #lane: Lane = 'none';

  constructor(options: GraphqlRouteOptions, request: IncomingMessage, response: ServerResponse) {
    this.#options = options;
    this.request = request;
    this.response = response;
  }

  begin(): void {
    const { headers, method = '' } = this.request;
    const { gateway, uploads } = this.#options;
    const { authenticate } = gateway;
    this.#type = negotiate(headers.accept);
    try {
      const kind = guardRequest(method, headers, uploads.refusal);
      if (this.#type === undefined) throw notAcceptable();
      // Before anything of the request is read: who is not let in learns nothing, and costs nothing.
      const caller = authenticate?.(this.request);
      if (caller instanceof Promise) caller.then((it) => this.#enter(kind, it)).catch(this.#refuse);
      else this.#enter(kind, caller);
    } catch (thrown) {
      this.#refuse(thrown);
    }
  }

  #enter(kind: RequestBody, caller: Caller | undefined): void {
    if (this.response.destroyed) return;
    this.caller = caller;
    if (this.request.method === 'GET') this.#take(paramsOfSearch(searchOf(this.request)));
    else if (this.request.readableEnded) this.#take(paramsOfBody(bodyReadBefore(this.request)));
    else if (kind === 'multipart') this.#receive();
    else readBody(this.request, this.#options.gateway.config.limits.bodyBytes, (body) => this.#read(body));
  }

  #read(body: Buffer | HttpProblem): void {
    const encoding = this.request.headers['content-encoding'];
    try {
      if (body instanceof HttpProblem) throw body;
      if (encoding === undefined || encoding === 'identity') this.#take(paramsOfBody(parseJson(body)));
      else {
        readJson(body, encoding, this.#options.gateway.config.limits.bodyBytes)
          .then((value) => {
            if (!this.response.destroyed) this.#take(paramsOfBody(value));
          })
          .catch(this.#refuse);
      }
    } catch (thrown) {
      this.#refuse(thrown);
    }
  }

  /** The operation begins as soon as it has been read; its files come in while it runs. */
  #receive(): void {
    const { uploads } = this.#options;
    if (this.#type === EVENT_STREAM) throw new HttpProblem(406, 'An operation with files is not answered by events.');
    // First, so that also who gets no place is told before the connection ends.
    this.#upload = uploads.receive(this.request);
    this.#admission = uploads.enter();
    this.response.on('close', this.#left);
    this.#upload
      .params()
      .then((params) => this.#take(params))
      .catch(this.#refuse);
  }

  #take(params: GraphqlParams): void {
    const { gateway, admission } = this.#options;
    const prepared = gateway.prepare(params.query, params.operationName);
    if ('errors' in prepared) {
      this.#send(refusal(prepared.errors));
      return;
    }
    checkMethod(this.request.method, prepared, this.#type);
    if (this.#type === EVENT_STREAM) {
      streamEvents(this, params, prepared, this.#options).catch(this.#refuse);
      return;
    }
    if (this.#upload !== undefined) {
      this.#run(params, prepared);
      return;
    }
    this.response.on('close', this.#left);
    if (admission.enter()) this.#admitted(params, prepared);
    else {
      admission
        .wait(this.#begin().signal)
        .then(() => this.#admitted(params, prepared))
        .catch(this.#refuse);
    }
  }

  /** Has a place from here on, which `#send` gives back. */
  #admitted(params: GraphqlParams, prepared: PreparedOperation): void {
    this.#admission = this.#options.admission;
    this.#run(params, prepared);
  }

  /** From here on its time passes, also while it waits for a place. */
  #begin(): OperationScope {
    const { gateway, running, uploads } = this.#options;
    const { limits, context: userContext } = gateway.config;
    const upload = this.#upload;
    const scope =
      upload === undefined
        ? new OperationScope(limits.deadlineMs, userContext)
        : new OperationScope(uploads.deadlineMs, userContext, upload.intake);
    this.#scope = scope;
    this.#slot = running.add(scope);
    return scope;
  }

  #run(params: GraphqlParams, prepared: PreparedOperation): void {
    const scope = this.#scope ?? this.#begin();
    scope.signal.addEventListener('abort', this.#overdue);
    const context = this.context(scope, 'http');
    if (context instanceof Promise) context.then((it) => this.#execute(params, prepared, it)).catch(this.#refuse);
    else this.#execute(params, prepared, context);
  }

  context(scope: OperationScope, transport: 'http' | 'sse'): ExecutionContext | Promise<ExecutionContext> {
    const { gateway, addressOf } = this.#options;
    const headers = flatHeaders(this.request.headers);
    const traced = gateway.config.server.trace && headers['interlace-trace'] === '1';
    return scope.context(headers, traced, () => ({ headers, ip: addressOf(this.request), transport }), this.caller);
  }

  #execute(params: GraphqlParams, prepared: PreparedOperation, context: ExecutionContext): void {
    const { gateway, apollo, fastLane } = this.#options;
    if (fastLane && prepared.planned) {
      this.#lane = 'fast';
      gateway.executeToJson(prepared, params.variables, context).then(this.#sendJson, this.#refuse);
    } else {
      this.#lane = 'apollo';
      apollo
        .answer(params, this.request.method ?? '', context)
        .then((answer) => this.#send(answer))
        .catch(this.#refuse);
    }
  }

  readonly #left = (): void => {
    if (this.#answered || this.response.writableFinished) return;
    this.#upload?.fail(new GatewayError('CANCELLED', CLIENT_GONE));
    this.#scope?.cancel(CLIENT_GONE);
  };

  /** An operation is asked to end by its signal; one that does not listen is left behind. */
  readonly #overdue = (): void => {
    this.#grace = setTimeout(() => this.#refuse(this.#scope?.signal.reason), DEADLINE_GRACE_MS);
  };

  readonly #refuse = (thrown: unknown): void => {
    if (!GatewayError.is(thrown)) this.#options.logger.error('a request failed', { error: thrown });
    this.#send(refusalOf(thrown));
  };

  readonly #sendJson = ({ body, began, cacheControl, vary }: JsonAnswer): void => {
    this.#send({
      status: began ? 200 : 400,
      body,
      headers: cacheControl === undefined ? NONE : { 'cache-control': cacheControl, ...(vary && { vary }) },
    });
  };

  #send(answer: HttpAnswer): void {
    const { closing, gateway, running, meter } = this.#options;
    if (this.#answered) return;
    this.#answered = true;
    if (meter !== undefined) this.#count(meter, answer);
    const scope = this.#scope;
    if (scope !== undefined) {
      clearTimeout(this.#grace);
      scope[Symbol.dispose]();
      running.remove(this.#slot);
    }
    this.#admission?.leave();
    // Whoever listens to events takes this status for the beginning of a stream, and any other for a refusal.
    const isStream = this.#type === EVENT_STREAM && answer.status === 200;
    const shown = this.#type === undefined || (this.#type === EVENT_STREAM && !isStream) ? JSON_RESPONSE : this.#type;
    const sent = isStream ? { ...answer, body: eventsOf(answer.body) } : answer;
    const { cors } = gateway.config.server;
    if (closing() && !this.response.headersSent) this.response.setHeader('connection', 'close');
    const headers = cors === undefined ? undefined : corsHeaders(cors, this.request.headers);
    if (this.#upload === undefined) sendAnswer(this.response, shown, sent, headers);
    else this.#upload.answer(this.response, shown, sent, headers);
  }

  /** Before it is sent, so that who has the answer finds it counted. */
  #count(meter: OperationMeter, { status, body }: HttpAnswer): void {
    const { destroyed, writableFinished } = this.response;
    const lane = this.#type === EVENT_STREAM ? 'sse' : this.#lane;
    if (destroyed && !writableFinished) meter.count(lane, 'CANCELLED', 499);
    else meter.count(lane, outcomeOf(status, body), status);
    if (this.#lane !== 'none' && this.#scope !== undefined) meter.took(lane, performance.now() - this.#scope.startedAt);
  }
}

const NONE: Readonly<Record<string, string>> = Object.freeze({});

/** The query of the request's target, with its question mark. */
function searchOf({ url = '' }: IncomingMessage): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}

/** What a framework around this one has made of the body, such as `express.json()`: nothing comes in any more. */
function bodyReadBefore(request: IncomingMessage & { readonly body?: unknown }): unknown {
  const { body } = request;
  if (Buffer.isBuffer(body)) return parseJson(body);
  // As text again, so that it is held to the rules of a body that is read here.
  if (body !== undefined) return parseJson(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
  throw new Error(
    'The body of the request was read before the handler of the graph got it, and is not at request.body.',
  );
}

const notAcceptable = (): HttpProblem =>
  new HttpProblem(406, 'The answer can be application/json, application/graphql-response+json or text/event-stream.');
