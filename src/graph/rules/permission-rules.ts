import { didYouMean } from '../../utils/did-you-mean.ts';
import type { RuleTables } from '../compose-input.ts';
import type { Draft } from '../draft/draft.ts';
import type { Extended } from '../extensions/apply-extensions.ts';
import { placeOfArgument } from '../extensions/read-directives.ts';
import type { PermissionExpression } from '../graph.ts';
import type { IssueLog } from '../issue-log.ts';
import { parsePermission } from './parse-permission.ts';
import { rulePlace } from './rule-place.ts';

/** Permission rules by field, from `@allow` and the table. A rule of a type holds for each of its fields, besides the field's own. */
export function permissionRules(
  draft: Draft,
  extended: Extended,
  tables: RuleTables | undefined,
  known: readonly string[] | undefined,
  log: IssueLog,
): ReadonlyMap<string, PermissionExpression> {
  const written = new Map<string, PermissionExpression>();
  const read = (coordinate: string, text: string, at: string): void => {
    const place = rulePlace(draft, coordinate);
    const expression = parsePermission(text);
    if (typeof place === 'string') log.error('RULE_INVALID', at, place);
    if (typeof expression === 'string') log.error('RULE_INVALID', at, expression);
    else {
      checkNames(expression, known, at, log);
      if (typeof place !== 'string') written.set(coordinate, expression);
    }
  };
  for (const { coordinate, use } of extended.rules) {
    if (use.name === 'allow') read(coordinate, String(use.args.if), placeOfArgument(use, 'if'));
  }
  for (const [coordinate, text] of Object.entries(tables?.permissions ?? {}))
    read(coordinate, text, `permissions.${coordinate}`);
  return byField(draft, written);
}

function byField(
  draft: Draft,
  written: ReadonlyMap<string, PermissionExpression>,
): ReadonlyMap<string, PermissionExpression> {
  const rules = new Map<string, PermissionExpression>();
  for (const [coordinate, expression] of written) {
    if (coordinate.includes('.')) {
      const ofType = written.get(coordinate.slice(0, coordinate.indexOf('.')));
      rules.set(coordinate, ofType === undefined ? expression : { kind: 'and', of: [ofType, expression] });
      continue;
    }
    for (const field of draft.types.get(coordinate)?.fields.keys() ?? []) {
      if (!written.has(`${coordinate}.${field}`)) rules.set(`${coordinate}.${field}`, expression);
    }
  }
  return rules;
}

function checkNames(
  expression: PermissionExpression,
  known: readonly string[] | undefined,
  at: string,
  log: IssueLog,
): void {
  if (known === undefined) return;
  if (expression.kind === 'rule') {
    if (known.includes(expression.name)) return;
    const message = `There is no permission rule "${expression.name}".${didYouMean(expression.name, known)} Rules are exports of the permissions module.`;
    log.error('RULE_INVALID', at, message);
  } else if (expression.kind === 'not') checkNames(expression.of, known, at, log);
  else for (const each of expression.of) checkNames(each, known, at, log);
}
