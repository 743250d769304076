import type { Selection } from '../../source.ts';
import type { FieldShape, MessageShape } from '../translate/shape.ts';
import type { GrpcWire, ResourcePlace } from '../wire.ts';

type Args = Readonly<Record<string, unknown>>;

const masks = new WeakMap<Selection, WeakMap<MessageShape, readonly string[]>>();

/** The arguments with the mask and the view that the selection asks for, where the caller gave none. */
export function projectedArgs(wire: GrpcWire, selection: Selection | undefined, args: Args): Args {
  if (selection === undefined || (wire.mask === undefined && wire.view === undefined)) return args;
  const { mask, view } = wire;
  let projected = args;
  if (mask !== undefined && isAbsent(args[mask.arg])) {
    const wanted = selectionOf(mask.resource, selection);
    const paths = wanted === undefined ? [] : maskOf(mask.resource.shape, wanted);
    // An empty mask asks for everything: there is nothing to gain.
    if (paths.length > 0) projected = { ...projected, [mask.arg]: paths };
  }
  if (view !== undefined && isAbsent(args[view.arg])) {
    const wanted = selectionOf(view.resource, selection);
    const fits = view.views.find(
      ({ fields }) => wanted !== undefined && [...wanted.fields.keys()].every((name) => fields.includes(name)),
    );
    if (fits !== undefined) projected = { ...projected, [view.arg]: fits.name };
  }
  return projected;
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

function selectionOf({ below }: ResourcePlace, selection: Selection): Selection | undefined {
  return below === undefined ? selection : (selection.fields.get(below) ?? undefined);
}

/** Paths in proto names, sorted. */
function maskOf(shape: MessageShape, selection: Selection): readonly string[] {
  const known = masks.get(selection)?.get(shape);
  if (known !== undefined) return known;
  const paths = new Set<string>();
  collect(shape, selection, '', paths);
  const sorted = Object.assign([...paths].sort(), { asWritten: true });
  const byShape = masks.get(selection) ?? new WeakMap<MessageShape, readonly string[]>();
  masks.set(selection, byShape.set(shape, sorted));
  return sorted;
}

function collect(shape: MessageShape, selection: Selection, prefix: string, paths: Set<string>): void {
  for (const field of shape.fields) {
    const oneof = field.oneof === undefined ? undefined : shape.oneofs[field.oneof];
    const name = oneof?.union === true ? oneof.name : field.name;
    const told = oneof !== undefined && !oneof.union && selection.fields.has(oneof.caseName);
    if (!selection.fields.has(name) && !told) continue;
    const inner = selection.fields.get(name) ?? undefined;
    const path = `${prefix}${field.protoName}`;
    if (inner !== undefined && mayBeEntered(field) && oneof?.union !== true && field.value.kind === 'message') {
      const before = paths.size;
      collect(field.value.message, inner, `${path}.`, paths);
      if (paths.size > before) continue;
    }
    paths.add(path);
  }
}

/** A mask ends at lists and maps. */
function mayBeEntered({ mode }: FieldShape): boolean {
  return mode !== 'repeated' && mode !== 'map';
}
