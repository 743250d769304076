import type { QualifiedName, XmlElement } from '../xml/xml-tree.ts';
import type { DescriptionDocument } from './description-document.ts';

/** WSDL 1.1 as plain data; names are resolved, references to schema components are not followed yet. */
export interface WsdlModel {
  readonly targetNamespace: string;
  readonly messages: ReadonlyMap<string, WsdlMessage>;
  readonly portTypes: ReadonlyMap<string, WsdlPortType>;
  readonly bindings: ReadonlyMap<string, WsdlBinding>;
  readonly services: readonly WsdlService[];
}

export interface Place {
  readonly node: XmlElement;
  readonly document: DescriptionDocument;
}

export interface WsdlMessage extends Place {
  readonly key: string;
  readonly name: string;
  readonly parts: readonly WsdlPart[];
}

export interface WsdlPart extends Place {
  readonly name: string;
  readonly element?: QualifiedName;
  readonly type?: QualifiedName;
}

export interface WsdlPortType extends Place {
  readonly key: string;
  readonly name: string;
  readonly operations: readonly WsdlOperation[];
}

export interface WsdlOperation extends Place {
  readonly name: string;
  readonly documentation?: string;
  readonly input?: WsdlMessageRef;
  readonly output?: WsdlMessageRef;
  readonly faults: readonly WsdlMessageRef[];
  /** The order in which rpc parts are sent, where it is said. */
  readonly parameterOrder?: readonly string[];
  /** True for solicit-response and notification: the service would call us. */
  readonly outputFirst: boolean;
}

export interface WsdlMessageRef {
  readonly name?: string;
  /** Clark name of the message. */
  readonly message: string;
  /** WS-Addressing action, where it is said. */
  readonly action?: string;
}

export type SoapVersion = '1.1' | '1.2';

export interface WsdlBinding extends Place {
  readonly key: string;
  readonly name: string;
  /** Clark name of the port type. */
  readonly portType: string;
  /** Undefined: not a SOAP binding. */
  readonly soap?: SoapVersion;
  readonly style: 'document' | 'rpc';
  readonly transport: string;
  readonly operations: readonly WsdlBindingOperation[];
  /** WS-Addressing is asked for. */
  readonly addressing: boolean;
}

export interface WsdlBindingOperation extends Place {
  readonly name: string;
  readonly inputName?: string;
  readonly outputName?: string;
  readonly action: string;
  readonly style?: 'document' | 'rpc';
  readonly input: WsdlBody;
  readonly output: WsdlBody;
}

export interface WsdlBody {
  readonly use: 'literal' | 'encoded';
  /** Namespace of the rpc wrapper. */
  readonly namespace?: string;
  /** The parts that are in the body; undefined: all that are nowhere else. */
  readonly parts?: readonly string[];
  readonly headers: readonly WsdlHeader[];
  /** Parts that travel as MIME parts of their own. */
  readonly attachments: readonly WsdlAttachment[];
}

export interface WsdlHeader extends Place {
  /** Clark name of its message; '' where it is not said. */
  readonly message: string;
  readonly part: string;
  readonly use: 'literal' | 'encoded';
  /** Namespace of a header whose part has a type in place of an element. */
  readonly namespace: string;
}

export interface WsdlAttachment {
  readonly part: string;
  readonly type: string;
}

export interface WsdlService {
  readonly name: string;
  readonly ports: readonly WsdlPort[];
}

export interface WsdlPort extends Place {
  readonly name: string;
  /** Clark name of the binding. */
  readonly binding: string;
  /** It asks for WS-Addressing headers. */
  readonly addressing: boolean;
  readonly address?: string;
}
