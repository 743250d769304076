import type { CodegenConfig } from '@graphql-codegen/cli';

/** Typed operations for the demo's client, and resolver types for user code. `npm run generate` writes them, `npm run check` compares. */
const config: CodegenConfig = {
  schema: 'examples/shop/generated/schema.graphql',
  documents: 'examples/shop/client/*.graphql',
  config: {
    useTypeImports: true,
    enumsAsTypes: true,
    strictScalars: true,
    defaultScalarType: 'unknown',
    scalars: {
      BigInt: 'string',
      Byte: 'string',
      Date: 'string',
      DateTime: 'string',
      Decimal: 'string',
      JSON: 'unknown',
      UnsignedInt: 'number',
    },
  },
  generates: {
    'examples/shop/generated/operations.ts': {
      plugins: ['typescript-operations'],
    },
    'examples/shop/generated/resolvers.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: { contextType: 'interlace#ExecutionContext' },
    },
  },
};

export default config;
