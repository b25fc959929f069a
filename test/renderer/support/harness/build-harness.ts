import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { BrowserContext } from 'playwright-core';
import { build } from 'vite';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

export interface Harness {
  /** Answers `http://harness.test/…` in this context from the built files. */
  serve(context: BrowserContext): Promise<void>;
  close(): Promise<void>;
}

/** The address of a scene of scenes.ts, at a route of the product. */
export function sceneUrl(scene: string, route: string): string {
  return `http://harness.test/?scene=${scene}#${route}`;
}

/** Builds the screens over the fake host into a temporary folder. The caller closes it. */
export async function buildHarness(): Promise<Harness> {
  const outDir = await mkdtemp(join(tmpdir(), 'wardline-harness-'));
  await build({
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    logLevel: 'error',
    plugins: [react()],
    build: { outDir, emptyOutDir: true, minify: false, target: 'chrome111' },
  });
  return {
    serve: async (context) => {
      await context.route('http://harness.test/**', async (route) => {
        const { pathname } = new URL(route.request().url());
        const file = pathname === '/' ? '/index.html' : pathname;
        try {
          const body = await readFile(join(outDir, file));
          const contentType = TYPES[extname(file)] ?? 'application/octet-stream';
          await route.fulfill({ body, contentType });
        } catch {
          await route.fulfill({ status: 404 });
        }
      });
    },
    close: () => rm(outDir, { recursive: true, force: true }),
  };
}
