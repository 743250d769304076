import { isObjectType } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Issue } from '../../errors/issue.ts';
import type { Graph, PermissionExpression } from '../../graph/graph.ts';
import { compileRule, ruleFragments } from './compile-rule.ts';
import { type ExpandedCoordinate, expandCoordinate } from './expand-coordinate.ts';
import type { PermissionCheck, PermissionChecks, Verdict } from './permission-check.ts';
import { allOf, allowAll, anyOf, denyAll, noneOf, type RuleInfo, type RuleNode } from './rule-node.ts';
import type { RuleOutcome } from './rule-outcome.ts';
import { requiredPaths } from './rule-requirements.ts';

export interface PermissionOptions {
  readonly graph: Pick<Graph, 'schema' | 'routes' | 'permissionRules'>;
  /** By the names that expressions use: rules of graphql-shield, or plain functions of the same arguments. */
  readonly rules: Readonly<Record<string, unknown>>;
  /** By coordinate `Type` or `Type.field`: a rule itself instead of an expression. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  /** What becomes of fields that no rule names. */
  readonly unlisted: 'allow' | 'deny';
}

/** Who may see what, ready to be asked; and what is wrong with it, which a gateway must not start with. */
export interface Permissions {
  readonly checks: PermissionChecks;
  readonly issues: readonly Issue[];
}

/** The rule names that every graph has, unless the user's rules have a rule of that name. */
const BUILT_IN: ReadonlyMap<string, RuleNode> = new Map([
  ['allow', allowAll],
  ['deny', denyAll],
]);

/** The names that a permission expression may use. */
export function permissionRuleNames(rules: Readonly<Record<string, unknown>>): readonly string[] {
  return [...new Set([...Object.keys(rules), ...BUILT_IN.keys()])];
}

interface PlacedRule {
  readonly node: RuleNode;
  readonly fragments: readonly string[];
}

/**
 * Permission rules as one check for each field of an object type. A field's own rule stands instead of its type's; a rule of an interface
 * or a union that it belongs to must allow besides. Rules are asked synchronously where they answer so, remember nothing beyond their
 * operation, and one that throws denies with a masked error.
 */
export function createPermissions({ graph, rules, fields = {}, unlisted }: PermissionOptions): Permissions {
  const { schema } = graph;
  const issues: Issue[] = [];
  const placed = { field: new Map<string, PlacedRule>(), type: new Map(), abstract: new Map() } satisfies Record<
    ExpandedCoordinate['by'],
    Map<string, PlacedRule>
  >;

  for (const [coordinate, expression] of graph.permissionRules)
    place(coordinate, fromExpression(expression, coordinate));
  for (const [coordinate, value] of Object.entries(fields)) {
    if (typeof value !== 'string') place(coordinate, fromRule(value, coordinate, `The rule of "${coordinate}"`));
  }

  const checks = new Map<string, PermissionCheck>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const own = placed.field.get(coordinate) ?? placed.type.get(coordinate);
      const parts = [own, placed.abstract.get(coordinate)].filter((part) => part !== undefined);
      const nodes = parts.map((part) => part.node).filter((node) => node !== allowAll);
      if (nodes.length === 0 && (parts.length > 0 || unlisted === 'allow')) continue;
      const requires = requiredPaths(
        parts.flatMap((part) => part.fragments),
        type.name,
        graph,
      );
      if (requires === undefined) report(coordinate, `A rule of "${coordinate}" has a fragment that is no GraphQL.`);
      const info = { fieldName: field.name, parentType: type, returnType: field.type, schema };
      checks.set(coordinate, checkOf(nodes.length === 0 ? denyAll : allOf(nodes), info, requires ?? []));
    }
  }
  return { checks: (coordinate) => checks.get(coordinate), issues };

  function place(coordinate: string, rule: PlacedRule): void {
    const expanded = expandCoordinate(schema, coordinate);
    if (typeof expanded === 'string') {
      report(coordinate, expanded);
      return;
    }
    const into = placed[expanded.by];
    for (const field of expanded.fields) {
      const before = into.get(field);
      into.set(field, before === undefined ? rule : bothOf(before, rule));
    }
  }

  function fromExpression(expression: PermissionExpression, coordinate: string): PlacedRule {
    if (expression.kind === 'rule') {
      const { name } = expression;
      if (Object.hasOwn(rules, name)) return fromRule(rules[name], coordinate, `The permission rule "${name}"`);
      const builtIn = BUILT_IN.get(name);
      if (builtIn !== undefined) return { node: builtIn, fragments: [] };
      // Composition has said so, with its place.
      return { node: denyAll, fragments: [] };
    }
    if (expression.kind === 'not') {
      const inner = fromExpression(expression.of, coordinate);
      return { node: noneOf(inner.node), fragments: inner.fragments };
    }
    const parts = expression.of.map((part) => fromExpression(part, coordinate));
    const nodes = parts.map((part) => part.node);
    return {
      node: expression.kind === 'and' ? allOf(nodes) : anyOf(nodes),
      fragments: parts.flatMap((part) => part.fragments),
    };
  }

  function fromRule(value: unknown, coordinate: string, what: string): PlacedRule {
    const node = compileRule(value);
    if (node !== undefined) return { node, fragments: ruleFragments(value) };
    return broken(coordinate, `${what} is neither a rule of graphql-shield nor a function.`);
  }

  function broken(coordinate: string, message: string): PlacedRule {
    report(coordinate, message);
    return { node: denyAll, fragments: [] };
  }

  function report(at: string, message: string): void {
    issues.push({ severity: 'error', code: 'RULE_INVALID', message, at });
  }
}

function bothOf(a: PlacedRule, b: PlacedRule): PlacedRule {
  return { node: allOf([a.node, b.node]), fragments: [...a.fragments, ...b.fragments] };
}

function checkOf(node: RuleNode, info: RuleInfo, requires: PermissionCheck['requires'] & {}): PermissionCheck {
  const check = (...[parent, args, context, coordinate]: Parameters<PermissionCheck>): ReturnType<PermissionCheck> => {
    const outcome = node({ parent, args, context, info });
    if (outcome === true) return true;
    return outcome instanceof Promise
      ? outcome.then((settled) => verdictOf(settled, coordinate))
      : verdictOf(outcome, coordinate);
  };
  return requires.length === 0 ? check : Object.assign(check, { requires });
}

function verdictOf(outcome: RuleOutcome, coordinate: string): Verdict {
  if (outcome === true) return true;
  return outcome === false ? new GatewayError('FORBIDDEN', undefined, { coordinate }) : outcome.at({ coordinate });
}
