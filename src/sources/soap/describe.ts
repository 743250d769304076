import { GatewayError } from '../../errors/gateway-error.ts';
import type { Issue } from '../../errors/issue.ts';
import type { SourceIO } from '../source.ts';
import { type DescriptionDocument, describeXmlError, locate, readDocument } from './model/description-document.ts';
import { ImportRules, type Location, locationKey } from './model/import-rules.ts';
import { readWsdl } from './model/read-wsdl.ts';
import { SchemaSet } from './model/schema-set.ts';
import { isWellKnown } from './model/well-known-schemas.ts';
import type { WsdlModel } from './model/wsdl.ts';
import type { SoapOptions } from './options.ts';
import { basicAuthorization } from './security/basic-authorization.ts';
import { WSDL, WSDL20, XSD } from './xml/namespaces.ts';
import { XmlError } from './xml/xml-error.ts';
import { decodeXml } from './xml/xml-text.ts';
import { attributeOf, childrenOf, type XmlElement } from './xml/xml-tree.ts';

/** A WSDL with all that it imports. */
export interface SoapDescription {
  /** The entry document, as messages show it. */
  readonly location: string;
  readonly wsdl: WsdlModel;
  readonly schemas: SchemaSet;
  /** What reading had to say; translating adds its own. */
  readonly issues: readonly Issue[];
}

/** Reads a WSDL and what it imports, within the limits of `options.imports`. Rejects with all imports that may not be read at once. */
export async function describe(options: SoapOptions, io: SourceIO): Promise<SoapDescription> {
  const loader = new Loader(options, io);
  return loader.load();
}

class Loader {
  readonly #io: SourceIO;
  readonly #options: SoapOptions;
  readonly #rules: ImportRules;
  readonly #documents = new Map<string, DescriptionDocument | undefined>();
  readonly #visited = new Set<string>();
  readonly #definitions: DescriptionDocument[] = [];
  readonly #schemas = new SchemaSet();
  readonly #issues: Issue[] = [];
  readonly #refusals: Issue[] = [];
  #bytes = 0;

  constructor(options: SoapOptions, io: SourceIO) {
    this.#io = io;
    this.#options = options;
    this.#rules = new ImportRules(options, io.baseDir);
  }

  async load(): Promise<SoapDescription> {
    const { entry } = this.#rules;
    const document = await this.#read(entry);
    const { root } = document;
    if (root.namespace === WSDL20 || (root.local === 'description' && WSDL20_DRAFT.test(root.namespace))) {
      throw invalid(
        `${document.location} is WSDL 2.0, which is not supported: use the service's WSDL 1.1, which is mostly at the same address with "?wsdl" in place of "?wsdl2".`,
      );
    }
    if (root.namespace !== WSDL || root.local !== 'definitions') {
      throw invalid(`${document.location} is no WSDL: its root element is <${root.local}>, not <wsdl:definitions>.`);
    }
    await this.#addDefinitions(document, entry);
    if (this.#refusals.length > 0) {
      const list = this.#refusals.map((issue) => `${issue.at}: ${issue.message}`).join('\n');
      throw new GatewayError('DESCRIPTION_UNREADABLE', `The description imports what may not be read.\n${list}`);
    }
    return {
      location: document.location,
      wsdl: readWsdl(this.#definitions),
      schemas: this.#schemas,
      issues: this.#issues,
    };
  }

  async #addDefinitions(document: DescriptionDocument, location: Location): Promise<void> {
    if (!this.#once(`definitions ${locationKey(location)}`)) return;
    this.#definitions.push(document);
    for (const node of document.root.children) {
      if (node.namespace !== WSDL) continue;
      if (node.local === 'types') {
        for (const schema of childrenOf(node, XSD, 'schema')) await this.#addSchema(schema, document, location);
        // Not legal, but written: an import without the schema around it.
        for (const stray of childrenOf(node, XSD, 'import')) {
          await this.#follow(stray, 'schemaLocation', document, location, undefined);
        }
      } else if (node.local === 'import' || node.local === 'include') {
        await this.#follow(node, 'location', document, location, undefined);
      }
    }
  }

  /** What a schema includes comes before it, so that a redefinition finds what it redefines. */
  async #addSchema(
    node: XmlElement,
    document: DescriptionDocument,
    location: Location,
    includer?: string,
  ): Promise<void> {
    const namespace = attributeOf(node, 'targetNamespace') ?? includer ?? '';
    for (const child of node.children) {
      if (child.namespace !== XSD) continue;
      if (child.local === 'include' || child.local === 'redefine') {
        await this.#follow(child, 'schemaLocation', document, location, namespace);
      } else if (child.local === 'import') {
        await this.#follow(child, 'schemaLocation', document, location, undefined);
      }
    }
    this.#schemas.add(node, document, includer);
  }

  async #follow(
    node: XmlElement,
    attribute: 'location' | 'schemaLocation',
    importer: DescriptionDocument,
    importerLocation: Location,
    includer: string | undefined,
  ): Promise<void> {
    const written = attributeOf(node, attribute);
    if (written === undefined || written.trim() === '') return;
    const namespace = attributeOf(node, 'namespace') ?? '';
    const target = this.#rules.resolve(written, importerLocation);
    const at = locate(importer, node);
    if (typeof target === 'string') {
      // A well-known schema needs no reading, wherever it is said to be.
      if (isWellKnown(namespace)) return;
      this.#refusals.push({
        severity: 'error',
        code: 'UNRESOLVED',
        message: `The import "${written}" may not be read: ${target}.`,
        at,
      });
      return;
    }
    const document = await this.#tryRead(target, at, isWellKnown(namespace));
    if (document === undefined) return;
    const { root } = document;
    if (root.namespace === WSDL) await this.#addDefinitions(document, target);
    else if (root.namespace === XSD && root.local === 'schema') {
      if (this.#once(`schema ${locationKey(target)} ${attributeOf(root, 'targetNamespace') ?? includer ?? ''}`)) {
        await this.#addSchema(root, document, target, includer);
      }
    } else {
      this.#issues.push({
        severity: 'warning',
        code: 'INVALID',
        message: `The import "${written}" is neither a WSDL nor a schema: its root element is <${root.local}>.`,
        at,
      });
    }
  }

  #once(key: string): boolean {
    if (this.#visited.has(key)) return false;
    this.#visited.add(key);
    return true;
  }

  /** A document that is imported; one that cannot be read is an issue, since it may not be needed at all. */
  async #tryRead(target: Location, at: string, optional: boolean): Promise<DescriptionDocument | undefined> {
    const key = locationKey(target);
    if (this.#documents.has(key)) return this.#documents.get(key);
    let document: DescriptionDocument | undefined;
    try {
      document = await this.#read(target);
    } catch (error) {
      if (!GatewayError.is(error) || error.facts?.limit === true) throw error;
      if (!optional) this.#issues.push({ severity: 'warning', code: 'UNRESOLVED', message: error.message, at });
    }
    this.#documents.set(key, document);
    return document;
  }

  async #read(location: Location): Promise<DescriptionDocument> {
    const name = this.#rules.display(location);
    const limits = this.#options.imports;
    const maxDocuments = limits?.maxDocuments ?? 100;
    const maxBytes = limits?.maxBytes ?? 20_000_000;
    if (this.#documents.size >= maxDocuments) throw tooMuch(`more than ${maxDocuments} documents`, 'maxDocuments');
    const { bytes, charset } = await this.#bytesOf(location, maxBytes - this.#bytes);
    this.#bytes += bytes.byteLength;
    if (this.#bytes > maxBytes) throw tooMuch(`more than ${maxBytes} bytes`, 'maxBytes');
    let text = '';
    try {
      text = decodeXml(bytes, charset);
      const document = readDocument(name, text);
      this.#documents.set(locationKey(location), document);
      return document;
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      const { at, message } = describeXmlError(name, text, error);
      throw invalid(`${at}: ${message}`);
    }
  }

  async #bytesOf(location: Location, maxBytes: number): Promise<{ bytes: Uint8Array; charset?: string }> {
    if (location.kind === 'file') return { bytes: await this.#io.readFile(location.path) };
    const { entry } = this.#rules;
    const { endpoint, headers, basic } = this.#options;
    const { origin } = location.url;
    // Credentials are for the service's own origin, whoever else serves a schema.
    const own =
      entry.kind === 'url' &&
      entry.url.origin === origin &&
      (endpoint === undefined || (URL.canParse(endpoint) && new URL(endpoint).origin === origin));
    const response = await this.#io.fetch(location.url, {
      maxBytes: Math.max(1, maxBytes),
      headers: {
        ...(own && basic !== undefined ? { authorization: basicAuthorization(basic) } : undefined),
        ...(own ? headers : undefined),
      },
    });
    if (response.status !== 200) {
      throw new GatewayError(
        'DESCRIPTION_UNREADABLE',
        `${this.#rules.display(location)} cannot be read: the server answered ${response.status}.`,
      );
    }
    const charset = /charset\s*=\s*"?([\w.-]+)/i.exec(response.headers['content-type'] ?? '')?.[1];
    return { bytes: response.body, ...(charset === undefined ? undefined : { charset }) };
  }
}

/** Working drafts had a namespace each. */
const WSDL20_DRAFT = /^http:\/\/www\.w3\.org\/(?:20\d\d\/\d\d\/wsdl|ns\/wsdl)/;

const invalid = (message: string): GatewayError => new GatewayError('DESCRIPTION_INVALID', message);

const tooMuch = (what: string, option: string): GatewayError =>
  new GatewayError(
    'DESCRIPTION_INVALID',
    `The description consists of ${what}: raise imports.${option} if it should.`,
    {
      facts: { limit: true },
    },
  );
