import type { Features, HttpRule, RawOptions } from './raw.ts';
import type { TokenStream } from './token-stream.ts';

/** An option's value: text for anything scalar, entries for an aggregate, a list for a list. */
export type OptionValue = string | readonly OptionValue[] | OptionEntries;
export type OptionEntries = readonly (readonly [name: string, value: OptionValue])[] & { readonly entries?: true };

const MAX_DEPTH = 64;

/** Collects `name = value` pairs of one element, and answers with those that matter. */
export class OptionCollector {
  readonly #pairs: [path: string, value: OptionValue][] = [];

  /** Reads `name = value` behind `option` or inside brackets. */
  read(tokens: TokenStream): void {
    let path = '';
    do {
      if (tokens.accept('(')) {
        path += `${path === '' ? '' : '.'}(${tokens.path().replace(/^\./, '')})`;
        tokens.expect(')');
      } else path += `${path === '' ? '' : '.'}${tokens.name()}`;
    } while (tokens.accept('.'));
    tokens.expect('=');
    this.#pairs.push([path, readValue(tokens, 0)]);
  }

  /** Reads `[a = 1, b = 2]` where there is one. */
  readBrackets(tokens: TokenStream): void {
    if (!tokens.accept('[')) return;
    do this.read(tokens);
    while (tokens.accept(','));
    tokens.expect(']');
  }

  finish(): RawOptions {
    const features = this.#features();
    const http = this.#http();
    const behaviors = this.#pairs
      .filter(([path]) => isExtension(path, 'field_behavior'))
      .flatMap(([, value]): readonly unknown[] => (typeof value === 'string' ? [value] : value))
      .filter((item): item is string => typeof item === 'string');
    const text = (name: string): string | undefined => {
      const value = this.#pairs.find(([path]) => path === name)?.[1];
      return typeof value === 'string' ? value : undefined;
    };
    const idempotency = text('idempotency_level');
    const defaultValue = text('default');
    return {
      ...(text('deprecated') === 'true' ? { deprecated: true } : undefined),
      ...(text('packed') === undefined ? undefined : { packed: text('packed') === 'true' }),
      ...(text('map_entry') === 'true' ? { mapEntry: true } : undefined),
      ...(defaultValue === undefined ? undefined : { defaultValue }),
      ...(idempotency === undefined ? undefined : { idempotency }),
      ...(http === undefined ? undefined : { http }),
      ...(behaviors.length === 0 ? undefined : { behaviors }),
      ...(features === undefined ? undefined : { features }),
    };
  }

  #features(): Features | undefined {
    const found: Record<string, string> = {};
    for (const [path, value] of this.#pairs) {
      if (path === 'features' && isEntries(value)) {
        for (const [name, text] of value) if (typeof text === 'string') found[name] = text;
      }
      if (path.startsWith('features.') && typeof value === 'string') found[path.slice(9)] = value;
    }
    return Object.keys(found).length === 0 ? undefined : toFeatures(found);
  }

  #http(): HttpRule | undefined {
    const parts: [string, OptionValue][] = [];
    for (const [path, value] of this.#pairs) {
      if (isExtension(path, 'http')) {
        if (isEntries(value)) parts.push(...value.map(([name, item]): [string, OptionValue] => [name, item]));
      } else if (/^\(google\.api\.http\)\./.test(path)) parts.push([path.replace(/^\([^)]*\)\./, ''), value]);
    }
    for (const [verb, path] of parts) {
      if (/^(?:get|put|post|delete|patch)$/.test(verb) && typeof path === 'string') return { verb, path };
      if (verb === 'custom' && isEntries(path)) {
        const text = (name: string): string => {
          const value = path.find(([key]) => key === name)?.[1];
          return typeof value === 'string' ? value : '';
        };
        return { verb: text('kind').toLowerCase(), path: text('path') };
      }
    }
    return undefined;
  }
}

/** The features by their names in `descriptor.proto`; unknown values are left out. */
export function toFeatures(found: Readonly<Record<string, string>>): Features {
  const pick = <Value extends string>(name: string, ...legal: readonly Value[]): Value | undefined =>
    legal.find((value) => value === found[name]);
  const fieldPresence = pick('field_presence', 'EXPLICIT', 'IMPLICIT', 'LEGACY_REQUIRED');
  const enumType = pick('enum_type', 'OPEN', 'CLOSED');
  const repeatedFieldEncoding = pick('repeated_field_encoding', 'PACKED', 'EXPANDED');
  const utf8Validation = pick('utf8_validation', 'VERIFY', 'NONE');
  const messageEncoding = pick('message_encoding', 'LENGTH_PREFIXED', 'DELIMITED');
  return {
    ...(fieldPresence === undefined ? undefined : { fieldPresence }),
    ...(enumType === undefined ? undefined : { enumType }),
    ...(repeatedFieldEncoding === undefined ? undefined : { repeatedFieldEncoding }),
    ...(utf8Validation === undefined ? undefined : { utf8Validation }),
    ...(messageEncoding === undefined ? undefined : { messageEncoding }),
  };
}

/** Inside `package google.api` the name may be written shorter. */
function isExtension(path: string, name: string): boolean {
  return path === `(google.api.${name})` || path === `(api.${name})` || path === `(${name})`;
}

function isEntries(value: OptionValue): value is OptionEntries {
  return typeof value !== 'string' && 'entries' in value && value.entries === true;
}

function readValue(tokens: TokenStream, depth: number): OptionValue {
  if (depth > MAX_DEPTH) throw tokens.fail('the option is nested too deeply');
  if (tokens.accept('{')) return readEntries(tokens, '}', depth);
  if (tokens.accept('<')) return readEntries(tokens, '>', depth);
  if (tokens.accept('[')) {
    const items: OptionValue[] = [];
    while (!tokens.accept(']')) {
      items.push(readValue(tokens, depth + 1));
      tokens.accept(',');
    }
    return items;
  }
  if (tokens.token.kind === 'string') return tokens.string();
  const sign = tokens.accept('-') ? '-' : tokens.accept('+') ? '' : '';
  if (tokens.token.kind !== 'name' && tokens.token.kind !== 'number') throw tokens.fail('expected a value');
  return sign + tokens.next().text;
}

function readEntries(tokens: TokenStream, close: string, depth: number): OptionEntries {
  const entries: [string, OptionValue][] = [];
  while (!tokens.accept(close)) {
    let name = '';
    if (tokens.accept('[')) {
      while (!tokens.accept(']')) name += tokens.next().text;
    } else if (tokens.token.kind === 'number') name = tokens.next().text;
    else name = tokens.name();
    const colon = tokens.accept(':');
    if (!colon && tokens.token.text !== '{' && tokens.token.text !== '<' && tokens.token.text !== '[') {
      throw tokens.fail('expected ":"');
    }
    entries.push([name, readValue(tokens, depth + 1)]);
    if (!tokens.accept(',')) tokens.accept(';');
  }
  return Object.assign(entries, { entries: true as const });
}
