/** What a `description` names. */
export type LocationKind = 'protos' | 'descriptors' | 'reflection';

const DESCRIPTORS = /\.(?:binpb|pb|desc|protoset|bin|fds|dsc)(?:\.gz)?$/;
const SCHEME = /^(?:grpcs?|https?|dns|ipv4|ipv6|unix):/;
const HOST_PORT = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):\d{1,5}(?:,|$)/;

/** Told by its form alone: nothing is read. */
export function kindOfLocation(location: string): LocationKind {
  const isUrl = /^https?:/.test(location);
  if (DESCRIPTORS.test(location)) return 'descriptors';
  if (location.endsWith('.proto')) return 'protos';
  return (SCHEME.test(location) && (!isUrl || /^https?:\/\/[^/]*\/?$/.test(location))) || HOST_PORT.test(location)
    ? 'reflection'
    : 'protos';
}

/** Where calls go: the endpoint, else the server whose reflection described it. */
export function endpointOf(options: {
  readonly endpoint?: string;
  readonly description: string | readonly string[];
}): string | undefined {
  if (options.endpoint !== undefined) return options.endpoint;
  const locations = typeof options.description === 'string' ? [options.description] : options.description;
  return locations.find((location) => kindOfLocation(location) === 'reflection');
}
