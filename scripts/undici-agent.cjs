/**
 * What stands for `undici` in the bundled command: the one class that the sources use. The package's own entry also runs its fetch, mocks
 * and caches, which make Node load the copy that it has built in. Not an ES module: of those a bundler leaves out what has no export.
 */
const Agent = require('undici/lib/dispatcher/agent.js');
const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');

Object.assign(Dispatcher.prototype, require('undici/lib/api/index.js'));

module.exports = { Agent };
