import { invalidArgument } from '../../shared/url-text.ts';
import type { ParameterStyle } from '../translate/operation-model.ts';

interface Delimiter {
  readonly found: RegExp;
  readonly plain: string;
  readonly encoded: string;
}

/** Of styles that the upstream splits after it has decoded: encoded or not, these cannot be within a value. */
export const DELIMITERS: Partial<Record<ParameterStyle, Delimiter>> = {
  spaceDelimited: { found: / /, plain: ' ', encoded: '%20' },
  pipeDelimited: { found: /\|/, plain: '|', encoded: '%7C' },
  tabDelimited: { found: /\t/, plain: '\t', encoded: '%09' },
};

/** Of the other styles; a value's own is encoded wherever there is an encoding. */
export const COMMA = { found: /,/, plain: ',' };

/** What the upstream would take for the end of a value, because nothing can escape it there: one value would become two. */
export function refuseDelimiters(name: string, items: readonly string[], delimiter: RegExp): void {
  for (const item of items) {
    const [found] = delimiter.exec(item) ?? [];
    if (found !== undefined) {
      throw invalidArgument(name, `has a value with ${JSON.stringify(found)}, which separates its values`);
    }
  }
}
