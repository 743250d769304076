import { CodeBuilder, readCode } from './code-builder.ts';
import { keyCollector, LINK_RUNTIME } from './generate-links.ts';
import type { PlanFrame } from './plan-frame.ts';
import type { Demand, FieldShape, ObjectShape, PlanShape, ValueShape } from './plan-shapes.ts';

/** Walks a value and notes what the demands below it need: keys of parents, or the parents. */
export type Collect = (frame: PlanFrame, value: unknown) => void;

/** Walkers of one plan. A demand below which nothing is demanded has none. */
export interface Collectors {
  /** For the root parent, by root field. */
  readonly roots: readonly (Collect | null)[];
  /** For the value of a call, or of the property behind a gate. */
  readonly values: ReadonlyMap<Demand, Collect>;
  /** For what a question gives each of its uses: the whole value, and one item of it where its value is a list of keyed items. */
  readonly uses: ReadonlyMap<Demand, readonly (Collect | null)[]>;
}

export function generateCollectors(shape: PlanShape): Collectors {
  const generator = new CollectorGenerator();
  const roots = shape.root.fields.map((field) => generator.ofField(field, 'v'));
  const values: [Demand, string][] = [];
  const uses: [Demand, readonly (string | undefined)[]][] = [];
  const visit = (demand: Demand): void => {
    if (demand.kind === 'question') {
      uses.push([demand, demand.uses.map(({ value }) => value && generator.ofValue(value))]);
    } else {
      const walker = demand.value && generator.ofValue(demand.value);
      if (walker !== undefined) values.push([demand, walker]);
    }
    for (const below of demand.below) visit(below);
  };
  for (const demands of shape.rootDemands) for (const demand of demands) visit(demand);
  const rootNames = roots.map((statements) =>
    statements === '' ? 'null' : generator.code.define(generator.code.declare(), ['f', 'v'], statements),
  );
  const compiled = generator.code.compile<{ roots: (Collect | null)[]; values: Collect[]; uses: (Collect | null)[][] }>(
    { ...LINK_RUNTIME, isArray: Array.isArray, itemsOf },
    `{ roots: [${rootNames.join(', ')}], values: [${values.map(([, name]) => name).join(', ')}], ` +
      `uses: [${uses.map(([, names]) => `[${names.map((name) => name ?? 'null').join(', ')}]`).join(', ')}] }`,
  );
  return {
    roots: compiled.roots,
    values: new Map(values.map(([demand], i) => [demand, compiled.values[i] as Collect])),
    uses: new Map(uses.map(([demand], i) => [demand, compiled.uses[i] ?? []])),
  };
}

class CollectorGenerator {
  readonly code = new CodeBuilder();
  readonly #byValue = new Map<ValueShape, string | undefined>();

  /** A function that walks a value; undefined where nothing below it is demanded. */
  ofValue(value: ValueShape): string | undefined {
    if (this.#byValue.has(value)) return this.#byValue.get(value);
    const name = this.#make(value);
    this.#byValue.set(value, name);
    return name;
  }

  #make(value: ValueShape): string | undefined {
    switch (value.kind) {
      case 'leaf':
        return undefined;
      case 'list': {
        const item = this.ofValue(value.item);
        if (item === undefined) return undefined;
        const loop = `const items = isArray(v) ? v : itemsOf(v);\nfor (let i = 0; i < items.length; i++) ${item}(f, items[i]);`;
        return this.code.define(this.code.declare(), ['f', 'v'], loop);
      }
      case 'object':
        return this.#object(value.shape);
      case 'abstract': {
        const cases: string[] = [];
        for (const [member, shape] of value.members) {
          const walk = this.#object(shape);
          if (walk !== undefined) cases.push(`case ${JSON.stringify(member)}: ${walk}(f, v); break;`);
        }
        if (cases.length === 0) return undefined;
        const names = this.code.constant(value.names);
        const body = `switch (${names}.get(own(v, "__typename"))) {\n${cases.join('\n')}\n}`;
        return this.code.define(this.code.declare(), ['f', 'v'], body);
      }
    }
  }

  #object(shape: ObjectShape): string | undefined {
    const statements = shape.fields.map((field) => this.ofField(field, 'v')).filter((statement) => statement !== '');
    if (statements.length === 0) return undefined;
    const check = 'if (typeof v !== "object" || v === null || isArray(v) || v instanceof Error) return;';
    return this.code.define(this.code.declare(), ['f', 'v'], [check, ...statements].join('\n'));
  }

  /** Statements that note what one field of the object `parent` demands; '' for nothing. */
  ofField(field: FieldShape, parent: string): string {
    if (field.gate !== undefined) return `f.gateParents[${field.gate.slot}].push(${parent});`;
    const { from } = field;
    if (from.kind === 'link') {
      const { question, link } = from;
      if (!question.direct) return `f.parents[${question.slot}].push(${parent});`;
      return `${keyCollector(this.code, link, question)}(f, ${parent});`;
    }
    if (from.kind === 'namespace') {
      const walk = this.ofValue(field.value);
      return walk === undefined ? '' : `${walk}(f, ${parent});`;
    }
    if (from.kind !== 'property') return '';
    const walk = this.ofValue(field.value);
    return walk === undefined ? '' : `${walk}(f, ${readCode(parent, from.property)});`;
  }
}

function itemsOf(value: unknown): readonly unknown[] {
  const isIterable = typeof value === 'object' && value !== null && Symbol.iterator in value;
  return isIterable ? Array.from(value as Iterable<unknown>) : [];
}
