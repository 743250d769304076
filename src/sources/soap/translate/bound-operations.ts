import type { SoapDescription } from '../describe.ts';
import { locate } from '../model/description-document.ts';
import type {
  WsdlBinding,
  WsdlBindingOperation,
  WsdlMessage,
  WsdlOperation,
  WsdlPort,
  WsdlPortType,
} from '../model/wsdl.ts';
import type { SoapOptions } from '../options.ts';
import type { IssueLog } from './issue-log.ts';
import type { References } from './references.ts';

/** An operation with the port and the binding that it is called through. */
export interface BoundOperation {
  readonly operation: WsdlOperation;
  readonly binding: WsdlBinding;
  readonly bound: WsdlBindingOperation;
  readonly port?: WsdlPort;
  readonly input: WsdlMessage | undefined;
  readonly output: WsdlMessage | undefined;
  /** Words that tell it from another operation of the same name. */
  readonly qualifiers: readonly string[];
}

interface Access {
  readonly binding: WsdlBinding;
  /** Undefined: there is none of that name. */
  readonly portType: WsdlPortType | undefined;
  readonly port?: WsdlPort;
  readonly service?: string;
}

/** Operations that have a field, each once, and the number of all that SOAP reaches. */
export function bindOperations(
  description: SoapDescription,
  options: SoapOptions,
  references: References,
  log: IssueLog,
): { readonly bound: readonly BoundOperation[]; readonly described: number } {
  const chosen = chooseAccess(description, options, references, log);
  const bound: BoundOperation[] = [];
  for (const access of chosen) {
    const { portType } = access;
    if (portType === undefined) {
      const at = locate(access.binding.document, access.binding.node);
      log.add('error', 'UNRESOLVED', `The port type ${access.binding.portType} does not exist.`, at);
      continue;
    }
    for (const [index, operation] of portType.operations.entries()) {
      const result = bindOperation(references, access, portType, operation, index);
      if (typeof result !== 'string') bound.push(result);
      else {
        const at = locate(operation.document, operation.node);
        log.add('warning', 'OPERATION_SKIPPED', `The operation "${operation.name}" has no field: ${result}.`, at);
      }
    }
  }
  return { bound, described: countDescribed(description, chosen, log) };
}

/** One operation by one access; text says why it cannot be called. */
function bindOperation(
  references: References,
  access: Access,
  portType: WsdlPortType,
  operation: WsdlOperation,
  index: number,
): BoundOperation | string {
  const { binding, port } = access;
  if (operation.outputFirst) return 'the service would call its client';
  const match = matchBinding(binding, operation, portType, index);
  if (match === undefined) return `the binding "${binding.name}" does not have it`;
  const input = operation.input && references.message(operation.input.message, operation);
  const output = operation.output && references.message(operation.output.message, operation);
  if (operation.input !== undefined && input === undefined) {
    return missing('input', operation.input.message);
  }
  if (operation.output !== undefined && output === undefined) {
    return missing('output', operation.output.message);
  }
  return {
    operation,
    binding,
    bound: match,
    ...(port === undefined ? undefined : { port }),
    input,
    output,
    qualifiers: [portType.name, port?.name ?? binding.name, operation.input?.name ?? ''].filter(
      (word) => word !== '' && word !== operation.name,
    ),
  };
}

const missing = (direction: string, message: string): string =>
  message === '' ? `its ${direction} names no message` : `its message ${message} does not exist`;

/** One way to each port type. */
function chooseAccess(
  description: SoapDescription,
  options: SoapOptions,
  references: References,
  log: IssueLog,
): readonly Access[] {
  const { wsdl, location } = description;
  const all: Access[] = wsdl.services
    .filter((service) => options.service === undefined || service.name === options.service)
    .flatMap((service) =>
      service.ports.flatMap((port): Access[] => {
        const binding = references.binding(port.binding, port);
        if (binding === undefined) {
          const at = locate(port.document, port.node);
          log.add('warning', 'UNRESOLVED', `The binding ${port.binding} of port "${port.name}" does not exist.`, at);
          return [];
        }
        return [{ binding, portType: references.portType(binding.portType, binding), port, service: service.name }];
      }),
    )
    .filter((access) => options.port === undefined || access.port?.name === options.port);
  if (all.length === 0 && (options.service ?? options.port) !== undefined) {
    const names = wsdl.services.flatMap((service) => service.ports.map((port) => `${service.name}/${port.name}`));
    const wanted = [options.service, options.port].filter((name) => name !== undefined).join('/');
    log.add('error', 'UNRESOLVED', `There is no port "${wanted}"; there are ${names.join(', ') || 'none'}.`, location);
    return [];
  }
  const reachable: Access[] =
    all.length > 0
      ? all
      : [...wsdl.bindings.values()].map((binding) => ({
          binding,
          portType: references.portType(binding.portType, binding),
        }));
  const soap = reachable.filter((access) => isSoapOverHttp(access.binding));
  const byPortType = new Map<string, Access>();
  for (const access of soap) {
    const key = access.portType?.key ?? access.binding.portType;
    const known = byPortType.get(key);
    const better = known === undefined || (known.binding.soap === '1.2' && access.binding.soap === '1.1');
    if (better) byPortType.set(key, access);
  }
  reportUnused(all, byPortType, log);
  return [...byPortType.values()];
}

/** Says of each port that is not called why that is. */
function reportUnused(ports: readonly Access[], used: ReadonlyMap<string, Access>, log: IssueLog): void {
  for (const access of ports) {
    const { binding, port, portType } = access;
    const instead = used.get(portType?.key ?? binding.portType);
    if (port === undefined || access === instead) continue;
    const reason = !isSoapOverHttp(binding)
      ? `its binding "${binding.name}" is not SOAP over HTTP`
      : `"${instead?.port?.name}" has the same operations; set port to "${port.name}" to call them there`;
    const what = `The port "${port.name}" is not used: ${reason}.`;
    log.add('info', 'UNSUPPORTED', what, locate(port.document, port.node));
  }
}

/** Transports are written in many wrong ways; only what is clearly another one is not HTTP. */
const isSoapOverHttp = (binding: WsdlBinding): boolean =>
  binding.soap !== undefined && !/jms|smtp|mail|soap\.tcp|amqp|udp|namedpipe/i.test(binding.transport);

/** Operations of one name are told apart by the names of their messages, or by their order. */
function matchBinding(
  binding: WsdlBinding,
  operation: WsdlOperation,
  portType: WsdlPortType,
  index: number,
): WsdlBindingOperation | undefined {
  const candidates = binding.operations.filter((candidate) => candidate.name === operation.name);
  if (candidates.length < 2) return candidates[0];
  const named = candidates.find(
    (candidate) =>
      candidate.inputName !== undefined &&
      candidate.inputName === operation.input?.name &&
      (candidate.outputName === undefined || candidate.outputName === operation.output?.name),
  );
  if (named !== undefined) return named;
  const before = portType.operations.slice(0, index).filter((other) => other.name === operation.name).length;
  return candidates[before] ?? candidates[0];
}

/** Counts the operations that SOAP reaches; those of other port types get a note only. */
function countDescribed(description: SoapDescription, chosen: readonly Access[], log: IssueLog): number {
  const { wsdl } = description;
  const used = new Set(chosen.map((access) => access.portType?.key));
  let count = 0;
  for (const portType of wsdl.portTypes.values()) {
    if (used.has(portType.key)) {
      count += portType.operations.length;
      continue;
    }
    for (const operation of portType.operations) {
      log.add(
        'info',
        'OPERATION_SKIPPED',
        `The operation "${operation.name}" has no field: its port type "${portType.name}" has no SOAP port that is used.`,
        locate(operation.document, operation.node),
      );
    }
  }
  return count;
}
