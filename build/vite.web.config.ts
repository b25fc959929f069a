import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressedAssets } from './compressed-assets.ts';
import { englishOnly } from './english-only.ts';
import { projectRoot } from './run/install.mjs';

// The web (tablet) build of the screen: what a gateway serves. `npx vite --config
// build/vite.web.config.ts` serves it from source, with a gateway on its usual port behind it.
const gateway = process.env['WARDLINE_GATEWAY'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: `${projectRoot}src-renderer`,
  base: '/',
  cacheDir: `${projectRoot}node_modules/.vite/web`,
  plugins: [react(), englishOnly(), compressedAssets()],
  build: {
    outDir: `${projectRoot}dist/web`,
    emptyOutDir: true,
    // Tablets in hospitals are not updated every month.
    target: ['chrome111', 'firefox114', 'safari16.4'],
    sourcemap: true,
  },
  server: {
    proxy: {
      '/api': gateway,
      '/realtime': { target: gateway, ws: true },
    },
  },
});
