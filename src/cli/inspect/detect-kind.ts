/** Kinds that a description can be told to be from what is in it. */
export type DescriptionKind = 'openapi' | 'soap' | 'grpc' | 'graphql';

export interface Detected {
  readonly kind: DescriptionKind;
  /** Version of the format, such as '3.1.0', 'WSDL 1.1', 'proto3'; '' where the format has none. */
  readonly version: string;
}

const ENDINGS: Readonly<Partial<Record<DescriptionKind, RegExp>>> = {
  openapi: /\.(?:json|ya?ml)$/i,
  graphql: /\.(?:graphqls?|gql)$/i,
};

/**
 * What a description is, by its content. Undefined when nothing fits: then it has to be named. The content decides, not the name of the
 * file, because a WSDL is often behind `?wsdl`, and OpenAPI in any `.json`.
 */
export function detectKind(content: Uint8Array, location: string): Detected | undefined {
  const text = new TextDecoder().decode(content).replace(/^\uFEFF/, '');
  const start = text.trimStart();
  if (start.startsWith('<')) return detectXml(text);
  if (start === '') return undefined;
  if (content.subarray(0, 512).some((byte) => byte < 8)) return { kind: 'grpc', version: 'descriptor set' };
  return detectOpenApi(text) ?? detectProto(text, location) ?? detectGraphql(start) ?? detectName(location);
}

/** What the name of a file says whose content says nothing: then it is broken, and its own reader knows how. */
function detectName(location: string): Detected | undefined {
  const [kind] = Object.entries(ENDINGS).find(([, ending]) => ending.test(location)) ?? [];
  return kind === undefined ? undefined : { kind: kind as DescriptionKind, version: '' };
}

/**
 * What a person should know of a description that cannot be read as what it was taken for, or as anything; undefined where there is
 * nothing to say.
 */
export function adviceOn(content: Uint8Array, taken: DescriptionKind | undefined): string | undefined {
  const text = new TextDecoder()
    .decode(content)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text === '') return 'It is empty.';
  if (/^<(?:!doctype\s+)?html[\s>]/i.test(text))
    return 'It is a page for people (HTML). Check the location; if it asks who you are, give credentials by --header.';
  const likelier = detectKind(content, '')?.kind;
  if (likelier !== undefined && taken !== undefined && likelier !== taken)
    return `Its content looks like another kind: leave --kind out, or say --kind ${likelier}.`;
  if (likelier === 'graphql' && /^\s*extend\s/m.test(text))
    return 'It extends types of others: such a file is not a service, it is the "graph" of a configuration.';
  if (taken !== undefined) return undefined;
  const root = /^<(?:[?!][^>]*>\s*<)*([\w:.-]+)/.exec(text)?.[1];
  return root === undefined ? undefined : `It is XML, and no WSDL: its root element is <${root}>.`;
}

function detectXml(text: string): Detected | undefined {
  if (/<(?:[\w.-]+:)?definitions[\s>]/.test(text) && text.includes('http://schemas.xmlsoap.org/wsdl/')) {
    return { kind: 'soap', version: 'WSDL 1.1' };
  }
  if (/<(?:[\w.-]+:)?description[\s>]/.test(text) && text.includes('http://www.w3.org/ns/wsdl')) {
    return { kind: 'soap', version: 'WSDL 2.0' };
  }
  return undefined;
}

/** The key may stand anywhere at the top level of JSON or YAML. */
function detectOpenApi(text: string): Detected | undefined {
  const found = /(?:^|[\n{,])\s*["']?(?:openapi|swagger)["']?\s*:\s*["']?(\d+(?:\.\d+)*)/.exec(text);
  return found === null ? undefined : { kind: 'openapi', version: found[1] ?? '' };
}

function detectProto(text: string, location: string): Detected | undefined {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
  const declared = /(?:^|[;\n])\s*(?:syntax\s*=\s*["'](proto[23])["']|edition\s*=\s*["'](\d{4})["'])\s*;/.exec(code);
  if (declared !== null) return { kind: 'grpc', version: declared[1] ?? `edition ${declared[2]}` };
  const definitions = /(?:^|[;}\n])\s*(?:message|service|package|import)\s+[\w."/]+\s*[{;]/.test(code);
  return definitions && location.endsWith('.proto') ? { kind: 'grpc', version: 'proto2' } : undefined;
}

function detectGraphql(start: string): Detected | undefined {
  const introspection = start.startsWith('{') && /"__schema"\s*:/.test(start.slice(0, 2000));
  const sdl = /(?:^|\n)\s*(?:extend\s+)?(?:type|schema|interface|union|enum|input|scalar|directive)\s+[@\w{]/.test(
    start,
  );
  return introspection || sdl ? { kind: 'graphql', version: '' } : undefined;
}
