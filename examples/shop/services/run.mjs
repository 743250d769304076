// The process of one demo service: `node run.mjs <name> <port>`, started by demo.ts over an IPC channel.
import { createJiti } from 'jiti';

const [name, port] = process.argv.slice(2);
const jiti = createJiti(import.meta.url);
const { serveOverIpc } = await jiti.import('./serve-over-ipc.ts');
await serveOverIpc(name, Number(port));
