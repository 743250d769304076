import { clark, WSA, WSAM, WSAW, WSDL, WSDL_MIME, WSDL_SOAP11, WSDL_SOAP12 } from '../xml/namespaces.ts';
import { attributeOf, childOf, childrenOf, qualifiedName, type XmlElement } from '../xml/xml-tree.ts';
import { asksForAddressing } from './addressing-policy.ts';
import type { DescriptionDocument } from './description-document.ts';
import { plainText } from './documentation.ts';
import type {
  SoapVersion,
  WsdlAttachment,
  WsdlBinding,
  WsdlBindingOperation,
  WsdlBody,
  WsdlHeader,
  WsdlMessage,
  WsdlMessageRef,
  WsdlModel,
  WsdlOperation,
  WsdlPart,
  WsdlPortType,
  WsdlService,
} from './wsdl.ts';

/** One model of all `wsdl:definitions`; the first is the one that was asked for. */
export function readWsdl(documents: readonly DescriptionDocument[]): WsdlModel {
  const messages = new Map<string, WsdlMessage>();
  const portTypes = new Map<string, WsdlPortType>();
  const bindings = new Map<string, WsdlBinding>();
  const services: WsdlService[] = [];
  for (const document of documents) {
    const { root } = document;
    const namespace = attributeOf(root, 'targetNamespace') ?? '';
    for (const node of root.children) {
      if (node.namespace !== WSDL) continue;
      const name = attributeOf(node, 'name')?.trim() ?? '';
      const key = clark(namespace, name);
      const place = { key, name, node, document };
      if (node.local === 'message') setFirst(messages, { ...place, parts: readParts(node, document) });
      else if (node.local === 'portType') {
        const operations = childrenOf(node, WSDL, 'operation').map((child) => readOperation(child, document));
        setFirst(portTypes, { ...place, operations });
      } else if (node.local === 'binding') setFirst(bindings, { ...place, ...readBinding(node, document) });
      else if (node.local === 'service') services.push(readService(node, name, document));
    }
  }
  const [main] = documents;
  return {
    targetNamespace: main === undefined ? '' : (attributeOf(main.root, 'targetNamespace') ?? ''),
    messages,
    portTypes,
    bindings,
    services,
  };
}

function setFirst<Item extends { key: string }>(map: Map<string, Item>, item: Item): void {
  if (!map.has(item.key)) map.set(item.key, item);
}

/** Clark name of what an attribute names; '' where it is absent, the text as it is where its prefix is not declared. */
function reference(element: XmlElement, attribute: string): string {
  const text = attributeOf(element, attribute)?.trim() ?? '';
  if (text === '') return '';
  const name = qualifiedName(element, text);
  return name === undefined ? text : clark(name.namespace, name.local);
}

function readParts(message: XmlElement, document: DescriptionDocument): WsdlPart[] {
  return childrenOf(message, WSDL, 'part').map((node) => {
    const element = attributeOf(node, 'element');
    const type = attributeOf(node, 'type');
    const elementName = element === undefined ? undefined : qualifiedName(node, element);
    const typeName = type === undefined ? undefined : qualifiedName(node, type);
    return {
      node,
      document,
      name: attributeOf(node, 'name')?.trim() ?? 'part',
      ...(elementName === undefined ? undefined : { element: elementName }),
      ...(typeName === undefined ? undefined : { type: typeName }),
    };
  });
}

function readOperation(node: XmlElement, document: DescriptionDocument): WsdlOperation {
  const exchange = node.children.filter(
    (child) => child.namespace === WSDL && (child.local === 'input' || child.local === 'output'),
  );
  const input = childOf(node, WSDL, 'input');
  const output = childOf(node, WSDL, 'output');
  const written = childOf(node, WSDL, 'documentation');
  const documentation = written && plainText(written);
  const order = attributeOf(node, 'parameterOrder')?.trim();
  return {
    node,
    document,
    name: attributeOf(node, 'name')?.trim() ?? '',
    ...(documentation ? { documentation } : undefined),
    ...(input === undefined ? undefined : { input: readMessageRef(input) }),
    ...(output === undefined ? undefined : { output: readMessageRef(output) }),
    faults: childrenOf(node, WSDL, 'fault').map(readMessageRef),
    ...(order ? { parameterOrder: order.split(/\s+/) } : undefined),
    outputFirst: exchange[0]?.local === 'output',
  };
}

function readMessageRef(node: XmlElement): WsdlMessageRef {
  const name = attributeOf(node, 'name')?.trim();
  const action =
    attributeOf(node, 'Action', WSAM) ?? attributeOf(node, 'Action', WSAW) ?? attributeOf(node, 'Action', WSA);
  return {
    ...(name === undefined ? undefined : { name }),
    message: reference(node, 'message'),
    ...(action === undefined ? undefined : { action }),
  };
}

function soapChild(node: XmlElement, local: string): { element: XmlElement; version: SoapVersion } | undefined {
  for (const element of node.children) {
    if (element.local !== local) continue;
    if (element.namespace === WSDL_SOAP11) return { element, version: '1.1' };
    if (element.namespace === WSDL_SOAP12) return { element, version: '1.2' };
  }
  return undefined;
}

function readBinding(node: XmlElement, document: DescriptionDocument): Omit<WsdlBinding, 'key' | 'name'> {
  const soap = soapChild(node, 'binding');
  const style = soap === undefined ? undefined : attributeOf(soap.element, 'style');
  return {
    node,
    document,
    portType: reference(node, 'type'),
    ...(soap === undefined ? undefined : { soap: soap.version }),
    style: style === 'rpc' ? 'rpc' : 'document',
    transport: (soap && attributeOf(soap.element, 'transport')) ?? '',
    operations: childrenOf(node, WSDL, 'operation').map((child) => readBindingOperation(child, document)),
    addressing: asksForAddressing(node, document.root),
  };
}

function readBindingOperation(node: XmlElement, document: DescriptionDocument): WsdlBindingOperation {
  const soap = soapChild(node, 'operation')?.element;
  const input = childOf(node, WSDL, 'input');
  const output = childOf(node, WSDL, 'output');
  const inputName = input && attributeOf(input, 'name')?.trim();
  const outputName = output && attributeOf(output, 'name')?.trim();
  const style = soap && attributeOf(soap, 'style');
  return {
    node,
    document,
    name: attributeOf(node, 'name')?.trim() ?? '',
    ...(inputName === undefined ? undefined : { inputName }),
    ...(outputName === undefined ? undefined : { outputName }),
    action: (soap && attributeOf(soap, 'soapAction')) ?? '',
    ...(style === 'rpc' || style === 'document' ? { style } : undefined),
    input: readBody(input, document),
    output: readBody(output, document),
  };
}

function readBody(node: XmlElement | undefined, document: DescriptionDocument): WsdlBody {
  if (node === undefined) return { use: 'literal', headers: [], attachments: [] };
  const related = childOf(node, WSDL_MIME, 'multipartRelated');
  const mimeParts = related === undefined ? [] : childrenOf(related, WSDL_MIME, 'part');
  const holders = [node, ...mimeParts];
  const body = holders.map((holder) => soapChild(holder, 'body')?.element).find((element) => element !== undefined);
  const parts = body && attributeOf(body, 'parts')?.trim();
  const namespace = body && attributeOf(body, 'namespace');
  return {
    use: body !== undefined && attributeOf(body, 'use') === 'encoded' ? 'encoded' : 'literal',
    ...(namespace === undefined ? undefined : { namespace }),
    ...(parts === undefined ? undefined : { parts: parts === '' ? [] : parts.split(/\s+/) }),
    headers: holders.flatMap((holder) => readHeaders(holder, document)),
    attachments: mimeParts.flatMap(readAttachments),
  };
}

function readHeaders(node: XmlElement, document: DescriptionDocument): WsdlHeader[] {
  return node.children
    .filter((child) => child.local === 'header' && (child.namespace === WSDL_SOAP11 || child.namespace === WSDL_SOAP12))
    .map((child) => ({
      node: child,
      document,
      message: reference(child, 'message'),
      part: attributeOf(child, 'part')?.trim() ?? '',
      use: attributeOf(child, 'use') === 'encoded' ? 'encoded' : 'literal',
      namespace: attributeOf(child, 'namespace') ?? '',
    }));
}

function readAttachments(part: XmlElement): WsdlAttachment[] {
  const [content, ...alternatives] = childrenOf(part, WSDL_MIME, 'content');
  const name = content && attributeOf(content, 'part');
  if (content === undefined || name === undefined) return [];
  const type = alternatives.length > 0 ? undefined : attributeOf(content, 'type');
  return [{ part: name, type: type ?? 'application/octet-stream' }];
}

function readService(node: XmlElement, name: string, document: DescriptionDocument): WsdlService {
  return {
    name,
    ports: childrenOf(node, WSDL, 'port').map((port) => {
      const location = port.children
        .filter((child) => child.local === 'address')
        .map((child) => attributeOf(child, 'location')?.trim())
        .find((address) => address !== undefined && address !== '');
      return {
        node: port,
        document,
        name: attributeOf(port, 'name')?.trim() ?? '',
        binding: reference(port, 'binding'),
        addressing: asksForAddressing(port, document.root),
        ...(location === undefined ? undefined : { address: location }),
      };
    }),
  };
}
