import type { FieldShape, Shape } from './model/shape.ts';
import type { SoapVersion } from './model/wsdl.ts';
import type { QualifiedName } from './xml/xml-tree.ts';

/** What one operation is on the wire: all that codec and connector need. Plain data. */
export interface SoapWire {
  readonly name: string;
  readonly version: SoapVersion;
  /** `SOAPAction` of SOAP 1.1, `action` of SOAP 1.2. */
  readonly action: string;
  /** Address in the WSDL, where there is one. */
  readonly address?: string;
  /** rpc style: the body's element is named after the operation and holds the parts. */
  readonly rpc: boolean;
  /** SOAP encoding (section 5): values carry `xsi:type`, answers may use `href`. */
  readonly encoded: boolean;
  readonly request: MessageShape;
  /** Undefined: the operation has no answer. */
  readonly response?: MessageShape;
  /** The operation's field is `{ body, headers }`: the header parts that the response declares are asked for. */
  readonly answersHeaders: boolean;
  readonly faults: readonly FaultShape[];
  /** WS-Addressing: whether the binding asks for it, and the action of the request. */
  readonly addressing: { readonly required: boolean; readonly action: string };
  /** GraphQL names of object types, by the key of their shape. */
  readonly typeNames: ReadonlyMap<string, string>;
  /** Absent required elements of answers become null. */
  readonly lenient: boolean;
}

export interface MessageShape {
  /** The body's one element; undefined: the fields of `shape` are children of the body themselves. */
  readonly element?: QualifiedName;
  readonly nillable: boolean;
  readonly shape: Shape;
  /** How the message and the field's value or arguments correspond. */
  readonly mapping: MessageMapping;
  readonly headers: readonly HeaderShape[];
  readonly attachments: readonly AttachmentShape[];
}

export type MessageMapping =
  /** The shape's fields are the arguments; an answer is the object itself. */
  | { readonly kind: 'whole' }
  /** One argument is the element's value. */
  | { readonly kind: 'value'; readonly name: string }
  /** An answer is what one field holds, or a field of that. */
  | { readonly kind: 'unwrapped'; readonly path: readonly FieldShape[] }
  /** Nothing: no arguments, or an answer that is true. */
  | { readonly kind: 'nothing' };

export interface HeaderShape {
  /** Name of the argument, or of the field in an answer's `headers`. */
  readonly name: string;
  readonly element: QualifiedName;
  readonly shape: Shape;
}

export interface AttachmentShape {
  /** Argument or field name. */
  readonly name: string;
  readonly part: string;
  readonly type: string;
}

export interface FaultShape {
  readonly name: string;
  readonly element: QualifiedName;
  readonly shape: Shape;
}
