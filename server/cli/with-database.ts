import { readStorageConfig, type StorageConfig } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import { createLog } from '../observability/log.ts';
import { openInstallation, reachServer } from '../storage.ts';

/**
 * Runs a verb's work on the database that the environment names, brought up to date. The embedded
 * PostgreSQL is started where none runs, and stopped again by who started it.
 */
export async function withDatabase<T>(
  work: (database: Database, config: StorageConfig) => Promise<T>,
): Promise<T> {
  const config = readStorageConfig(process.env);
  const server = await reachServer(config, (line) => {
    console.error(line);
  });
  try {
    // What a verb has to say is for a person; the log of the work is not.
    const database = await openInstallation(server, createLog('warn'));
    try {
      return await work(database, config);
    } finally {
      await database.close();
    }
  } finally {
    if (server.embedded !== null && !server.embedded.adopted) await server.embedded.stop();
  }
}
