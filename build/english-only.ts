import type { Plugin } from 'vite';

// react-aria brings its sentences for assistive technology in some thirty languages.
const OTHER_LANGUAGE = /\/react-aria\/dist\/private\/intl\/.+\/(?!en-US\.)[a-z]{2}-[A-Z]{2}\.mjs$/;

/**
 * The product speaks English, so its parts do too, whatever the browser prefers; and a third of a
 * tablet's download stays at home. Languages without a value fall back to English.
 */
export function englishOnly(): Plugin {
  return {
    name: 'wardline:english-only',
    enforce: 'pre',
    load: (id) => (OTHER_LANGUAGE.test(id) ? 'export default undefined;' : null),
  };
}
