import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Builds the playground page's script, style, workers and fonts into the package. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/playground/',
  logLevel: 'warn',
  build: {
    outDir: fileURLToPath(new URL('../../../../dist/playground', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    cssCodeSplit: false,
    chunkSizeWarningLimit: 8192,
    rolldownOptions: {
      onLog(level, log, handler) {
        // A directive for React servers, which there are none of here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log);
      },
      input: fileURLToPath(new URL('./main.tsx', import.meta.url)),
      output: {
        entryFileNames: 'playground.js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith('.css')) ? 'playground.css' : 'assets/[name]-[hash][extname]',
      },
    },
  },
});
