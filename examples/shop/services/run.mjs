// The process of one demo service: `node run.mjs <name> <port>`, started by demo.ts over an IPC channel.
const [name, port] = process.argv.slice(2);
const { serveOverIpc } = await importTypeScript('./serve-over-ipc.ts');
await serveOverIpc(name, Number(port));

/** By Node itself where it can read TypeScript, which is sooner. */
async function importTypeScript(file) {
  if (process.features.typescript) return import(file);
  const { createJiti } = await import('jiti');
  return createJiti(import.meta.url).import(file);
}
