import type { Statement, Tx } from './database.ts';

const OF: Readonly<Record<'stay' | 'assignment', Statement>> = {
  stay: { name: 'hospital-of-stay', text: 'select hospital_id as id from stay where id = $1' },
  assignment: {
    name: 'hospital-of-assignment',
    text: 'select hospital_id as id from assignment where id = $1',
  },
};

/** The hospital of a stay or an assignment; undefined: there is none that this transaction sees. */
export async function hospitalOf(
  tx: Tx,
  what: 'stay' | 'assignment',
  id: string,
): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>(OF[what], [id]);
  return row?.id;
}
