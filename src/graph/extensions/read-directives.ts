import {
  buildASTSchema,
  type ConstDirectiveNode,
  DirectiveLocation,
  type GraphQLDirective,
  GraphQLError,
  getArgumentValues,
  Kind,
  parse,
} from 'graphql';
import { didYouMean } from '../../utils/did-you-mean.ts';
import { DIRECTIVES_SDL } from '../directives-sdl.ts';
import type { IssueLog } from '../issue-log.ts';
import { placeOf } from './place-of.ts';

const NAMES = ['link', 'merge', 'cache', 'allow', 'invalidate'];

const KNOWN: ReadonlyMap<string, GraphQLDirective> = new Map(
  buildASTSchema(parse(DIRECTIVES_SDL), { assumeValidSDL: true, assumeValid: true })
    .getDirectives()
    .filter(({ name }) => NAMES.includes(name))
    .map((directive) => [directive.name, directive]),
);

/** A use of one of the graph's directives, its arguments checked against their types. */
export interface DirectiveUse {
  readonly name: string;
  readonly node: ConstDirectiveNode;
  readonly at: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The directives of a type or a field; what does not fit is reported and left out. */
export function readDirectives(
  nodes: readonly ConstDirectiveNode[],
  location: DirectiveLocation.OBJECT | DirectiveLocation.FIELD_DEFINITION,
  log: IssueLog,
): readonly DirectiveUse[] {
  const uses: DirectiveUse[] = [];
  for (const node of nodes) {
    const directive = KNOWN.get(node.name.value);
    const problem =
      directive === undefined ? unknownDirective(node, location) : misuse(directive, node, location, uses);
    if (problem !== undefined) log.error('INVALID', problem.at, problem.message);
    else if (directive !== undefined) {
      const args = argumentsOf(directive, node, log);
      if (args !== undefined) uses.push({ name: directive.name, node, at: placeOf(node), args });
    }
  }
  return uses;
}

interface Problem {
  readonly at: string;
  readonly message: string;
}

function unknownDirective(node: ConstDirectiveNode, location: DirectiveLocation): Problem | undefined {
  const name = node.name.value;
  if (name === 'deprecated') {
    return location === DirectiveLocation.FIELD_DEFINITION
      ? undefined
      : { at: placeOf(node), message: '"@deprecated" is for fields.' };
  }
  return { at: placeOf(node), message: `There is no directive "@${name}".${didYouMean(name, KNOWN.keys())}` };
}

function misuse(
  directive: GraphQLDirective,
  node: ConstDirectiveNode,
  location: DirectiveLocation,
  earlier: readonly DirectiveUse[],
): Problem | undefined {
  if (!directive.locations.includes(location)) {
    const where = directive.locations
      .map((place) => (place === DirectiveLocation.OBJECT ? 'object types' : 'fields'))
      .join(' and ');
    return { at: placeOf(node), message: `"@${directive.name}" is for ${where} only.` };
  }
  if (!directive.isRepeatable && earlier.some(({ name }) => name === directive.name)) {
    return { at: placeOf(node), message: `"@${directive.name}" can be used only once at one place.` };
  }
  const names = directive.args.map(({ name }) => name);
  const wrong = node.arguments?.find((argument) => !names.includes(argument.name.value));
  if (wrong === undefined) return undefined;
  const message = `"@${directive.name}" has no argument "${wrong.name.value}".${didYouMean(wrong.name.value, names)}`;
  return { at: placeOf(wrong), message };
}

function argumentsOf(
  directive: GraphQLDirective,
  node: ConstDirectiveNode,
  log: IssueLog,
): DirectiveUse['args'] | undefined {
  try {
    return getArgumentValues(directive, node);
  } catch (error) {
    const place = error instanceof GraphQLError ? (error.nodes?.[0] ?? node) : node;
    log.error(
      'INVALID',
      placeOf(place),
      `"@${directive.name}": ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}

/** Where an argument's value stands, or its item of that index; the directive's own place when it was not given. */
export function placeOfArgument(use: DirectiveUse, name: string, index = 0): string {
  const value = use.node.arguments?.find((argument) => argument.name.value === name)?.value;
  if (value === undefined) return use.at;
  return placeOf(value.kind === Kind.LIST ? (value.values[index] ?? value) : value);
}
