/** The major version of Node from which on the gateway runs; `package.json` pins one of it. */
export const OLDEST_NODE = 24;

/**
 * What to tell somebody who runs the command line under another Node than the one that its
 * dependencies were installed for: their native code would end the process without a word. null: go on.
 */
export function nodeTooOld(version: string): string | null {
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return null;
  return (
    `the gateway needs Node ${String(OLDEST_NODE)} or later and this is ${version}; ` +
    'in a checkout `npm run wardline -- VERB` takes the right one by itself'
  );
}
