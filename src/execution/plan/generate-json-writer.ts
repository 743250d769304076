import { CodeBuilder } from './code-builder.ts';
import { COMPLETION_RUNTIME } from './complete-value.ts';
import { fastCheck, type LeafForm } from './fast-checks.ts';
import { LINK_RUNTIME } from './generate-links.ts';
import { fixedCode, type JsonBytes, writeNumber, writeText, writeValue } from './json-bytes.ts';
import { type PlanFrame, ROOT_PARENT } from './plan-frame.ts';
import type { FieldShape, ObjectShape, PlanShape, Site, ValueShape } from './plan-shapes.ts';
import { indexNames, indices, mayFail, originCode, pastObstacles } from './projection-code.ts';

/**
 * Writes one root field, `"key":value`, at a position and returns the one behind it. -1: the field is null where it must not be, and the
 * error is noted.
 */
export type RootWriter = (frame: PlanFrame, position: number) => number;

/** One writer for each root field, in order: the answer as the bytes of its JSON. */
export function generateJsonWriter(shape: PlanShape, out: JsonBytes): readonly RootWriter[] {
  const generator = new JsonWriterGenerator(shape);
  const roots = shape.root.fields.map((field) => generator.root(field));
  const runtime = { ...LINK_RUNTIME, ...COMPLETION_RUNTIME, o: out, writeNumber, writeText, writeValue };
  return generator.code.compile(runtime, `[${roots.join(', ')}]`);
}

/**
 * In the code `o` is where is written, `p` the position, `f` the frame, `v` the raw value, `s` where the value of this function began.
 * A function returns the position behind its value, or -1 for a null that goes on to the parent, who goes back to where it began.
 */
class JsonWriterGenerator {
  readonly code = new CodeBuilder();
  readonly #shape: PlanShape;
  /** Written by every branch that ends in a null. */
  readonly #null = this.#fixed('null');
  #variables = 0;

  constructor(shape: PlanShape) {
    this.#shape = shape;
  }

  root(field: FieldShape): string {
    const parent = this.code.constant(ROOT_PARENT);
    const key = `${JSON.stringify(field.responseKey)}:`;
    const written =
      field.from.kind === 'typename'
        ? this.#fixed(key + JSON.stringify(field.from.name))
        : `${this.#fixed(key)}\n${this.#field(field, parent, 0, 'return -1;')}`;
    return this.code.define(this.code.declare(), ['f', 'p'], `let b;\n${written}\nreturn p;`);
  }

  /** Statements that write a field's value; `propagate` is what they do where a null goes on to the parent. */
  #field(field: FieldShape, parent: string, depth: number, propagate: string): string {
    const variable = this.#variable();
    const { from, site, value } = field;
    if (from.kind === 'introspection') {
      const found = `f.introspected[${from.slot}]`;
      return `const ${variable} = ${found}; if (${variable} === undefined) ${propagate}\np = writeValue(o, p, ${variable});`;
    }
    const failed = (error: string): string => {
      const noted = `fail(f, ${this.#site(site)}, ${error}, ${value.nonNull}, ${indices(depth)});`;
      return `${noted} ${value.nonNull ? propagate : this.#null}`;
    };
    const statements = pastObstacles(
      field,
      parent,
      `let ${variable} = ${originCode(this.code, field, parent)};`,
      this.#complete(variable, value, depth, propagate, from.kind === 'link'),
      { args: this.#shape.arguments[field.args ?? -1], value: mayFail(field) ? variable : undefined, failed },
    );
    return `{\n${statements}\n}`;
  }

  /** Statements that write the completed form of the raw value in a variable. */
  #complete(variable: string, value: ValueShape, depth: number, propagate: string, itemsMayFail: boolean): string {
    if (value.kind === 'leaf') return this.#leaf(variable, value, depth, propagate);
    const write = this.#writer(value, depth, itemsMayFail);
    const call = `p = ${write}(${['f', 'p', variable, ...indexNames(depth)].join(', ')});`;
    return value.nonNull ? `${call} if (p < 0) ${propagate}` : call;
  }

  #leaf(variable: string, value: ValueShape & { kind: 'leaf' }, depth: number, propagate: string): string {
    const check = fastCheck(value.type);
    const slow =
      `${variable} = leaf(f, ${this.#site(value.site)}, ${this.code.constant(value.type)}, ${variable}, ${value.nonNull}, ${indices(depth)}); ` +
      (value.nonNull ? `if (${variable} === undefined) ${propagate} ` : '') +
      `p = writeValue(o, p, ${variable});`;
    const isNull = `${variable} === null || ${variable} === undefined`;
    const slowest = value.nonNull ? slow : `if (${isNull}) { ${this.#null} } else { ${slow} }`;
    if (check === undefined) return slowest;
    const condition = check.condition(variable, (constant) => this.code.constant(constant));
    return `if (${condition}) { ${this.#leafCode(check.form, variable)} } else { ${slowest} }`;
  }

  #leafCode(form: LeafForm, variable: string): string {
    switch (form) {
      case 'number':
        return `p = writeNumber(o, p, ${variable});`;
      case 'boolean':
        return `if (${variable}) { ${this.#fixed('true')} } else { ${this.#fixed('false')} }`;
      case 'string':
      case 'name':
        return `p = writeText(o, p, ${variable});`;
    }
  }

  /** A function that writes a list, an object or an abstract value at one place. */
  #writer(value: ValueShape, depth: number, itemsMayFail: boolean): string {
    const name = this.code.declare();
    const site = this.#site(value.site);
    const at = indices(depth);
    const absent = value.nonNull ? `missing(f, ${site}, ${at}); return -1;` : `${this.#null} return p;`;
    // Also of what was written before the null was met.
    const propagate = value.nonNull ? 'return -1;' : `{ nulled(f, ${site}, ${at}); p = s; ${this.#null} return p; }`;
    const head = `const s = p; let b;\nif (v === null || v === undefined) { ${absent} }`;
    const body = this.#body(value, depth, propagate, site, itemsMayFail);
    return this.code.define(name, ['f', 'p', 'v', ...indexNames(depth)], `${head}\n${body}`);
  }

  #body(value: ValueShape, depth: number, propagate: string, site: string, itemsMayFail: boolean): string {
    const at = indices(depth);
    const none = (call: string): string => `{ ${call}; ${value.nonNull ? 'return -1;' : `${this.#null} return p;`} }`;
    switch (value.kind) {
      case 'object': {
        const type = JSON.stringify(value.shape.type.name);
        const isNone = `typeof v !== "object" || isArray(v)${itemsMayFail ? ' || v instanceof Error' : ''}`;
        const check = `if (${isNone}) ${none(`noObject(f, ${site}, ${type}, v, ${value.nonNull}, ${at})`)}`;
        return `${check}\n${this.#members(value.shape, depth, propagate)}\nreturn p;`;
      }
      case 'abstract': {
        const parameters = ['f', 'p', 'v', ...indexNames(depth)];
        const cases = [...value.members].map(([member, shape]) => {
          const write = this.code.declare();
          // The members' nulls arrive at the abstract value's place.
          const inner = this.#members(shape, depth, propagate);
          this.code.define(write, parameters, `const s = p; let b;\n${inner}\nreturn p;`);
          return `case ${JSON.stringify(member)}: return ${write}(${parameters.join(', ')});`;
        });
        const names = this.code.constant(value.names);
        const type = this.code.constant(value.type);
        const otherwise = none(`noMember(f, ${site}, ${type}, v, ${value.nonNull}, ${at})`);
        return `switch (${names}.get(own(v, "__typename"))) {\n${cases.join('\n')}\n}\n${otherwise}`;
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
    const notIterable = value.nonNull ? 'return -1;' : `{ ${this.#null} return p; }`;
    const item = this.#variable();
    const index = `i${depth}`;
    return [
      `if (!isArray(v)) { v = listItems(f, ${site}, v, ${indices(depth)}); if (v === undefined) ${notIterable} }`,
      this.#fixed('['),
      `for (let ${index} = 0; ${index} < v.length; ${index}++) {`,
      `let ${item} = v[${index}];`,
      `if (${index} > 0) { ${this.#fixed(',')} }`,
      this.#complete(item, value.item, depth + 1, propagate, itemsMayFail),
      '}',
      this.#fixed(']'),
      'return p;',
    ].join('\n');
  }

  /** Statements that write an object of these fields. */
  #members(shape: ObjectShape, depth: number, propagate: string): string {
    const parts: string[] = [];
    // What is known beforehand is written in one go with its neighbours.
    let fixed = '{';
    for (const [i, field] of shape.fields.entries()) {
      fixed += `${i === 0 ? '' : ','}${JSON.stringify(field.responseKey)}:`;
      if (field.from.kind === 'typename') {
        fixed += JSON.stringify(field.from.name);
        continue;
      }
      parts.push(this.#fixed(fixed), this.#field(field, 'v', depth, propagate));
      fixed = '';
    }
    parts.push(this.#fixed(`${fixed}}`));
    return parts.join('\n');
  }

  #fixed(text: string): string {
    return fixedCode(text, (value) => this.code.constant(value));
  }

  #variable(): string {
    this.#variables += 1;
    return `a${this.#variables}`;
  }

  #site(site: Site): string {
    return this.code.constant(site);
  }
}
