import { randomUUID } from 'node:crypto';
import { committedEvent } from '../../../server/bus/bus-event.ts';
import type { Bus, CommittedEvents } from '../../../server/bus/bus.ts';
import type { Database } from '../../../server/db/database.ts';
import { parseWardKey } from '../../../src-shared/contract/ids.ts';

interface CommitOptions {
  /** Length of each event's actor, in characters. Default 10. */
  size?: number;
}

/**
 * Commits events straight into a ward's log, as any writer of the database does: row lock, seqs,
 * events, head, in one transaction. Who publishes them is the caller's matter.
 */
export async function commitEvents(
  database: Database,
  ward: string,
  count = 1,
  options: CommitOptions = {},
): Promise<CommittedEvents> {
  const { hospitalId, wardId } = parseWardKey(ward);
  const client = await database.pool.connect();
  try {
    await client.query("begin; select set_config('role', 'wardline_system', true)");
    const { rows } = await client.query<{ seq: number; at: string; epoch: string }>(
      `update ward set seq = seq + $3, last_at = greatest(last_at, date_trunc('milliseconds', clock_timestamp()))
       where hospital_id = $1 and id = $2
       returning seq, last_at as at, wardline_epoch() as epoch`,
      [hospitalId, wardId, count],
    );
    const head = rows[0];
    if (head === undefined) throw new Error(`no ward ${ward}`);
    const list = Array.from({ length: count }, (_, index) => ({
      seq: head.seq - count + index + 1,
      id: randomUUID(),
      type: 'ward.updated' as const,
      at: head.at,
      actor: 'a'.repeat(options.size ?? 10),
      commandId: null,
      data: { ward: { hospitalId, wardId, name: 'Ward', unitType: 'medical-surgical', beds: [] } },
    }));
    await client.query(
      `insert into ward_event (hospital_id, ward_id, seq, at, id, type, actor, data)
       select $1, $2, e.seq, e.at, e.id, e.type, e.actor, e.data
       from json_to_recordset($3) as e
         (seq bigint, at timestamptz, id uuid, type text, actor text, data json)`,
      [hospitalId, wardId, JSON.stringify(list)],
    );
    await client.query('commit');
    return {
      ward,
      epoch: head.epoch,
      events: list.map((event) => committedEvent(ward, head.epoch, event)),
    };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** Commits and publishes, as a gateway does. Gives the new head. */
export async function write(
  { database, bus }: { database: Database; bus: Bus },
  ward: string,
  count = 1,
  options: CommitOptions = {},
): Promise<number> {
  const batch = await commitEvents(database, ward, count, options);
  await bus.publish([batch]);
  return batch.events.at(-1)?.seq ?? 0;
}
