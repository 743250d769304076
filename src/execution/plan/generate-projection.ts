import { CodeBuilder } from './code-builder.ts';
import { COMPLETION_RUNTIME } from './complete-value.ts';
import { fastCheck } from './fast-checks.ts';
import { LINK_RUNTIME } from './generate-links.ts';
import { type PlanFrame, ROOT_PARENT } from './plan-frame.ts';
import type { FieldShape, ObjectShape, PlanShape, Site, ValueShape } from './plan-shapes.ts';
import { indexNames, indices, mayFail, objectCode, originCode, pastObstacles } from './projection-code.ts';

/** Completes one root field from what a run has found. Undefined: it is null where it must not be, and the error is noted. */
export type RootProjection = (frame: PlanFrame) => unknown;

/** One projection for each root field, in order: the answer as objects. */
export function generateProjection(shape: PlanShape): readonly RootProjection[] {
  const generator = new ProjectionGenerator(shape);
  const roots = shape.root.fields.map((field) => generator.root(field));
  return generator.code.compile({ ...LINK_RUNTIME, ...COMPLETION_RUNTIME }, `[${roots.join(', ')}]`);
}

class ProjectionGenerator {
  readonly code = new CodeBuilder();
  readonly #shape: PlanShape;
  #variables = 0;

  constructor(shape: PlanShape) {
    this.#shape = shape;
  }

  root(field: FieldShape): string {
    const parent = this.code.constant(ROOT_PARENT);
    const [variable, statements] = this.#field(field, parent, 0, 'return undefined;');
    return this.code.define(this.code.declare(), ['f'], `${statements}\nreturn ${variable};`);
  }

  /** Statements that leave a field's completed value in a variable; `propagate` is what they do where a null goes on to the parent. */
  #field(field: FieldShape, parent: string, depth: number, propagate: string): [variable: string, statements: string] {
    const variable = this.#variable();
    const { from, site, value } = field;
    if (from.kind === 'typename') return [variable, `const ${variable} = ${JSON.stringify(from.name)};`];
    if (from.kind === 'introspection') {
      const found = `f.introspected[${from.slot}]`;
      return [variable, `const ${variable} = ${found}; if (${variable} === undefined) ${propagate}`];
    }
    const statements = pastObstacles(
      field,
      parent,
      `${variable} = ${originCode(this.code, field, parent)};`,
      this.#complete(variable, value, depth, propagate, from.kind === 'link'),
      {
        args: this.#shape.arguments[field.args ?? -1],
        value: mayFail(field) ? variable : undefined,
        failed: (error) =>
          `${variable} = fail(f, ${this.#site(site)}, ${error}, ${value.nonNull}, ${indices(depth)}); ${settle(variable, value.nonNull, propagate)}`,
      },
    );
    return [variable, `let ${variable};\n{\n${statements}\n}`];
  }

  /** Statements that replace the raw value in a variable by its completed one. */
  #complete(variable: string, value: ValueShape, depth: number, propagate: string, itemsMayFail: boolean): string {
    if (value.kind === 'leaf') return this.#leaf(variable, value, depth, propagate);
    const parameters = ['f', variable, ...indexNames(depth)].join(', ');
    const call = `${variable} = ${this.#writer(value, depth, itemsMayFail)}(${parameters});`;
    return value.nonNull ? `${call} if (${variable} === undefined) ${propagate}` : call;
  }

  #leaf(variable: string, value: ValueShape & { kind: 'leaf' }, depth: number, propagate: string): string {
    const check = fastCheck(value.type);
    const slow =
      `${variable} = leaf(f, ${this.#site(value.site)}, ${this.code.constant(value.type)}, ${variable}, ${value.nonNull}, ${indices(depth)}); ` +
      settle(variable, value.nonNull, propagate);
    const isNull = `${variable} === null || ${variable} === undefined`;
    const slowest = value.nonNull ? slow : `if (${isNull}) ${variable} = null; else { ${slow} }`;
    if (check === undefined) return slowest;
    const condition = check.condition(variable, (constant) => this.code.constant(constant));
    return `if (!(${condition})) { ${slowest} }`;
  }

  /** A function that completes a list, an object or an abstract value at one place. */
  #writer(value: ValueShape, depth: number, itemsMayFail: boolean): string {
    const name = this.code.declare();
    const site = this.#site(value.site);
    const at = indices(depth);
    const absent = value.nonNull ? `return missing(f, ${site}, ${at});` : 'return null;';
    const propagate = value.nonNull ? 'return undefined;' : `return nulled(f, ${site}, ${at});`;
    const head = `if (v === null || v === undefined) ${absent}`;
    const body = this.#body(value, depth, propagate, site, itemsMayFail);
    return this.code.define(name, ['f', 'v', ...indexNames(depth)], `${head}\n${body}`);
  }

  #body(value: ValueShape, depth: number, propagate: string, site: string, itemsMayFail: boolean): string {
    const at = indices(depth);
    switch (value.kind) {
      case 'object': {
        const type = JSON.stringify(value.shape.type.name);
        const isNone = `typeof v !== "object" || isArray(v)${itemsMayFail ? ' || v instanceof Error' : ''}`;
        const check = `if (${isNone}) return noObject(f, ${site}, ${type}, v, ${value.nonNull}, ${at});`;
        return `${check}\n${this.#members(value.shape, depth, propagate)}`;
      }
      case 'abstract': {
        const names = this.code.constant(value.names);
        const cases = [...value.members].map(([member, shape]) => {
          const write = this.code.declare();
          // The members' nulls arrive at the abstract value's place.
          const inner = this.#members(shape, depth, propagate);
          this.code.define(write, ['f', 'v', ...indexNames(depth)], inner);
          return `case ${JSON.stringify(member)}: return ${write}(${['f', 'v', ...indexNames(depth)].join(', ')});`;
        });
        const type = this.code.constant(value.type);
        const none = `noMember(f, ${site}, ${type}, v, ${value.nonNull}, ${at})`;
        return `switch (${names}.get(own(v, "__typename"))) {\n${cases.join('\n')}\n}\nreturn ${none};`;
      }
      case 'list':
        return this.#list(value, depth, propagate, site, itemsMayFail);
      case 'leaf':
        return '';
    }
  }

  #list(
    value: ValueShape & { kind: 'list' },
    depth: number,
    propagate: string,
    site: string,
    itemsMayFail: boolean,
  ): string {
    const notIterable = value.nonNull ? 'return undefined;' : 'return null;';
    const item = this.#variable();
    const index = `i${depth}`;
    const complete = this.#complete(item, value.item, depth + 1, propagate, itemsMayFail);
    return [
      `if (!isArray(v)) { v = listItems(f, ${site}, v, ${indices(depth)}); if (v === undefined) ${notIterable} }`,
      'const r = [];',
      `for (let ${index} = 0; ${index} < v.length; ${index}++) {`,
      `let ${item} = v[${index}];`,
      complete,
      `r.push(${item});`,
      '}',
      'return r;',
    ].join('\n');
  }

  /** Statements that return an object of these fields. */
  #members(shape: ObjectShape, depth: number, propagate: string): string {
    const parts: string[] = [];
    const entries: [key: string, value: string][] = [];
    for (const field of shape.fields) {
      const [variable, statements] = this.#field(field, 'v', depth, propagate);
      parts.push(statements);
      entries.push([field.responseKey, variable]);
    }
    return `${parts.join('\n')}\nreturn ${objectCode(entries)};`;
  }

  #variable(): string {
    this.#variables += 1;
    return `a${this.#variables}`;
  }

  #site(site: Site): string {
    return this.code.constant(site);
  }
}

/** After a slow path has left a value, null or undefined. */
const settle = (variable: string, nonNull: boolean, propagate: string): string =>
  nonNull ? `if (${variable} === undefined) ${propagate}` : '';
