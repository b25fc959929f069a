import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Database } from './database.ts';

/** The cluster and timeline that an epoch is bound to. */
interface Binding {
  readonly systemIdentifier: string;
  readonly timeline: number;
}

export interface EpochCheck {
  readonly epoch: string;
  /** Why a new epoch was drawn; null: the stored one holds. */
  readonly drawn: 'first start' | 'another cluster' | 'another timeline' | null;
}

/**
 * Makes sure that the stored epoch belongs to the PostgreSQL that answers here, and draws a new one
 * where it does not: the first start, a restored or copied cluster, a promoted standby. Called on
 * start, and whenever `wardline_epoch()` answers null. Uses the connection's own rights.
 */
export async function verifyEpoch(database: Pick<Database, 'pool'>): Promise<EpochCheck> {
  const client = await database.pool.connect();
  try {
    const binding = await readBinding(client);
    await client.query('begin');
    // A row to lock, so that gateways that start at once agree on one epoch.
    await client.query(
      `insert into installation (epoch, system_identifier, timeline) values ('', '', 0)
       on conflict do nothing`,
    );
    const { rows } = await client.query<{
      epoch: string;
      system_identifier: string;
      timeline: number;
    }>('select epoch, system_identifier, timeline from installation for update');
    const stored = rows[0];
    if (stored === undefined) throw new Error('the installation row is missing');
    const drawn = whyDrawn(stored, binding);
    const epoch = drawn === null ? stored.epoch : newEpoch();
    if (drawn !== null) await store(client, epoch, binding);
    await client.query('commit');
    client.release();
    return { epoch, drawn };
  } catch (error) {
    // The connection may be inside a failed transaction: it is not used again.
    client.release(true);
    throw error;
  }
}

/**
 * Draws a new epoch: every client then takes snapshots anew. The last step of restoring a backup
 * into the same cluster, and what the relay does when history turns out to have been rewritten.
 */
export async function rotateEpoch(database: Pick<Database, 'pool'>): Promise<string> {
  await verifyEpoch(database);
  const client = await database.pool.connect();
  try {
    const epoch = newEpoch();
    await store(client, epoch, await readBinding(client));
    client.release();
    return epoch;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function whyDrawn(
  stored: { epoch: string; system_identifier: string; timeline: number },
  binding: Binding,
): EpochCheck['drawn'] {
  if (stored.epoch === '') return 'first start';
  if (stored.system_identifier !== binding.systemIdentifier) return 'another cluster';
  if (stored.timeline !== binding.timeline) return 'another timeline';
  return null;
}

function newEpoch(): string {
  return randomUUID();
}

async function store(client: pg.PoolClient, epoch: string, binding: Binding): Promise<void> {
  await client.query('update installation set epoch = $1, system_identifier = $2, timeline = $3', [
    epoch,
    binding.systemIdentifier,
    binding.timeline,
  ]);
}

/**
 * The timeline comes from the name of the WAL file being written, because pg_control_checkpoint()
 * still tells the old one for a while after a promotion.
 */
async function readBinding(client: pg.PoolClient): Promise<Binding> {
  try {
    const { rows } = await client.query<{ system_identifier: string; timeline: number }>(
      `select system_identifier::text,
         ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int as timeline
       from pg_control_system()`,
    );
    const row = rows[0];
    if (row === undefined) throw new Error('pg_control_system() answered nothing');
    return { systemIdentifier: row.system_identifier, timeline: row.timeline };
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '42501') {
      throw new Error(
        'The database user may not call pg_control_system(), which tells a restored cluster from ' +
          'the old one. Grant it: grant execute on function pg_control_system() to <user>.',
        { cause: error },
      );
    }
    throw error;
  }
}
