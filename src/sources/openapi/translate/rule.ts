import type { Constraints } from './shape.ts';

/** What a schema asks of a value on the wire beyond its type, as data. A rule that is not understood holds nothing against any value. */
export type Rule =
  | { readonly kind: 'open' }
  | { readonly kind: 'types'; readonly types: readonly string[] }
  | { readonly kind: 'values'; readonly values: readonly unknown[] }
  | { readonly kind: 'limits'; readonly limits: Constraints }
  | { readonly kind: 'required'; readonly names: readonly string[] }
  | { readonly kind: 'property'; readonly name: string; readonly rule: Rule }
  /** Of the names of all members. */
  | { readonly kind: 'keys'; readonly rule: Rule }
  | { readonly kind: 'every' | 'some' | 'one'; readonly rules: readonly Rule[] }
  | { readonly kind: 'not'; readonly rule: Rule }
  | { readonly kind: 'when'; readonly test: Rule; readonly met: Rule; readonly unmet: Rule };
