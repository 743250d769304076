import { GatewayError } from '../../errors/gateway-error.ts';
import { type GraphqlParams, paramsOfBody } from '../http/graphql-params.ts';

/** What the two first parts of a request say. */
export interface PlacedFiles<File> {
  /** With a file at each place that the map names. */
  readonly params: GraphqlParams;
  /** By the name of its part. */
  readonly files: ReadonlyMap<string, File>;
}

const bad = (message: string): GatewayError => new GatewayError('BAD_REQUEST', message);

/**
 * Puts files where `map` says (GraphQL multipart request specification): `{ "0": ["variables.file"] }`. Each place must be there, and null.
 * `create` makes the file of a part, given its places. More than `maxFiles` places are too many: each costs as much as a
 * file. `operations` is changed. Throws `BAD_REQUEST` or `PAYLOAD_TOO_LARGE`.
 */
export function placeFiles<File>(
  operations: unknown,
  map: unknown,
  maxFiles: number,
  create: (places: readonly string[]) => File,
): PlacedFiles<File> {
  const params = paramsOfBody(operations);
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw bad('The part "map" must be a JSON object, such as { "0": ["variables.file"] }.');
  }
  const files = new Map<string, File>();
  let count = 0;
  for (const [name, places] of Object.entries(map)) {
    if (!isPlaces(places)) {
      throw bad(`The map must give ${shown(name)} a list of paths, such as ["variables.file"].`);
    }
    count += places.length;
    if (count > maxFiles) {
      throw new GatewayError('PAYLOAD_TOO_LARGE', `The request has more than ${maxFiles} files. Send fewer at a time.`);
    }
    const file = create(places);
    for (const place of places) put(params, place, file);
    files.set(name, file);
  }
  return { params, files };
}

const isPlaces = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((it) => typeof it === 'string');

function put({ variables }: GraphqlParams, place: string, file: unknown): void {
  const [root, ...names] = place.split('.');
  const last = names.pop();
  if (root !== 'variables' || last === undefined) {
    throw bad(`The map has the path ${shown(place)}; a path begins with "variables." and names a variable.`);
  }
  let holder: unknown = variables;
  for (const name of names) holder = own(holder, name);
  // Of a list, too, only what is there: an own property is an index, or `length`, which is not null.
  if (own(holder, last) !== null) {
    throw bad(`The map has the path ${shown(place)}, but the operation has no null there to take the file's place.`);
  }
  (holder as Record<string, unknown>)[last] = file;
}

/** Undefined also where the value is no object. */
function own(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 80));
