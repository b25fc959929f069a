import type { Statement, Tx } from './database.ts';

/** What stands in a hospital and is named by an id alone. */
export type NamedById = 'stay' | 'assignment' | 'alert';

const OF: Readonly<Record<NamedById, Statement>> = {
  stay: { name: 'hospital-of-stay', text: 'select hospital_id as id from stay where id = $1' },
  assignment: {
    name: 'hospital-of-assignment',
    text: 'select hospital_id as id from assignment where id = $1',
  },
  alert: { name: 'hospital-of-alert', text: 'select hospital_id as id from alert where id = $1' },
};

/** Whose it is; undefined: there is none that this transaction sees. */
export async function hospitalOf(tx: Tx, what: NamedById, id: string): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>(OF[what], [id]);
  return row?.id;
}
