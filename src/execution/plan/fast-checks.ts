import { type GraphQLLeafType, isEnumType } from 'graphql';
import {
  AbsoluteUrlScalar,
  ByteScalar,
  DateScalar,
  DateTimeScalar,
  DurationScalar,
  EmailAddressScalar,
  IpScalar,
  Ipv4Scalar,
  Ipv6Scalar,
  LocalDateTimeScalar,
  LocalTimeScalar,
  TimeScalar,
  UrlScalar,
  UuidScalar,
  XmlScalar,
} from '../../sources/shared/scalars.ts';

/** Of scalars that give any text back unchanged. By function, since whoever rebuilds a schema makes new scalars of the same functions. */
const TEXT_SERIALIZERS: ReadonlySet<unknown> = new Set(
  [
    AbsoluteUrlScalar,
    ByteScalar,
    DateScalar,
    DateTimeScalar,
    DurationScalar,
    EmailAddressScalar,
    IpScalar,
    Ipv4Scalar,
    Ipv6Scalar,
    LocalDateTimeScalar,
    LocalTimeScalar,
    TimeScalar,
    UrlScalar,
    UuidScalar,
    XmlScalar,
  ].map(({ serialize }) => serialize),
);

/** How a leaf looks in JSON once the fast check has let it through. */
export type LeafForm = 'string' | 'number' | 'boolean' | 'name';

interface FastCheck {
  readonly form: LeafForm;
  /** An expression that is true only for values which `serialize` gives back unchanged. */
  condition(value: string, constant: (value: unknown) => string): string;
}

/** Undefined where every value has to go through `serialize`. */
export function fastCheck(type: GraphQLLeafType): FastCheck | undefined {
  if (isEnumType(type)) {
    const values = type.getValues();
    if (!values.every(({ name, value }) => name === value)) return undefined;
    const names = new Set(values.map(({ name }) => name));
    return { form: 'name', condition: (value, constant) => `${constant(names)}.has(${value})` };
  }
  switch (type.name) {
    case 'ID':
    case 'String':
      return IS_TEXT;
    case 'Int':
      return { form: 'number', condition: (value) => `(${value} | 0) === ${value}` };
    case 'Float':
      // Neither NaN nor an infinity minus itself is 0.
      return { form: 'number', condition: (value) => `typeof ${value} === "number" && ${value} - ${value} === 0` };
    case 'Boolean':
      return { form: 'boolean', condition: (value) => `typeof ${value} === "boolean"` };
    default: {
      if (TEXT_SERIALIZERS.has(type.serialize)) return IS_TEXT;
      const isSameText = (value: unknown): boolean => {
        if (typeof value !== 'string') return false;
        try {
          return type.serialize(value) === value;
        } catch {
          return false;
        }
      };
      return { form: 'string', condition: (value, constant) => `${constant(isSameText)}(${value})` };
    }
  }
}

const IS_TEXT: FastCheck = { form: 'string', condition: (value) => `typeof ${value} === "string"` };
