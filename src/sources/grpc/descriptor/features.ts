import type { Features, RawFile, RawOptions } from './raw.ts';

/** The features that hold for an element, all of them known. */
export type Defaults = Required<Features>;

/** What holds in a file before it says otherwise. */
export const SYNTAX_DEFAULTS: Readonly<Record<RawFile['syntax'], Defaults>> = {
  proto2: {
    fieldPresence: 'EXPLICIT',
    enumType: 'CLOSED',
    repeatedFieldEncoding: 'EXPANDED',
    utf8Validation: 'NONE',
    messageEncoding: 'LENGTH_PREFIXED',
  },
  proto3: {
    fieldPresence: 'IMPLICIT',
    enumType: 'OPEN',
    repeatedFieldEncoding: 'PACKED',
    utf8Validation: 'VERIFY',
    messageEncoding: 'LENGTH_PREFIXED',
  },
  editions: {
    fieldPresence: 'EXPLICIT',
    enumType: 'OPEN',
    repeatedFieldEncoding: 'PACKED',
    utf8Validation: 'VERIFY',
    messageEncoding: 'LENGTH_PREFIXED',
  },
};

/** The features inside an element with these options. */
export const refine = (defaults: Defaults, options: RawOptions): Defaults =>
  options.features === undefined ? defaults : { ...defaults, ...options.features };
