import { fieldName, NameScope } from '../../shared/naming.ts';
import type { WireHeader } from '../wire.ts';
import type { OperationModel } from './operation-model.ts';
import { scalar } from './scalar-shapes.ts';
import type { ObjectShape, Use } from './shape.ts';
import type { ShapeBuilder } from './shape-builder.ts';
import { namedObject, plainField } from './synthetic-shapes.ts';

/** The answer `{ body, headers }` of an operation whose described response headers are wanted; undefined when it has none. */
export function withHeaders(
  model: OperationModel,
  name: string,
  body: Use,
  builder: ShapeBuilder,
): { result: Use; headers: readonly WireHeader[] } | undefined {
  const described = new Map(
    model.responses
      .filter((response) => /^2/.test(response.status))
      .flatMap((response) => response.headers)
      .map((header) => [header.name.toLowerCase(), header] as const),
  );
  if (described.size === 0) return undefined;
  const names = new NameScope();
  const headers: WireHeader[] = [];
  const fields = [...described].map(([wire, header]) => {
    const field = names.claim(fieldName(header.name));
    const use: Use =
      header.schema === undefined
        ? { shape: scalar('String'), nullable: true }
        : builder.use(header.schema, {
            parent: { of: undefined, base: name, suffix: header.name },
            direction: 'output',
            uploads: false,
          });
    headers.push({ field, name: wire, styles: [header.style, ...(header.innerStyles ?? [])], use });
    return plainField(field, { ...use, nullable: true }, false, header.description);
  });
  const naming = (suffix: string): ObjectShape['naming'] => ({
    place: { ...model.place, pointer: `${model.place.pointer}/${suffix}` },
    component: undefined,
    title: undefined,
    parent: { of: undefined, base: name, suffix },
    direction: 'output',
  });
  const inner = namedObject(naming('Headers'), fields);
  const outer = namedObject(naming('Answer'), [
    plainField('body', body, false),
    plainField('headers', { shape: inner, nullable: false }, true),
  ]);
  builder.named.push(inner, outer);
  return { result: { shape: outer, nullable: true }, headers };
}
