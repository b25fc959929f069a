import { chmod, readFile, writeFile } from 'node:fs/promises';
import { defineConfig, type Plugin } from 'vite';
import { projectRoot } from './run/install.mjs';

const outDir = `${projectRoot}dist/server`;

// The gateway and its command line as one file beside its dependencies, which stay in node_modules:
// some carry native code, and a hospital wants to see and patch them one by one.
export default defineConfig({
  root: projectRoot,
  cacheDir: 'node_modules/.vite/server',
  publicDir: false,
  plugins: [executable(`${outDir}/wardline.js`)],
  build: {
    ssr: 'server/cli/wardline.ts',
    outDir,
    emptyOutDir: true,
    target: 'node24',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      output: { entryFileNames: 'wardline.js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});

/** Makes the built file one that a shell can start. */
function executable(path: string): Plugin {
  const shebang = '#!/usr/bin/env node\n';
  return {
    name: 'wardline-executable',
    async writeBundle() {
      const code = await readFile(path, 'utf8');
      if (!code.startsWith('#!')) await writeFile(path, shebang + code);
      await chmod(path, 0o755);
    },
  };
}
