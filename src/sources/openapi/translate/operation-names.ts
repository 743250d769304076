import { fieldName, NameScope } from '../../shared/naming.ts';
import type { IssueCollector } from './issue-collector.ts';
import type { OperationModel } from './operation-model.ts';
import { pascal } from './schema-kind.ts';

const MAX_ID = 80;

/** The field's name of each operation: its own where that is a name, else verb and path. Unique within `Query` and `Mutation`. */
export function nameOperations(
  operations: readonly { readonly model: OperationModel; readonly root: 'Query' | 'Mutation' }[],
  issues: IssueCollector,
): string[] {
  const scopes = { Query: new NameScope(), Mutation: new NameScope() };
  const names = new Array<string>(operations.length);
  // Those with a name of their own first, so that an unnamed one never takes it.
  for (const named of [true, false]) {
    for (const [index, { model, root }] of operations.entries()) {
      const id = sensibleId(model.id);
      if ((id !== undefined) !== named) continue;
      const byPath = verbAndPath(model);
      const wanted = id === undefined ? byPath : fieldName(id);
      const given = id === undefined ? scopes[root].claim(byPath) : scopes[root].claim(wanted, byPath);
      names[index] = given;
      if (given !== wanted) {
        issues.add(
          'warning',
          'NAME_CHANGED',
          `${root}.${wanted} is called ${given} for ${model.method} ${model.path}: another operation has that name. Give it an operationId of its own.`,
          model.place,
        );
      }
    }
  }
  return names;
}

/** An operationId that a person wrote, or might have. */
function sensibleId(id: string | undefined): string | undefined {
  if (id === undefined || id.length > MAX_ID || !/[A-Za-z]{2}/.test(id)) return undefined;
  if (/^[0-9a-f-]{16,}$/i.test(id) || /[{}]/.test(id)) return undefined;
  return id;
}

/** `GET /users/{id}/orders` -> `getUsersByIdOrders`. */
function verbAndPath(model: OperationModel): string {
  const words = model.path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => pascal(segment.replace(/\{([^{}]+)\}/g, (_, name: string) => ` by ${name} `)))
    .join('');
  return fieldName(`${model.method.toLowerCase()}${words === '' ? 'Root' : words}`);
}
