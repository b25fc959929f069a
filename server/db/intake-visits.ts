import type { Stay } from '../../src-shared/contract/state/stay.ts';
import type { Statement, Tx } from './database.ts';
import { wireTime } from './wire-time.ts';

const LOCK: Statement = {
  name: 'intake-visit-lock',
  text: `
    select pg_advisory_xact_lock(key)
    from (
      select distinct hashtextextended('intake ' || name, 0) as key
      from unnest($1::text[]) as name order by key
    ) keys`,
};

/**
 * Lets the messages of a visit, and of a patient, be applied one after the other: holds these names
 * (of visits and patients) until the transaction ends. Comes before any row is locked.
 */
export async function lockVisits(tx: Tx, names: readonly string[]): Promise<void> {
  await tx.query(LOCK, [names]);
}

/** What one message says of one visit. */
export interface InstructionRow {
  readonly messageId: number;
  readonly visit: string;
  /** Key of the patient. */
  readonly patient: string;
  readonly place: unknown;
}

const SAVE_INSTRUCTION: Statement = {
  name: 'intake-instruction-save',
  text: `
    insert into intake_instruction (message_id, visit, patient, place) values ($1, $2, $3, $4)
    on conflict (message_id, visit) do update set place = excluded.place`,
};

export async function saveInstruction(tx: Tx, row: InstructionRow): Promise<void> {
  const place = row.place === null ? null : JSON.stringify(row.place);
  await tx.query(SAVE_INSTRUCTION, [row.messageId, row.visit, row.patient, place]);
}

const SAVE_MERGE: Statement = {
  name: 'intake-merge-save',
  text: `
    insert into intake_merge (message_id, merged, survivor) values ($1, $2, $3)
    on conflict do nothing`,
};

export async function saveMerge(
  tx: Tx,
  messageId: number,
  merged: string,
  survivor: string,
): Promise<void> {
  await tx.query(SAVE_MERGE, [messageId, merged, survivor]);
}

/** SQL: `linked (key)`, these patients and all whom merges make the same person. */
// `union` ends at rings of merges.
export const linked = (start: string): string => `
  recursive linked (key) as (
    ${start}
    union
    select case when m.merged = l.key then m.survivor else m.merged end
    from linked l join intake_merge m on m.merged = l.key or m.survivor = l.key
  )`;

const LINKED: Statement = {
  name: 'intake-linked-patients',
  text: `
    with ${linked('select unnest($1::text[])')}
    select key from linked order by key collate "C"`,
};

/** These patients and all whom merges make the same person. */
export async function linkedPatients(tx: Tx, patients: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ key: string }>(LINKED, [patients]);
  return rows.map(({ key }) => key);
}

const OPEN_VISITS: Statement = {
  name: 'intake-open-visits',
  text: `
    select distinct i.visit from intake_instruction i
    join intake_visit v on v.visit = i.visit
    join stay s on s.id = v.stay_id
    where i.patient = any ($1::text[]) and s.ended_at is null
    order by i.visit`,
};

/** The visits of these patients that have an open stay. */
export async function openVisitsOf(tx: Tx, patients: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ visit: string }>(OPEN_VISITS, [patients]);
  return rows.map(({ visit }) => visit);
}

const OPEN_STAYS: Statement = {
  name: 'intake-open-stays-of-patients',
  text: `
    select distinct i.visit, s.hospital_id as "hospitalId" from intake_instruction i
    join intake_visit v on v.visit = i.visit
    join stay s on s.id = v.stay_id
    where i.patient = any ($1::text[]) and s.ended_at is null
    order by i.visit`,
};

/** As `openVisitsOf`, with the hospital of each. */
export function openStaysOf(
  tx: Tx,
  patients: readonly string[],
): Promise<{ readonly visit: string; readonly hospitalId: string }[]> {
  return tx.query(OPEN_STAYS, [patients]);
}

/** One message of a visit's history. */
export interface HistoryRow {
  readonly messageId: number;
  /** The visit it speaks of; null: it is a merge. */
  readonly visit: string | null;
  readonly receivedAt: string;
  readonly body: Buffer;
  readonly place: unknown;
}

const HISTORY: Statement = {
  name: 'intake-history',
  text: `
    with ${linked('select patient from intake_instruction where visit = any ($1::text[])')}
    select m.id as "messageId", i.visit, m.received_at as "receivedAt", m.body, i.place
    from intake_instruction i join intake_message m on m.id = i.message_id
    where i.visit = any ($1::text[])
    union all
    select m.id, null, m.received_at, m.body, null
    from intake_message m
    where m.id in (
      select g.message_id from intake_merge g join linked l on l.key = g.merged)
    order by 1`,
};

/** The messages of these visits, and the merges of their patients into others, by arrival. */
export function readHistory(tx: Tx, visits: readonly string[]): Promise<HistoryRow[]> {
  return tx.query(HISTORY, [visits]);
}

/** A visit as it is kept, with its stay. */
export interface VisitRow {
  readonly visit: string;
  /** Where the patient lay when the first message came, admitted at a desk; null: nowhere. */
  readonly base: unknown;
  /** What its messages had come to when last applied. */
  readonly wanted: unknown;
  readonly stay: StayRow | null;
}

export interface StayRow {
  readonly hospitalId: string;
  readonly wardId: string;
  readonly ended: boolean;
  readonly endedAt: string | null;
  /** When somebody at a desk put the patient where she is; null: messages did. */
  readonly deskPlacedAt: string | null;
  readonly stay: Stay;
}

/** SQL for a `StayRow` as JSON, of a row `s` of stays. */
export const STAY_ROW_JSON = `
  json_build_object('hospitalId', s.hospital_id, 'wardId', s.ward_id, 'ended', s.ended_at is not null,
    'endedAt', ${wireTime('s.ended_at')}, 'deskPlacedAt', ${wireTime('s.desk_placed_at')}, 'stay', json_build_object('id', s.id,
      'patient', json_build_object('ref', s.patient_ref, 'label', s.patient_label),
      'bedId', s.bed_id, 'acuity', s.acuity, 'admittedAt', ${wireTime('s.admitted_at')},
      'expectedDischargeAt', ${wireTime('s.expected_discharge_at')}))`;

const VISITS: Statement = {
  name: 'intake-visits',
  text: `
    select v.visit, v.base, v.wanted, case when s.id is null then null else ${STAY_ROW_JSON} end as stay
    from intake_visit v left join stay s on s.id = v.stay_id
    where v.visit = any ($1::text[])
    order by v.visit`,
};

export function readVisits(tx: Tx, visits: readonly string[]): Promise<VisitRow[]> {
  return tx.query(VISITS, [visits]);
}

const UNTOLD: Statement = {
  name: 'intake-untold-stay',
  text: `
    select ${STAY_ROW_JSON} as stay from stay s
    where s.hospital_id = $1 and s.patient_ref = $2 and s.ended_at is null
      and not exists (select from intake_visit v where v.stay_id = s.id)
    order by s.ward_id is not distinct from $3 desc, s.bed_id is not distinct from $4 desc,
      s.admitted_at desc
    limit 1`,
};

/**
 * An open stay of a patient whom no message has spoken of yet: admitted at a desk. Of several the
 * one in that ward and bed.
 */
export async function untoldStay(
  tx: Tx,
  hospitalId: string,
  patientRef: string,
  near: { readonly wardId: string | null; readonly bedId: string | null },
): Promise<StayRow | null> {
  const values = [hospitalId, patientRef, near.wardId, near.bedId];
  const [row] = await tx.query<{ stay: StayRow }>(UNTOLD, values);
  return row?.stay ?? null;
}

const HOSPITALS: Statement = {
  name: 'intake-visit-hospitals',
  text: `
    select v.visit, s.hospital_id as "hospitalId"
    from intake_visit v join stay s on s.id = v.stay_id
    where v.visit = any ($1::text[]) and (s.ended_at is null or v.visit not like 'patient:%')`,
};

/**
 * In which hospitals these visits are, or were. One that goes by its patient is there only while the
 * patient is: who comes again may come elsewhere.
 */
export async function hospitalsOfVisits(
  tx: Tx,
  visits: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (visits.length === 0) return new Map();
  const rows = await tx.query<{ visit: string; hospitalId: string }>(HOSPITALS, [visits]);
  return new Map(rows.map(({ visit, hospitalId }) => [visit, hospitalId]));
}

const SAVE_VISIT: Statement = {
  name: 'intake-visit-save',
  text: `
    insert into intake_visit (visit, stay_id, base, wanted)
    select visit, $2, $3, $4 from unnest($1::text[]) as visit
    on conflict (visit) do update set stay_id = excluded.stay_id, base = excluded.base,
      wanted = excluded.wanted`,
};

/** The stay of a visit (under all its names), where it began and what its messages have come to. */
export async function saveVisit(
  tx: Tx,
  visits: readonly string[],
  stayId: string | null,
  { base, wanted }: Pick<VisitRow, 'base' | 'wanted'>,
): Promise<void> {
  const kept = base === null ? null : JSON.stringify(base);
  await tx.query(SAVE_VISIT, [visits, stayId, kept, JSON.stringify(wanted)]);
}

const AWAIT: Statement = {
  name: 'intake-visit-await',
  text: `
    update intake_visit set waits_hospital = $2, waits_ward = $3, waits_bed = $4
    where visit = any ($1::text[])`,
};

/** A bed that a patient should have and that was taken. */
export interface AwaitedBed {
  readonly hospitalId: string;
  readonly wardId: string;
  readonly bedId: string;
}

/** Notes the bed that these visits wait for; null: none. */
export async function setAwaitedBed(
  tx: Tx,
  visits: readonly string[],
  bed: AwaitedBed | null,
): Promise<void> {
  const parts = [bed?.hospitalId ?? null, bed?.wardId ?? null, bed?.bedId ?? null];
  await tx.query(AWAIT, [visits, ...parts]);
}
