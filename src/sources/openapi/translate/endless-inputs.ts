import type { IssueCollector } from './issue-collector.ts';
import type { Field, NamedShape, ObjectShape } from './shape.ts';

/**
 * Makes optional what nobody could give: an input object that must hold itself, directly or through others. GraphQL forbids it, and no
 * finite request fulfils it. Call it when all types have their names, which decide where a circle is opened.
 */
export function openEndlessInputs(named: readonly NamedShape[], issues: IssueCollector): void {
  const inputs = named.filter((shape) => shape.kind === 'object' && shape.direction === 'input') as ObjectShape[];
  const finished = new Set<ObjectShape>();
  const path = new Set<ObjectShape>();
  const visit = (shape: ObjectShape): void => {
    if (finished.has(shape)) return;
    path.add(shape);
    shape.fields = shape.fields.map((field) => {
      const inner = field.use.shape;
      if (!isDemanded(field) || inner.kind !== 'object') return field;
      if (!path.has(inner)) {
        visit(inner);
        return field;
      }
      issues.add(
        'warning',
        'INVALID',
        `${shape.name}.${field.name} is optional, though the description demands it: a ${inner.name} would need another one without end.`,
        shape.naming.place,
      );
      return { ...field, required: false };
    });
    path.delete(shape);
    finished.add(shape);
  };
  for (const shape of inputs.sort((a, b) => (a.name < b.name ? -1 : 1))) visit(shape);
}

const isDemanded = (field: Field): boolean => field.required && !field.use.nullable;
