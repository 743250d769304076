/**
 * Puts generated functions together. Nothing of a request or a schema becomes code: names go in as JSON text, everything else as a
 * constant that the code refers to by number.
 */
export class CodeBuilder {
  readonly #constants: unknown[] = [];
  readonly #numbers = new Map<unknown, number>();
  readonly #functions: string[] = [];

  /** The identifier of a value that the code uses. */
  constant(value: unknown): string {
    const known = this.#numbers.get(value);
    const number = known ?? this.#constants.push(value) - 1;
    if (known === undefined) this.#numbers.set(value, number);
    return `k${number}`;
  }

  /** Adds a function; the identifier to call it by. Its body may be given later, by `define`. */
  declare(): string {
    return `f${this.#functions.push('') - 1}`;
  }

  define(name: string, parameters: readonly string[], body: string): string {
    this.#functions[Number(name.slice(1))] = `function ${name}(${parameters.join(', ')}) {\n${body}\n}`;
    return name;
  }

  /** Compiles, and returns what `exports` evaluates to. `runtime` names are visible to the code. */
  compile<Result>(runtime: Readonly<Record<string, unknown>>, exports: string): Result {
    const constants = this.#constants.map((_, i) => `k${i} = constants[${i}]`);
    const names = Object.keys(runtime).map((name) => `${name} = runtime.${name}`);
    const declarations = [...names, ...constants];
    const code = [
      '"use strict";',
      declarations.length === 0 ? '' : `const ${declarations.join(', ')};`,
      ...this.#functions,
      `return ${exports};`,
    ].join('\n');
    return new Function('runtime', 'constants', code)(runtime, this.#constants) as Result;
  }
}

/** Code that reads a property of the object `holder`: own properties only. */
export function readCode(holder: string, property: string): string {
  const name = JSON.stringify(property);
  // Every object inherits these; what is absent has to stay absent.
  return property in Object.prototype ? `own(${holder}, ${name})` : `${holder}[${name}]`;
}
