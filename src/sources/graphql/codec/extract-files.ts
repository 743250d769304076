import { isUpload } from '../../../utils/uploaded-file.ts';

/** Variables without their files, and where those belong: the two sides of the multipart request specification. */
export interface ExtractedFiles {
  /** With null in place of each file. */
  readonly variables: unknown;
  /** Paths such as `variables.input.files.0`, by the file that belongs there. */
  readonly places: ReadonlyMap<object, readonly string[]>;
}

/** Takes files out of variables; nothing is changed in place. */
export function extractFiles(variables: Readonly<Record<string, unknown>>): ExtractedFiles {
  const places = new Map<object, string[]>();
  const without = (value: unknown, path: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (isUpload(value)) {
      places.set(value, [...(places.get(value) ?? []), path]);
      return null;
    }
    if (Array.isArray(value)) return value.map((item, index) => without(item, `${path}.${index}`));
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, without(item, `${path}.${name}`)]));
  };
  return { variables: without(variables, 'variables'), places };
}
