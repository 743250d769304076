import { POLICY, POLICY_2004, WSAM, WSDL, WSU, XML } from '../xml/namespaces.ts';
import { attributeOf, type XmlElement } from '../xml/xml-tree.ts';

/**
 * Does a binding or a port ask for WS-Addressing headers: by itself, or by a policy that it holds or names (WS-Addressing 1.0
 * WSDL Binding, 3.1; Metadata, 3.1)? One that is optional is not asked for.
 */
export function asksForAddressing(node: XmlElement, definitions: XmlElement): boolean {
  const policies = new Map<string, XmlElement>();
  for (const child of definitions.children) {
    if (isPolicy(child, 'Policy')) policies.set(identifierOf(child), child);
  }
  const followed = new Set<XmlElement>();
  const asks = (element: XmlElement): boolean => {
    if (element.local === 'UsingAddressing') return true;
    if (element.local === 'Addressing' && element.namespace === WSAM) return !isOptional(element);
    if (isPolicy(element, 'PolicyReference')) {
      const target = policies.get((attributeOf(element, 'URI') ?? '').replace(/^#/, ''));
      if (target === undefined || followed.has(target)) return false;
      followed.add(target);
      return target.children.some(asks);
    }
    return isPolicy(element) && element.children.some(asks);
  };
  return node.children.some((child) => child.namespace !== WSDL && asks(child));
}

const isPolicy = ({ namespace, local }: XmlElement, name = local): boolean =>
  (namespace === POLICY || namespace === POLICY_2004) && local === name;

const identifierOf = (policy: XmlElement): string =>
  attributeOf(policy, 'Id', WSU) ?? attributeOf(policy, 'id', XML) ?? attributeOf(policy, 'Name') ?? '';

const isOptional = (element: XmlElement): boolean =>
  [POLICY, POLICY_2004].some((namespace) =>
    /^(?:true|1)$/.test(attributeOf(element, 'Optional', namespace)?.trim() ?? ''),
  );
