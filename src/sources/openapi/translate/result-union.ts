import type { ContentKind } from '../wire.ts';
import type { Place } from './place.ts';
import { flat } from './schema-kind.ts';
import type { SchemaReader } from './schema-view.ts';
import type { Shape, UnionMember, UnionShape, Use } from './shape.ts';

/** The schema of what a content is read as: text is text, bytes are bytes, whatever else is written. */
export function readAs(schema: Place, kind: ContentKind): Place {
  if (kind === 'text') return { ...schema, value: { type: 'string' } };
  return kind === 'bytes' ? { ...schema, value: { type: 'string', format: 'binary' } } : schema;
}

/** A schema whose alternatives are the answers of one operation. Their status and media type tell them apart. */
export function eitherOf(schemas: readonly Place[], place: Place, reader: SchemaReader): Place {
  const empty = reader.view({ ...place, pointer: `${place.pointer}/responses`, value: {} });
  return flat({ ...empty, alternatives: schemas, isToldApart: true });
}

/** The members of `union` that a content described as `own` can be of: their structures may be too alike to tell them apart. */
export function narrowed(union: UnionShape, own: Use): Use {
  const members = membersFor(union, own.shape);
  if (members.length === 0) return { shape: union, nullable: own.nullable };
  const discriminator = own.shape.kind === 'union' ? own.shape.discriminator : undefined;
  return { shape: { ...union, members, discriminator }, nullable: own.nullable };
}

function membersFor(union: UnionShape, own: Shape): UnionMember[] {
  if (own.kind === 'union') {
    const inner = own.members.map((it) => memberOf(union, it.use.shape));
    return inner.every((it) => it !== undefined) ? inner : [];
  }
  const member = memberOf(union, own);
  return member === undefined ? [] : [member];
}

/** Scalars are joined to one member, whose type covers them. */
function memberOf({ members }: UnionShape, own: Shape): UnionMember | undefined {
  const isLeaf = ({ use }: UnionMember): boolean =>
    (use.shape.kind === 'scalar' && use.shape.wire !== 'open') || use.shape.kind === 'enum';
  return (
    members.find((it) => it.use.shape === own) ??
    (own.kind === 'scalar' || own.kind === 'enum'
      ? (members.find(
          ({ use }) => own.kind === 'scalar' && use.shape.kind === 'scalar' && use.shape.scalar === own.scalar,
        ) ?? members.find(isLeaf))
      : undefined)
  );
}
