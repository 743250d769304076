import { isRecord } from '../../../utils/is-record.ts';
import type { OpenApiDescription } from '../describe.ts';
import type { IssueCollector } from './issue-collector.ts';
import type {
  IncomingModel,
  OperationModel,
  ParameterModel,
  SecurityAlternative,
  ServerModel,
} from './operation-model.ts';
import { child, elements, entries, members, type Place, rootOf, textAt } from './place.ts';
import { readBody, readResponses } from './read-bodies.ts';
import { isImplied, readFormBody, readParameters, swaggerBody } from './read-parameters.ts';
import type { References } from './references.ts';
import { deprecationOf } from './schema-view.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

export interface DescribedOperations {
  readonly operations: readonly OperationModel[];
  readonly incoming: readonly IncomingModel[];
}

/** All operations of a description, whatever its version. */
export function readOperations(
  description: OpenApiDescription,
  references: References,
  issues: IssueCollector,
): DescribedOperations {
  const root = rootOf(description.entry);
  const isSwagger = description.version === '2.0';
  const operations: OperationModel[] = [];
  const incoming: IncomingModel[] = [];
  const paths = child(root, 'paths');
  const context: ReadContext = {
    root,
    isSwagger,
    references,
    issues,
    servers: isSwagger ? swaggerServers(root, root) : readServers(root),
    security: readSecurity(root),
  };
  for (const [written, item] of members(paths)) {
    const resolved = references.follow(item);
    const path = written.startsWith('/') ? written : `/${written}`;
    if (path !== written)
      issues.add('warning', 'INVALID', `The path ${written} must begin with "/": it is taken for ${path}.`, item);
    for (const [method, place] of methodsOf(resolved, item)) {
      operations.push(readOperation(method, path, place, resolved, context));
      incoming.push(...readCallbacks(place, context));
    }
  }
  for (const [name, item] of entries(child(root, 'webhooks'))) {
    const resolved = references.follow(item);
    for (const [method, place] of methodsOf(resolved, item)) {
      incoming.push({ name, kind: 'webhook', method, place, body: readBody(child(place, 'requestBody'), context) });
    }
  }
  return { operations, incoming };
}

export interface ReadContext {
  readonly root: Place;
  readonly isSwagger: boolean;
  readonly references: References;
  readonly issues: IssueCollector;
  readonly servers: readonly ServerModel[];
  readonly security: readonly SecurityAlternative[] | undefined;
}

/** The operations of a path item; those beside its `$ref` hold too. */
function methodsOf(item: Place, beside: Place): [string, Place][] {
  const found: [string, Place][] = [];
  for (const place of beside.value === item.value ? [item] : [item, beside]) {
    for (const method of METHODS) {
      const operation = child(place, method);
      if (isRecord(operation.value)) found.push([method.toUpperCase(), operation]);
    }
    for (const [method, operation] of entries(child(place, 'additionalOperations'))) {
      if (isRecord(operation.value)) found.push([method.toUpperCase(), operation]);
    }
  }
  return found;
}

function readOperation(
  method: string,
  path: string,
  written: Place,
  item: Place,
  context: ReadContext,
): OperationModel {
  const place = context.references.follow(written);
  const raw = isRecord(place.value) ? place.value : {};
  const parameters = readParameters(item, place, path, context);
  const effect = raw['x-graphql-operation'] ?? raw['x-operation-type'];
  const effectName = String(effect ?? '').toLowerCase();
  const servers = context.isSwagger
    ? raw.schemes === undefined
      ? context.servers
      : swaggerServers(context.root, place)
    : firstServers([readServers(place), readServers(item), context.servers]);
  return {
    place,
    method,
    path,
    id: textAt(place, 'operationId'),
    summary: textAt(place, 'summary'),
    description: textAt(place, 'description') ?? textAt(item, 'description'),
    deprecated: deprecationOf(raw),
    parameters: parameters.filter(
      (it) => it.in in LOCATIONS && (context.isSwagger ? !isNegotiation(it) : !isImplied(it)),
    ),
    fixedHeaders: fixedHeaders(parameters),
    body: context.isSwagger
      ? (swaggerBody(item, place, context) ?? readFormBody(item, place, context))
      : readBody(child(place, 'requestBody'), context),
    responses: readResponses(place, context),
    servers,
    security: readSecurity(place) ?? context.security,
    effect: effectName === 'query' || effectName === 'mutation' ? effectName : undefined,
  };
}

/** In 2.0 an `Authorization` parameter is one like any other. */
const isNegotiation = (it: ParameterModel): boolean => isImplied(it) && it.name.toLowerCase() !== 'authorization';

/** A service that describes `Accept` or `Content-Type` as a parameter with possible values insists on one of them. */
function fixedHeaders(parameters: readonly ParameterModel[]): Record<string, readonly string[]> {
  const fixed: Record<string, readonly string[]> = {};
  for (const parameter of parameters.filter(isNegotiation)) {
    const schema = isRecord(parameter.schema?.value) ? parameter.schema.value : {};
    const allowed = [schema.default, ...(Array.isArray(schema.enum) ? schema.enum : [])];
    const values = allowed.filter(
      (it): it is string => typeof it === 'string' && /^[\x21-\x7e]+\/[\x20-\x7e]+$/.test(it),
    );
    if (values.length > 0) fixed[parameter.name.toLowerCase()] = values;
  }
  return fixed;
}

const LOCATIONS = { path: true, query: true, header: true, cookie: true, querystring: true };

const firstServers = (candidates: readonly (readonly ServerModel[])[]): readonly ServerModel[] =>
  candidates.find((it) => it.length > 0) ?? [];

function readCallbacks(operation: Place, context: ReadContext): IncomingModel[] {
  return entries(child(operation, 'callbacks')).flatMap(([name, callback]) =>
    entries(context.references.follow(callback)).flatMap(([, item]) =>
      methodsOf(context.references.follow(item), item).map(
        ([method, place]): IncomingModel => ({
          name,
          kind: 'callback',
          method,
          place,
          body: readBody(child(place, 'requestBody'), context),
        }),
      ),
    ),
  );
}

function readServers(place: Place): ServerModel[] {
  return elements(child(place, 'servers')).flatMap((server): ServerModel[] => {
    const url = textAt(server, 'url');
    if (url === undefined) return [];
    const variables = new Map<string, { default: string; allowed: readonly string[] }>();
    for (const [name, variable] of entries(child(server, 'variables'))) {
      const raw = isRecord(variable.value) ? variable.value : {};
      variables.set(name, {
        default: String(raw.default ?? ''),
        allowed: Array.isArray(raw.enum) ? raw.enum.map(String) : [],
      });
    }
    return [{ url, variables }];
  });
}

function swaggerServers(root: Place, at: Place): ServerModel[] {
  const host = textAt(root, 'host');
  const base = textAt(root, 'basePath') ?? '';
  const schemes = elements(child(at, 'schemes')).map((it) => String(it.value));
  const scheme = schemes.includes('https') ? 'https' : (schemes.find((it) => it === 'http') ?? 'https');
  return [{ url: host === undefined ? base || '/' : `${scheme}://${host}${base}`, variables: new Map() }];
}

function readSecurity(place: Place): SecurityAlternative[] | undefined {
  const security = child(place, 'security');
  if (!Array.isArray(security.value)) return undefined;
  return elements(security).map(
    (alternative) =>
      new Map(
        entries(alternative).map(([name, scopes]) => [name, elements(scopes).map((scope) => String(scope.value))]),
      ),
  );
}
