import { didYouMean } from '../../utils/did-you-mean.ts';
import type { Draft, DraftField, DraftType } from '../draft/draft.ts';
import { typeHint } from '../draft/type-hint.ts';
import { typeNameOf } from '../draft/type-node.ts';
import type { TemplateScope } from '../links/check-template.ts';

/** The type or field that a rule stands at. */
export interface RulePlace {
  readonly coordinate: string;
  readonly type: DraftType;
  readonly field: DraftField | undefined;
}

/** Finds `Type` or `Type.field`; a text says why there is no such place for a rule. */
export function rulePlace(draft: Draft, coordinate: string): RulePlace | string {
  const [typeName = '', fieldName, ...rest] = coordinate.split('.');
  if (rest.length > 0) return `"${coordinate}" is not a coordinate such as "Type" or "Type.field".`;
  const type = draft.types.get(typeName);
  if (type === undefined) return `There is no type "${typeName}".${typeHint(draft, typeName, draft.types.keys())}`;
  if (type.kind !== 'object') return `"${typeName}" is no object type; rules stand at objects and their fields.`;
  if (fieldName === undefined) return { coordinate, type, field: undefined };
  const field = type.fields.get(fieldName);
  if (field === undefined)
    return `"${typeName}" has no field "${fieldName}".${didYouMean(fieldName, type.fields.keys())}`;
  return { coordinate, type, field };
}

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** What tags of kept values may read: at a type its own fields, at a field its arguments, and what it answers. Whose it is, no kept value knows. */
export function keptScope(draft: Draft, place: RulePlace): TemplateScope {
  const scope = ruleScope(draft, place);
  return place.field === undefined ? scope : { ...scope, parent: scope.result };
}

/** What templates of a rule may read: at a type its own fields, at a field its parent, its arguments and its result. */
export function ruleScope(draft: Draft, { coordinate, type, field }: RulePlace): TemplateScope {
  if (field === undefined) return { coordinate, parent: type.name, args: undefined, result: undefined };
  const result = typeNameOf(field.type);
  return {
    coordinate,
    parent: ROOTS.has(type.name) ? undefined : type.name,
    args: field.args,
    result:
      draft.types.get(result)?.kind === 'object' || draft.types.get(result)?.kind === 'interface' ? result : undefined,
  };
}
