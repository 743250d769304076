import { GatewayError } from '../../errors/gateway-error.ts';
import { isRecord } from '../../utils/is-record.ts';
import type { SourceIO } from '../source.ts';
import type { SourceDocument } from './describe/document.ts';
import { type LoadedIssue, loadDocuments } from './describe/load.ts';
import type { OpenApiOptions } from './options.ts';

export type OpenApiVersion = '2.0' | '3.0' | '3.1' | '3.2';

/** What translation works on: the documents as parsed, references unresolved. */
export interface OpenApiDescription {
  readonly version: OpenApiVersion;
  readonly entry: SourceDocument;
  /** By absolute location. */
  readonly documents: ReadonlyMap<string, SourceDocument>;
  /** References to other documents that could not be read. */
  readonly problems: readonly LoadedIssue[];
}

/** Reads the entry document and all documents that it refers to. */
export async function describe(options: OpenApiOptions, io: SourceIO): Promise<OpenApiDescription> {
  const { entry, documents, problems } = await loadDocuments(options, io);
  return { version: versionOf(entry), entry, documents, problems };
}

function versionOf(document: SourceDocument): OpenApiVersion {
  const root = document.root;
  if (!isRecord(root)) throw invalid(document, 'it is not an object');
  const version = String(root.openapi ?? root.swagger ?? '');
  if (root.openapi === undefined && root.swagger === undefined) {
    throw invalid(document, 'it has neither an "openapi" nor a "swagger" member');
  }
  if (/^2(\.|$)/.test(version)) return '2.0';
  if (/^3\.0/.test(version) || version === '3') return '3.0';
  if (/^3\.1/.test(version)) return '3.1';
  if (/^3\.\d/.test(version)) return '3.2';
  throw invalid(document, `its version ${JSON.stringify(version)} is not one of 2.0, 3.0, 3.1, 3.2`);
}

function invalid(document: SourceDocument, reason: string): GatewayError {
  return new GatewayError(
    'DESCRIPTION_INVALID',
    `${document.name} is no OpenAPI description: ${reason}. Check the location, or use another kind of source.`,
  );
}
