import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { Statement, Tx } from './database.ts';

export interface NewHospital {
  readonly id: string;
  readonly name: string;
  /** IANA name; of HL7 times that name no offset. */
  readonly timeZone: string;
}

const INSERT: Statement = {
  name: 'hospital-insert',
  text: `
    with made as (
      insert into hospital (id, name, time_zone) values ($1, $2, $3)
      on conflict (id) do nothing returning id
    )
    insert into ward (hospital_id, id) select id, '${HOUSE_WARD_ID}' from made
    returning id`,
};

/** Makes a hospital with its empty house log (system role). False: the id is taken. */
export async function insertHospital(tx: Tx, hospital: NewHospital): Promise<boolean> {
  const rows = await tx.query(INSERT, [hospital.id, hospital.name, hospital.timeZone]);
  return rows.length > 0;
}
