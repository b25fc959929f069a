import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { englishOnly } from './build/english-only.ts';

// Targets that run in Electron 33 and later: Node 20, Chromium 130.
const node = 'node20';
const chrome = 'chrome130';

export default defineConfig({
  main: {
    // Its build for Node brings a `require` of its own, which the bundle's would clash with.
    resolve: { alias: { fflate: 'fflate/browser' } },
    build: {
      outDir: 'out/main',
      target: node,
      sourcemap: true,
      // Few files start faster than many, and what is packaged has no others: only SQLite's module,
      // which is native, stays outside.
      externalizeDeps: { exclude: ['zod', 'ws', 'fflate', 'electron-updater'] },
      rolldownOptions: {
        input: { main: 'src-main/main.ts', 'sync-host': 'src-main/sync-host.ts' },
        output: {
          // Loaded as modules, Node's own parts would be taken whole: `node:http` brings a `fetch`.
          format: 'cjs',
          strict: true,
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name]-[hash].cjs',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: node,
      sourcemap: true,
      // A sandboxed preload script is CommonJS and can require nothing but `electron`.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'src-main/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    // A folder of the program's own scheme, not a server.
    base: './',
    // The router keeps where pages were scrolled to, which no page of ours asks for; to look for it
    // stops a page that starts until main and Chromium have answered.
    define: { sessionStorage: 'undefined' },
    plugins: [react(), englishOnly()],
    build: {
      outDir: 'out/renderer',
      target: chrome,
      minify: true,
      sourcemap: true,
      // One script: each file more is a question to main, which has its hands full while the console
      // starts. What is not needed yet is not compiled either.
      rolldownOptions: { input: 'src-renderer/desktop.html', output: { codeSplitting: false } },
    },
  },
});
