import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

const [importer, file] = process.argv.slice(2);
const dist = new URL('../../dist/', import.meta.url);

async function loadInterlace() {
  const { openapi } = await import(new URL('sources/openapi/index.js', dist));
  const { createNodeSourceIO } = await import(new URL('sources/shared/node-source-io.js', dist));
  // The very module that dist itself imports; another copy would not know its schema.
  const { validateSchema } = await import(new URL('../../node_modules/graphql/index.js', import.meta.url));
  return {
    validateSchema,
    load: async () => {
      const definition = openapi(file);
      return (await definition.open(definition.options, createNodeSourceIO(dirname(file)))).subschema.schema;
    },
  };
}

async function loadOmnigraph() {
  const { loadNonExecutableGraphQLSchemaFromOpenAPI } = await import('@omnigraph/openapi');
  const { validateSchema } = await import('graphql');
  const silent = () => undefined;
  const logger = { log: silent, debug: silent, info: silent, warn: silent, error: silent, child: () => logger };
  return {
    validateSchema,
    load: () =>
      loadNonExecutableGraphQLSchemaFromOpenAPI('bench', {
        source: file,
        cwd: dirname(file),
        endpoint: 'http://localhost',
        ignoreErrorResponses: true,
        logger,
        fetch: (url) => Promise.reject(new Error(`${pathToFileURL(String(url))} is not fetched here`)),
      }),
  };
}

const { load, validateSchema } = await (importer === 'interlace' ? loadInterlace() : loadOmnigraph());
const began = process.cpuUsage();
const schema = await load();
const { user, system } = process.cpuUsage(began);
const problems = validateSchema(schema).filter((error) => !/Query root type must be provided/.test(error.message));
const fields = [schema.getQueryType(), schema.getMutationType()].reduce(
  (sum, type) => sum + Object.keys(type?.getFields() ?? {}).length,
  0,
);
console.log(
  JSON.stringify({
    cpuMs: Math.round((user + system) / 1000),
    rssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    fields,
    problems: problems.slice(0, 3).map(String),
  }),
);
process.exit(problems.length === 0 ? 0 : 1);
