import { fieldName, NameScope } from '../../shared/naming.ts';
import type { FieldKind, FieldShape, Shape } from '../model/shape.ts';

export type Draft<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export interface FieldWish {
  readonly kind: FieldKind;
  readonly namespace: string;
  readonly local: string;
  /** GraphQL names to try; default: the local name. */
  readonly names?: readonly string[];
  readonly list?: boolean;
  readonly required?: boolean;
  readonly nillable?: boolean;
  readonly default?: string | undefined;
  readonly fixed?: string | undefined;
  readonly description?: string | undefined;
}

/** The fields of one type while it is built: names are unique, an inherited or repeated declaration is one field. */
export class Fields {
  readonly #names: NameScope;
  readonly #inherited: FieldShape[];
  readonly #narrowed = new Set<FieldShape>();
  /** Declarations that a restriction repeats mean the inherited field; those of an extension never do. */
  readonly #restricts: boolean;
  readonly #own: Draft<FieldShape>[] = [];

  constructor(inherited: readonly FieldShape[], restricts: boolean, onRename: (wanted: string, given: string) => void) {
    this.#inherited = [...inherited];
    this.#restricts = restricts;
    this.#names = new NameScope(
      inherited.map((field) => field.name),
      onRename,
    );
  }

  find(kind: FieldKind, namespace: string, local: string): Draft<FieldShape> | undefined {
    const same = (field: FieldShape): boolean =>
      field.kind === kind && field.local === local && field.namespace === namespace;
    return this.#own.find(same) ?? (this.#restricts ? this.#inherited.find(same) : undefined);
  }

  isInherited(field: FieldShape): boolean {
    return this.#inherited.includes(field);
  }

  /** Makes an inherited field one of the type's own, of the same name; a second declaration of it changes nothing. */
  narrow(field: FieldShape, narrowed: () => FieldShape): FieldShape {
    if (this.#narrowed.has(field)) return field;
    const own = narrowed();
    this.#narrowed.add(own);
    this.#inherited[this.#inherited.indexOf(field)] = own;
    return own;
  }

  add(wish: FieldWish, shape: Shape): Draft<FieldShape> {
    const [wanted = fieldName(wish.local), ...qualified] = wish.names ?? [fieldName(wish.local)];
    const field: Draft<FieldShape> = {
      name: this.#names.claim(wanted, ...qualified),
      kind: wish.kind,
      namespace: wish.namespace,
      local: wish.local,
      shape,
      list: wish.list ?? false,
      required: wish.required ?? false,
      nillable: wish.nillable ?? false,
      ...(wish.default === undefined ? undefined : { default: wish.default }),
      ...(wish.fixed === undefined ? undefined : { fixed: wish.fixed }),
      ...(wish.description === undefined ? undefined : { description: wish.description }),
    };
    this.#own.push(field);
    return field;
  }

  get all(): readonly FieldShape[] {
    return [...this.#inherited, ...this.#own];
  }
}
