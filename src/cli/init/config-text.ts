/** A source as the first configuration has it. */
export interface InitialSource {
  readonly name: string;
  readonly kind: string;
  readonly location: string;
  /** The environment variable that says where the service is; undefined where its description says it. */
  readonly variable: string | undefined;
}

export function configText(sources: readonly InitialSource[], graph: string): string {
  const names = [
    'defineConfig',
    ...(sources.some(({ variable }) => variable !== undefined) ? ['env'] : []),
    ...[...new Set(sources.map(({ kind }) => kind))].sort(),
  ];
  const lines = sources.map(({ name, kind, location, variable }) => {
    const options = variable === undefined ? '' : `, { endpoint: env(${quoted(variable)}) }`;
    return `    ${name}: ${kind}(${quoted(location)}${options}),`;
  });
  return `import { ${names.join(', ')} } from 'interlace';

export default defineConfig({
  sources: {
${lines.join('\n')}
  },
  // What no single service knows: links between them, caching, permissions.
  graph: ${quoted(graph)},
});
`;
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
