import { locate } from '../model/description-document.ts';
import type { Place, WsdlBinding, WsdlMessage, WsdlModel, WsdlPortType } from '../model/wsdl.ts';
import type { IssueLog } from './issue-log.ts';

interface Named {
  readonly key: string;
  readonly name: string;
}

/**
 * Follows the names by which the parts of a WSDL refer to each other. A prefix that is wrong or missing is a common slip: where the
 * description has only one component of the local name, that one is meant, which is reported.
 */
export class References {
  readonly #wsdl: WsdlModel;
  readonly #log: IssueLog;

  constructor(wsdl: WsdlModel, log: IssueLog) {
    this.#wsdl = wsdl;
    this.#log = log;
  }

  message(key: string, from: Place): WsdlMessage | undefined {
    return this.#follow(this.#wsdl.messages, key, 'message', from);
  }

  portType(key: string, from: Place): WsdlPortType | undefined {
    return this.#follow(this.#wsdl.portTypes, key, 'port type', from);
  }

  binding(key: string, from: Place): WsdlBinding | undefined {
    return this.#follow(this.#wsdl.bindings, key, 'binding', from);
  }

  #follow<Item extends Named>(
    items: ReadonlyMap<string, Item>,
    key: string,
    what: string,
    from: Place,
  ): Item | undefined {
    const exact = items.get(key);
    if (exact !== undefined || key === '') return exact;
    const local = key.slice(Math.max(key.lastIndexOf('}'), key.lastIndexOf(':')) + 1);
    const [only, ...others] = [...items.values()].filter((item) => item.name === local);
    if (only === undefined || others.length > 0) return undefined;
    const at = locate(from.document, from.node);
    this.#log.add('warning', 'INVALID', `The ${what} "${key}" does not exist; ${only.key} is meant.`, at);
    return only;
  }
}
