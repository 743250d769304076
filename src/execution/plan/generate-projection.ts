import type { GraphQLSchema } from 'graphql';
import { CodeBuilder, readCode } from './code-builder.ts';
import { fail, leaf, listItems, missing, noMember, noObject, nulled } from './complete-value.ts';
import { fastCheck } from './fast-checks.ts';
import { LINK_RUNTIME, linkReader } from './generate-links.ts';
import { jsonText, quoted } from './json-text.ts';
import { type PlanFrame, ROOT_PARENT } from './plan-frame.ts';
import type { ArgumentsShape, FieldShape, ObjectShape, PlanShape, Site, ValueShape } from './plan-shapes.ts';
import { indexNames, indices, objectCode, parameters, textCode } from './projection-code.ts';

/** Writes one root field from what a run has found. Undefined: it is null where it must not be, and the error is noted. */
export type RootWriter = (frame: PlanFrame) => unknown;

/** `object` builds values, `text` their JSON. */
export type ProjectionForm = 'object' | 'text';

/** One writer for each root field, in order. */
export function generateProjection(
  schema: GraphQLSchema,
  shape: PlanShape,
  form: ProjectionForm,
): readonly RootWriter[] {
  const generator = new ProjectionGenerator(schema, shape, form);
  const writers = shape.root.fields.map((field) => generator.rootWriter(field));
  return generator.code.compile(
    {
      ...LINK_RUNTIME,
      fail,
      leaf,
      listItems,
      missing,
      noMember,
      noObject,
      nulled,
      jsonText,
      quoted,
      isArray: Array.isArray,
    },
    `[${writers.join(', ')}]`,
  );
}

class ProjectionGenerator {
  readonly code = new CodeBuilder();
  readonly #schema: GraphQLSchema;
  readonly #text: boolean;
  readonly #arguments: readonly ArgumentsShape[];
  #variables = 0;

  constructor(schema: GraphQLSchema, shape: PlanShape, form: ProjectionForm) {
    this.#schema = schema;
    this.#arguments = shape.arguments;
    this.#text = form === 'text';
  }

  rootWriter(field: FieldShape): string {
    const parent = this.code.constant(ROOT_PARENT);
    const [variable, statements] = this.#field(field, parent, 0, 'return undefined;');
    return this.code.define(this.code.declare(), ['f'], `${statements}\nreturn ${variable};`);
  }

  /** Statements that leave a field's completed value in a variable; `propagate` is what they do where a null goes on to the parent. */
  #field(field: FieldShape, parent: string, depth: number, propagate: string): [variable: string, statements: string] {
    const variable = this.#variable();
    const { from, site, value } = field;
    if (from.kind === 'typename') return [variable, `const ${variable} = ${this.#fixed(from.name)};`];
    if (from.kind === 'introspection') {
      const found = `f.introspected[${from.slot}]`;
      const read = this.#text ? `${variable} = jsonText(${variable});` : '';
      return [variable, `let ${variable} = ${found}; if (${variable} === undefined) ${propagate} ${read}`];
    }
    const failed = (error: string): string =>
      `${variable} = fail(f, ${this.#site(site)}, ${error}, ${value.nonNull}, ${indices(depth)}); ${this.#settle(variable, value.nonNull, propagate)}`;
    const complete = this.#complete(variable, value, depth, propagate, from.kind === 'link');
    let statements = complete;
    if (from.kind === 'call' || from.kind === 'link') {
      statements = `if (${variable} instanceof Error) { ${failed(variable)} } else {\n${complete}\n}`;
    }
    statements = `${variable} = ${this.#origin(field, parent)};\n${statements}`;
    if (field.gate !== undefined) {
      const verdict = `f.verdicts[${field.gate.slot}].get(${parent})`;
      statements = `const ${variable}g = ${verdict}; if (${variable}g !== true) { ${failed(`${variable}g ?? undecided()`)} } else {\n${statements}\n}`;
    }
    if (field.args !== undefined && this.#arguments[field.args]?.fixed === undefined) {
      const args = `f.args[${field.args}]`;
      statements = `if (${args} instanceof Error) { ${failed(args)} } else {\n${statements}\n}`;
    }
    return [variable, `let ${variable};\n${statements}`];
  }

  #origin(field: FieldShape, parent: string): string {
    const { from } = field;
    switch (from.kind) {
      case 'call':
        return `f.calls[${from.demand.slot}]`;
      case 'link':
        return `${linkReader(this.code, from.link, from.question)}(f, ${parent})`;
      case 'namespace':
        return this.code.constant(ROOT_PARENT);
      case 'property':
        return readCode(parent, from.property);
      default:
        return 'undefined';
    }
  }

  /** Statements that replace the raw value in a variable by its completed one. */
  #complete(variable: string, value: ValueShape, depth: number, propagate: string, itemsMayFail: boolean): string {
    if (value.kind === 'leaf') return this.#leaf(variable, value, depth, propagate);
    const call = `${variable} = ${this.#writer(value, depth, itemsMayFail)}(${parameters('f', variable, depth)});`;
    return value.nonNull ? `${call} if (${variable} === undefined) ${propagate}` : call;
  }

  #leaf(variable: string, value: ValueShape & { kind: 'leaf' }, depth: number, propagate: string): string {
    const check = fastCheck(value.type);
    const slow =
      `${variable} = leaf(f, ${this.#site(value.site)}, ${this.code.constant(value.type)}, ${variable}, ${value.nonNull}, ${indices(depth)}); ` +
      this.#settle(variable, value.nonNull, propagate, true);
    const isNull = `${variable} === null || ${variable} === undefined`;
    const slowest = value.nonNull ? slow : `if (${isNull}) ${variable} = ${this.#null()}; else { ${slow} }`;
    if (check === undefined) return slowest;
    const condition = check.condition(variable, (constant) => this.code.constant(constant));
    if (!this.#text) return `if (!(${condition})) { ${slowest} }`;
    const written =
      check.form === 'string'
        ? `quoted(${variable})`
        : check.form === 'name'
          ? `'"' + ${variable} + '"'`
          : `"" + ${variable}`;
    return `if (${condition}) ${variable} = ${written}; else { ${slowest} }`;
  }

  /** After a slow path has left a value, null or undefined. */
  #settle(variable: string, nonNull: boolean, propagate: string, isLeaf = false): string {
    const gone = nonNull ? `if (${variable} === undefined) ${propagate} ` : '';
    if (!this.#text) return gone;
    return `${gone}${variable} = ${isLeaf ? `jsonText(${variable})` : this.#null()};`;
  }

  /** A function that completes a list, an object or an abstract value at one place. */
  #writer(value: ValueShape, depth: number, itemsMayFail: boolean): string {
    const name = this.code.declare();
    const site = this.#site(value.site);
    const at = indices(depth);
    const absent = value.nonNull ? `return missing(f, ${site}, ${at});` : `return ${this.#null()};`;
    const propagate = value.nonNull ? 'return undefined;' : `return ${this.#nullAfter(`nulled(f, ${site}, ${at})`)};`;
    const head = `if (v === null || v === undefined) ${absent}`;
    const body = this.#body(value, depth, propagate, site, itemsMayFail);
    return this.code.define(name, ['f', 'v', ...indexNames(depth)], `${head}\n${body}`);
  }

  #body(value: ValueShape, depth: number, propagate: string, site: string, itemsMayFail: boolean): string {
    const at = indices(depth);
    const failed = (call: string): string => (value.nonNull ? `return ${call};` : `return ${this.#nullAfter(call)};`);
    switch (value.kind) {
      case 'object': {
        const type = JSON.stringify(value.shape.type.name);
        const check = `if (typeof v !== "object" || isArray(v) || v instanceof Error) ${failed(`noObject(f, ${site}, ${type}, v, ${value.nonNull}, ${at})`)}`;
        return `${itemsMayFail ? check : check.replace(' || v instanceof Error', '')}\n${this.#members(value.shape, depth, propagate)}`;
      }
      case 'abstract': {
        const names = this.code.constant(value.names);
        const cases = [...value.members].map(([member, shape]) => {
          const write = this.code.declare();
          // The members' nulls arrive at the abstract value's place.
          const inner = this.#members(shape, depth, propagate);
          this.code.define(write, ['f', 'v', ...indexNames(depth)], inner);
          return `case ${JSON.stringify(member)}: return ${write}(${parameters('f', 'v', depth)});`;
        });
        const type = this.code.constant(value.type);
        const none = failed(
          `noMember(f, ${site}, ${this.code.constant(this.#schema)}, ${type}, v, ${value.nonNull}, ${at})`,
        );
        return `switch (${names}.get(own(v, "__typename"))) {\n${cases.join('\n')}\n}\n${none}`;
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
    const notIterable = value.nonNull ? 'return undefined;' : `return ${this.#null()};`;
    const item = this.#variable();
    const index = `i${depth}`;
    const complete = this.#complete(item, value.item, depth + 1, propagate, itemsMayFail);
    const loop = (each: string): string =>
      `for (let ${index} = 0; ${index} < v.length; ${index}++) {\nlet ${item} = v[${index}];\n${complete}\n${each}\n}`;
    const check = `if (!isArray(v)) { v = listItems(f, ${site}, v, ${indices(depth)}); if (v === undefined) ${notIterable} }`;
    if (this.#text) {
      return `${check}\nlet t = "[";\n${loop(`t += ${index} === 0 ? ${item} : "," + ${item};`)}\nreturn t + "]";`;
    }
    return `${check}\nconst r = [];\n${loop(`r.push(${item});`)}\nreturn r;`;
  }

  /** Statements that return an object of these fields. */
  #members(shape: ObjectShape, depth: number, propagate: string): string {
    const parts: string[] = [];
    const entries: [key: string, value: string][] = [];
    for (const field of shape.fields) {
      if (field.from.kind === 'typename') {
        entries.push([field.responseKey, this.#fixed(field.from.name)]);
        continue;
      }
      const [variable, statements] = this.#field(field, 'v', depth, propagate);
      parts.push(statements);
      entries.push([field.responseKey, variable]);
    }
    return `${parts.join('\n')}\nreturn ${this.#text ? textCode(entries) : objectCode(entries)};`;
  }

  #variable(): string {
    this.#variables += 1;
    return `a${this.#variables}`;
  }

  #site(site: Site): string {
    return this.code.constant(site);
  }

  #fixed(text: string): string {
    const json = JSON.stringify(text);
    return this.#text ? JSON.stringify(json) : json;
  }

  #null(): string {
    return this.#text ? '"null"' : 'null';
  }

  /** The null of this form, after a call that notes why. */
  #nullAfter(call: string): string {
    return this.#text ? `(${call}, "null")` : call;
  }
}
