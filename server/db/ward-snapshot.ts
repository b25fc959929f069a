import type { Cursor } from '../../src-shared/contract/cursor.ts';
import { HOUSE_WARD_ID, parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { HouseState } from '../../src-shared/contract/state/house-state.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { sortedById } from '../../src-shared/domain/log/by-id.ts';
import type { Database, Sight, Statement, Tx } from './database.ts';
import { verifyEpoch } from './epoch.ts';
import { wireTime } from './wire-time.ts';

/** A state with the position it was read at, and the time of the last event before it. */
export interface WardSnapshot {
  readonly cursor: Cursor;
  readonly state: LogState;
  readonly lastAt: string;
}

function list(object: string, from: string): string {
  return `(select coalesce(json_agg(${object}), '[]') ${from})`;
}

const NURSES = list(
  `json_build_object('id', n.id, 'name', n.name, 'licence', n.licence,
    'competencies', n.competencies,
    'shift', case when wn.shift_id is null then null else json_build_object('id', wn.shift_id,
      'startsAt', ${wireTime('wn.shift_starts_at')}, 'endsAt', ${wireTime('wn.shift_ends_at')}) end,
    'onBreakUntil', ${wireTime('wn.on_break_until')}, 'relievedBy', wn.relieved_by)`,
  `from ward_nurse wn join nurse n on n.hospital_id = wn.hospital_id and n.id = wn.nurse_id
    where wn.hospital_id = w.hospital_id and wn.ward_id = w.id`,
);

const STAYS = list(
  `json_build_object('id', s.id, 'bedId', s.bed_id, 'acuity', s.acuity,
    'patient', json_build_object('ref', s.patient_ref, 'label', s.patient_label),
    'admittedAt', ${wireTime('s.admitted_at')},
    'expectedDischargeAt', ${wireTime('s.expected_discharge_at')})`,
  `from stay s
    where s.hospital_id = w.hospital_id and s.ward_id = w.id and s.ended_at is null`,
);

const ASSIGNMENTS = list(
  `json_build_object('id', a.id, 'nurseId', a.nurse_id, 'stayId', a.stay_id,
    'startedAt', ${wireTime('a.started_at')}, 'startedBy', a.started_by,
    'deliveredAt', ${wireTime('a.delivered_at')}, 'confirmedAt', ${wireTime('a.confirmed_at')},
    'notes', a.notes)`,
  `from assignment a
    where a.hospital_id = w.hospital_id and a.ward_id = w.id and a.ended_at is null`,
);

const ALERTS = list(
  `l.body`,
  `from alert l
    where l.hospital_id = w.hospital_id and l.ward_id = w.id and l.cleared_at is null`,
);

const BEDS = list(
  `json_build_object('id', b.id, 'label', b.label)`,
  `from bed b where b.hospital_id = w.hospital_id and b.ward_id = w.id`,
);

const SHIFTS = list(
  `json_build_object('id', f.id, 'nurseId', f.nurse_id,
    'wardId', nullif(f.ward_id, '${HOUSE_WARD_ID}'),
    'startsAt', ${wireTime('f.starts_at')}, 'endsAt', ${wireTime('f.ends_at')})`,
  `from shift f where f.hospital_id = w.hospital_id and f.status = 'planned' and f.announced`,
);

const PACKS = list(
  `json_build_object('id', p.id, 'version', p.version, 'title', p.title, 'author', p.author,
    'body', p.body, 'hospital', p.hospital, 'wards', p.wards)`,
  `from rule_pack p where p.hospital_id = w.hospital_id and p.active`,
);

const WARD: Statement = {
  name: 'ward-snapshot',
  text: `
    select wardline_epoch() as epoch, w.seq, w.last_at, w.name, w.unit_type, w.staffing,
      ${BEDS} as beds, ${STAYS} as stays, ${NURSES} as nurses, ${ASSIGNMENTS} as assignments,
      ${ALERTS} as alerts
    from ward w where w.hospital_id = $1 and w.id = $2`,
};

const HOUSE: Statement = {
  name: 'house-snapshot',
  text: `
    select wardline_epoch() as epoch, w.seq, w.last_at,
      ${NURSES} as nurses, ${SHIFTS} as shifts, ${PACKS} as packs
    from ward w where w.hospital_id = $1 and w.id = $2`,
};

interface Position {
  readonly epoch: string | null;
  readonly seq: number;
  readonly last_at: string;
}
interface WardRow
  extends
    Position,
    Pick<WardState, 'name' | 'staffing' | 'beds' | 'stays' | 'nurses' | 'assignments' | 'alerts'> {
  readonly unit_type: string | null;
}
type HouseRow = Position & Pick<HouseState, 'nurses' | 'shifts' | 'packs'>;

/**
 * The state of a log as its rows tell it, with its position: one statement, so all of one moment.
 * null: no such log, or this transaction may not see it. `cursor.epoch` is '' where the epoch has
 * to be verified first (`wardline_epoch()`).
 */
export async function snapshotIn(tx: Tx, ward: WardKey): Promise<WardSnapshot | null> {
  const { hospitalId, wardId } = parseWardKey(ward);
  if (wardId === HOUSE_WARD_ID) {
    const [row] = await tx.query<HouseRow>(HOUSE, [hospitalId, wardId]);
    return row === undefined ? null : at(row, houseState(hospitalId, row));
  }
  const [row] = await tx.query<WardRow>(WARD, [hospitalId, wardId]);
  return row === undefined ? null : at(row, wardState(hospitalId, wardId, row));
}

/**
 * The state of a log in a transaction of its own: REPEATABLE READ, read only.
 * @param sight the caller's hospitals, or 'system' for those who have authorised themselves
 */
export async function readSnapshot(
  database: Database,
  sight: Sight,
  ward: WardKey,
): Promise<WardSnapshot | null> {
  const options = { isolation: 'repeatable read', readOnly: true } as const;
  const read = (): Promise<WardSnapshot | null> =>
    sight === 'system'
      ? database.system((tx) => snapshotIn(tx, ward), options)
      : database.app(sight.hospitals, (tx) => snapshotIn(tx, ward), options);
  const snapshot = await read();
  if (snapshot?.cursor.epoch !== '') return snapshot;
  await verifyEpoch(database);
  return read();
}

function at(row: Position, state: LogState): WardSnapshot {
  return { cursor: { epoch: row.epoch ?? '', seq: row.seq }, state, lastAt: row.last_at };
}

function wardState(hospitalId: string, wardId: string, row: WardRow): WardState {
  return {
    hospitalId,
    wardId,
    name: row.name,
    unitType: row.unit_type,
    beds: [...sortedById(row.beds)],
    stays: [...sortedById(row.stays)],
    nurses: [...sortedById(row.nurses)],
    assignments: [...sortedById(row.assignments)],
    alerts: [...sortedById(row.alerts)],
    staffing: row.staffing,
  };
}

function houseState(hospitalId: string, row: HouseRow): HouseState {
  return {
    hospitalId,
    wardId: HOUSE_WARD_ID,
    nurses: [...sortedById(row.nurses)],
    shifts: [...sortedById(row.shifts)],
    packs: [...sortedById(row.packs)],
  };
}
