import { constants, brotliCompressSync, gzipSync } from 'node:zlib';
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
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const [fileName, output] of Object.entries(bundle)) {
        if (!/\.(js|css|svg|html)$/.test(fileName)) continue;
        const text = Buffer.from(output.type === 'chunk' ? output.code : output.source);
        if (text.length < LEAST_BYTES) continue;
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
        const packed = { br: brotliCompressSync(text, { params }), gz: gzipSync(text) };
        for (const [ending, source] of Object.entries(packed)) {
          this.emitFile({ type: 'asset', fileName: `${fileName}.${ending}`, source });
        }
      }
    },
  };
}
