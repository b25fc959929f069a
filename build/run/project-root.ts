import { fileURLToPath } from 'node:url';

/** Absolute path of the folder with package.json, with a slash at the end. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));
