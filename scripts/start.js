/** `npm start`: the demo shop with the gateway in front of it. Builds first where the install was told to skip it. */
const demo = ['dev', '--config', 'examples/shop/interlace.config.ts', '--with', 'examples/shop/demo.ts'];
const [node = '', file = '', ...more] = process.argv;

process.argv = [node, file, '--if-missing'];
await import('./build.js');
process.argv = [node, file, ...demo, ...more];
await import('../bin/interlace.js');
