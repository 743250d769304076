import { fieldName, NameScope, typeName } from '../../shared/naming.ts';
import { locate } from '../model/description-document.ts';
import type { SchemaContext } from '../model/schema-set.ts';
import type { FieldParticle, FieldShape, ObjectShape, Shape } from '../model/shape.ts';
import type { Place, WsdlBody, WsdlHeader, WsdlMessage, WsdlModel, WsdlPart } from '../model/wsdl.ts';
import type { AttachmentShape, FaultShape, HeaderShape, MessageMapping, MessageShape } from '../wire.ts';
import { clark, XSD } from '../xml/namespaces.ts';
import { attributeOf, type QualifiedName } from '../xml/xml-tree.ts';
import type { ComplexTypes } from './complex-types.ts';
import { isNillable } from './occurrence.ts';
import type { References } from './references.ts';
import { responseMapping } from './response-mapping.ts';

/** What one direction of an operation is made from. */
export interface MessageSource {
  readonly operation: string;
  readonly style: 'document' | 'rpc';
  readonly body: WsdlBody;
  readonly message: WsdlMessage | undefined;
  /** Name of the element around the parts of an rpc message. */
  readonly wrapper: string;
  readonly order?: readonly string[];
}

interface Root {
  readonly element: QualifiedName;
  readonly shape: Shape;
  readonly nillable: boolean;
}

/** What is wrapped by a message stays a member of it: a next version of the service may have others beside it. */
const asMessage = (shape: Shape): Shape => (shape.kind === 'wrapper' ? shape.object : shape);

/** Shapes of messages. */
export class Messages {
  readonly #types: ComplexTypes;
  readonly #wsdl: WsdlModel;
  readonly #references: References;

  constructor(types: ComplexTypes, wsdl: WsdlModel, references: References) {
    this.#types = types;
    this.#wsdl = wsdl;
    this.#references = references;
  }

  request(source: MessageSource): MessageShape {
    const root = this.#root(source);
    const { shape, element } = root;
    const mapping: MessageMapping =
      shape.kind === 'object'
        ? { kind: 'whole' }
        : shape.kind === 'presence'
          ? { kind: 'nothing' }
          : { kind: 'value', name: fieldName(element?.local ?? 'value') };
    const taken = shape.kind === 'object' ? shape.fields.map((field) => field.name) : [];
    const scope = new NameScope(taken);
    return { ...root, mapping, ...this.#besides(source, scope) };
  }

  response(source: MessageSource): MessageShape {
    if (source.body.attachments.length > 0) return this.#attached(source);
    const root = this.#root(source);
    return { ...root, mapping: responseMapping(root.shape), ...this.#besides(source, new NameScope()) };
  }

  fault(name: string, messageKey: string, from: Place): FaultShape | undefined {
    const part = this.#references.message(messageKey, from)?.parts[0];
    if (part === undefined) return undefined;
    const root = this.#partRoot(part);
    return { name, element: root.element, shape: root.shape };
  }

  /** An answer with MIME parts: an object of the body's parts and of those. */
  #attached(source: MessageSource): MessageShape {
    const key = `${source.message?.key}#attached`;
    const inBody =
      source.style === 'rpc'
        ? this.#root(source)
        : { shape: this.#struct(source, this.#bodyParts(source), key), nillable: false };
    if (inBody.shape.kind !== 'object')
      return { ...inBody, mapping: { kind: 'nothing' }, headers: [], attachments: [] };
    const scope = new NameScope(inBody.shape.fields.map((field) => field.name));
    const { headers, attachments } = this.#besides(source, scope);
    const base64 = this.#types.named({ namespace: XSD, local: 'base64Binary' }) ?? { kind: 'open' };
    const parts = attachments.map(({ name, part }): FieldShape => {
      return {
        name,
        kind: 'attachment',
        namespace: '',
        local: part,
        shape: base64,
        list: false,
        required: false,
        nillable: false,
      };
    });
    const shape: ObjectShape = { ...inBody.shape, fields: [...inBody.shape.fields, ...parts] };
    return { ...inBody, shape, mapping: { kind: 'whole' }, headers, attachments };
  }

  /** A global element's shape; undefined: there is none of that name. */
  element(name: QualifiedName): Shape | undefined {
    const component = this.#types.set.find('element', name) ?? this.#types.set.guess('element', name.local);
    if (component === undefined) return undefined;
    const shape = this.#types.ofElement(component.node, component.schema, {
      key: clark('element', component.key),
      names: [typeName(component.local)],
    });
    return asMessage(shape);
  }

  #root(source: MessageSource): Pick<MessageShape, 'element' | 'shape' | 'nillable'> {
    const parts = this.#bodyParts(source);
    if (source.style === 'rpc') {
      const namespace = source.body.namespace ?? this.#wsdl.targetNamespace;
      return {
        element: { namespace, local: source.wrapper },
        shape: this.#struct(source, parts, `${namespace}#${source.wrapper}`),
        nillable: false,
      };
    }
    const [only, ...more] = parts;
    if (only === undefined) return { shape: { kind: 'presence' }, nillable: false };
    if (more.length > 0) return { shape: this.#struct(source, parts, `${source.message?.key}#parts`), nillable: false };
    const root = this.#partRoot(only);
    return { ...root, shape: asMessage(root.shape) };
  }

  /** Parts in the body: those that the binding lists, else those that are neither header nor attachment. */
  #bodyParts(source: MessageSource): readonly WsdlPart[] {
    const { body, message } = source;
    const all = message?.parts ?? [];
    const elsewhere = new Set([
      ...body.attachments.map((attachment) => attachment.part),
      ...body.headers.filter((header) => this.#headerMessage(header, source) === message).map((header) => header.part),
    ]);
    const others = all.filter((part) => !elsewhere.has(part.name));
    const listed = body.parts === undefined ? others : all.filter((part) => body.parts?.includes(part.name));
    const isSlip = message !== undefined && listed.length === 0 && (body.parts ?? []).length > 0 && others.length > 0;
    if (isSlip) {
      const what = `The message "${message.name}" has none of the parts that the binding puts in the body (${body.parts?.join(', ')}): ${others.map((part) => part.name).join(', ')} is meant.`;
      this.#types.log.add('warning', 'INVALID', what, locate(message.document, message.node));
    }
    const parts = isSlip ? others : listed;
    const { order } = source;
    if (order === undefined || source.style !== 'rpc') return parts;
    const rank = (part: WsdlPart): number => {
      const index = order.indexOf(part.name);
      return index < 0 ? order.length : index;
    };
    return [...parts].sort((a, b) => rank(a) - rank(b));
  }

  /** An object whose fields are the parts. */
  #struct(source: MessageSource, parts: readonly WsdlPart[], key: string): ObjectShape {
    const scope = new NameScope();
    const fields = parts.map((part): FieldShape => {
      const root = this.#partRoot(part);
      return {
        name: scope.claim(fieldName(part.name)),
        kind: 'element',
        namespace: root.element.namespace,
        local: root.element.local,
        shape: root.shape,
        list: false,
        required: true,
        // SOAP encoding allows null for every accessor; a literal part has no declaration that could.
        nillable: source.body.use === 'encoded' || root.nillable,
      };
    });
    return {
      kind: 'object',
      key,
      wantedName: [typeName(source.wrapper)],
      abstract: false,
      fields,
      ancestors: [],
      content: {
        kind: 'sequence',
        min: 1,
        // A null accessor of SOAP encoding may be left out (SOAP 1.1, 5.1).
        items: fields.map((field): FieldParticle => {
          return { kind: 'field', field, min: source.body.use === 'encoded' ? 0 : 1, max: 1 };
        }),
      },
    };
  }

  #partRoot(part: WsdlPart): Root {
    if (part.element !== undefined) {
      const component =
        this.#types.set.find('element', part.element) ?? this.#types.set.guess('element', part.element.local);
      if (component === undefined) {
        this.#types.log.add(
          'warning',
          'TYPE_OPEN',
          `There is no element {${part.element.namespace}}${part.element.local} in any schema that was read; any value is taken.`,
          locate(part.document, part.node),
        );
        return { element: part.element, shape: { kind: 'open', unknown: true }, nillable: false };
      }
      const { namespace, local } = component;
      const nillable = isNillable(component.node);
      return { element: { namespace, local }, shape: this.element(part.element) ?? { kind: 'open' }, nillable };
    }
    const context: SchemaContext = {
      document: part.document,
      targetNamespace: this.#wsdl.targetNamespace,
      elementsQualified: false,
      attributesQualified: false,
      chameleon: false,
    };
    const type = attributeOf(part.node, 'type');
    const shape: Shape =
      type === undefined
        ? (this.#types.named({ namespace: XSD, local: 'string' }) ?? { kind: 'open' })
        : this.#types.byText(part.node, type, context);
    return { element: { namespace: '', local: part.name }, shape, nillable: false };
  }

  /** A header without a message is a part of the operation's own. */
  #headerMessage(header: WsdlHeader, source: MessageSource): WsdlMessage | undefined {
    return header.message === '' ? source.message : this.#references.message(header.message, header);
  }

  #besides(source: MessageSource, scope: NameScope): Pick<MessageShape, 'headers' | 'attachments'> {
    const headers = source.body.headers.flatMap((header): HeaderShape[] => {
      const part = this.#headerMessage(header, source)?.parts.find((candidate) => candidate.name === header.part);
      if (part === undefined) {
        const at = locate(header.document, header.node);
        this.#types.log.add('warning', 'UNRESOLVED', `The header part "${header.part}" does not exist.`, at);
        return [];
      }
      const { element, shape } = this.#partRoot(part);
      const name = fieldName(element.local);
      const named = part.element === undefined ? { ...element, namespace: header.namespace } : element;
      return [{ name: scope.claim(name, `${name}Header`), element: named, shape }];
    });
    const attachments = source.body.attachments.map((attachment): AttachmentShape => {
      const name = fieldName(attachment.part);
      return { name: scope.claim(name, `${name}Attachment`), part: attachment.part, type: attachment.type };
    });
    return { headers, attachments };
  }
}
