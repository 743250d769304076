import type { Issue } from '../../../errors/issue.ts';
import { isWanted, matchesAnyGlob } from '../../shared/globs.ts';
import { fieldName, NameScope } from '../../shared/naming.ts';
import { unmatchedGlobs } from '../../shared/unmatched-globs.ts';
import type { MethodType, ServiceType } from '../descriptor/model.ts';
import type { GrpcOptions } from '../options.ts';
import { type Effect, effectOf } from './effect.ts';

export interface NamedMethod {
  readonly service: ServiceType;
  readonly method: MethodType;
  readonly root: 'Query' | 'Mutation' | 'Subscription';
  readonly name: string;
  readonly effect: Effect;
}

/** Which methods become fields of which root type, under which names. */
export function nameOperations(services: readonly ServiceType[], options: GrpcOptions, issues: Issue[]): NamedMethod[] {
  const count = new Map<string, number>();
  for (const { methods } of services) {
    for (const method of methods) count.set(fieldName(method.name), (count.get(fieldName(method.name)) ?? 0) + 1);
  }
  const scope = new NameScope();
  const named: NamedMethod[] = [];
  const names: string[] = [];
  for (const service of services) {
    for (const method of service.methods) {
      const plain = fieldName(method.name);
      const qualified = fieldName(`${service.name}_${method.name}`);
      // Two services with a method of one name: neither gets the plain one, so that no field depends on their order.
      const clash = (count.get(plain) ?? 0) > 1;
      const name = clash
        ? scope.claim(qualified, fieldName(`${service.fullName}_${method.name}`))
        : scope.claim(plain, qualified);
      if (name !== plain) {
        issues.push({
          severity: 'info',
          code: 'NAME_CHANGED',
          message: `more than one service has an rpc "${method.name}", so this one is the field "${name}".`,
          at: method.at,
        });
      }
      names.push(name);
      if (!isWanted(options, name)) continue;
      named.push({ service, method, name, ...placeOf(method, name, options, issues) });
    }
  }
  const { include, exclude, queries, mutations, lists, connections, fieldMasks } = options;
  const globs = { include, exclude, queries, mutations, lists, connections, fieldMasks: fieldMasks || [] };
  issues.push(...unmatchedGlobs(globs, names, place(options)));
  return named;
}

const place = ({ description }: GrpcOptions): string =>
  typeof description === 'string' ? description : description.join(', ');

function placeOf(
  method: MethodType,
  name: string,
  options: GrpcOptions,
  issues: Issue[],
): Pick<NamedMethod, 'root' | 'effect'> {
  const listed = method.serverStreaming && !method.clientStreaming && matchesAnyGlob(options.lists, name);
  const guessed = effectOf(method);
  if (method.serverStreaming && !listed) return { root: 'Subscription', effect: { ...guessed, guess: undefined } };
  if (matchesAnyGlob(options.queries, name))
    return { root: 'Query', effect: { effect: 'read', idempotent: true, guess: undefined } };
  if (matchesAnyGlob(options.mutations, name)) {
    return {
      root: 'Mutation',
      effect: { effect: 'write', idempotent: method.idempotency === 'IDEMPOTENT', guess: undefined },
    };
  }
  if (listed) return { root: 'Query', effect: { effect: 'read', idempotent: true, guess: undefined } };
  if (method.clientStreaming)
    return { root: 'Mutation', effect: { ...guessed, effect: 'write', idempotent: false, guess: undefined } };
  if (guessed.guess !== undefined) {
    issues.push({
      severity: 'info',
      code: 'EFFECT_GUESSED',
      message: `rpc "${method.name}" (field "${name}"): ${guessed.guess}; list it in \`queries\` or \`mutations\` to decide.`,
      at: method.at,
    });
  }
  return { root: guessed.effect === 'read' ? 'Query' : 'Mutation', effect: guessed };
}
