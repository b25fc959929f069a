import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Smaller files gain nothing. */
const LEAST_BYTES = 2_048;

/**
 * Writes each script and style of a build as `.br` and `.gz` beside itself, so that the gateway
 * sends a third of the bytes over a ward's wireless network and compresses nothing while it runs.
 */
export function compressedAssets(): Plugin {
  return {
    name: 'wardline-compressed-assets',
    apply: 'build',
    // What was written, since Vite still changes chunks after other plugins have seen them.
    writeBundle({ dir = '' }, bundle) {
      for (const fileName of Object.keys(bundle)) {
        if (!/\.(js|css|svg)$/.test(fileName)) continue;
        const path = join(dir, fileName);
        const content = readFileSync(path);
        if (content.length < LEAST_BYTES) continue;
        writeFileSync(`${path}.br`, brotliCompressSync(content));
        writeFileSync(`${path}.gz`, gzipSync(content));
      }
    },
  };
}
