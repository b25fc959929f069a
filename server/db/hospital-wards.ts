import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { Statement, Tx } from './database.ts';

export interface HospitalRow {
  readonly id: string;
  readonly name: string;
}

const HOSPITALS: Statement = {
  name: 'hospitals-list',
  text: `
    select id, name from hospital where id = any ($1::text[])
    order by length(id), id`,
};

/** The named hospitals that exist. */
export function listHospitals(tx: Tx, ids: readonly string[]): Promise<HospitalRow[]> {
  return tx.query(HOSPITALS, [ids]);
}

export interface WardRow {
  readonly id: string;
  readonly hospitalId: string;
  readonly name: string;
  readonly unitType: string;
}

const WARDS: Statement = {
  name: 'wards-list',
  text: `
    select id, hospital_id as "hospitalId", name, unit_type as "unitType"
    from ward where hospital_id = $1 and id <> '${HOUSE_WARD_ID}' and name is not null
    order by id`,
};

/** The wards of a hospital, without its house log. */
export function listWards(tx: Tx, hospitalId: string): Promise<WardRow[]> {
  return tx.query(WARDS, [hospitalId]);
}

const WARD_EXISTS: Statement = {
  name: 'ward-exists',
  text: `select from ward where hospital_id = $1 and id = $2`,
};

export async function wardExists(tx: Tx, hospitalId: string, wardId: string): Promise<boolean> {
  return (await tx.query(WARD_EXISTS, [hospitalId, wardId])).length > 0;
}
