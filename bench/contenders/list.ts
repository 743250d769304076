export interface Contender {
  readonly name: string;
  readonly title: string;
  /** Of this folder, without its ending. */
  readonly file: string;
  /** The package whose version the results name, in the benchmark's own folder. */
  readonly packages: readonly string[];
  /** Can keep upstream answers; one that cannot has no figures of Q3. */
  readonly caches: boolean;
}

/** The yardstick: everything else is said relative to it. */
export const LIMIT = 'limitB';

export const CONTENDERS: readonly Contender[] = [
  { name: LIMIT, title: 'LIMIT-B: by hand, codecs too', file: 'limit-b', packages: [], caches: true },
  {
    name: 'limitA',
    title: 'LIMIT-A: by hand, ordinary clients',
    file: 'limit-a',
    packages: ['undici', 'fast-xml-parser', '@grpc/grpc-js'],
    caches: true,
  },
  {
    name: 'interlace',
    title: 'Interlace, own server, default configuration',
    file: 'interlace',
    packages: [],
    caches: true,
  },
  {
    name: 'interlaceInApollo',
    title: 'Interlace in a plain Apollo Server',
    file: 'interlace-in-apollo',
    packages: ['@apollo/server'],
    caches: true,
  },
  {
    name: 'apollo',
    title: 'Apollo Server standalone, DataLoader',
    file: 'apollo',
    packages: ['@apollo/server', 'dataloader'],
    caches: true,
  },
  {
    name: 'mercurius',
    title: 'Mercurius with jit, DataLoader',
    file: 'mercurius',
    packages: ['mercurius', 'graphql-jit'],
    caches: true,
  },
  {
    name: 'hive',
    title: 'Hive Gateway 2, composed by Mesh',
    file: 'hive',
    packages: [
      '@graphql-hive/gateway',
      '@graphql-mesh/compose-cli',
      '@omnigraph/openapi',
      '@graphql-mesh/transport-soap',
      '@omnigraph/grpc',
    ],
    caches: false,
  },
];
