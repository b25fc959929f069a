/**
 * The kinds of row a command may change, and for each the statement that does it. All changes of
 * one transaction go to PostgreSQL together, as one statement with one JSON array a kind; within
 * it every statement sees the rows as they were before, and no row may be changed twice.
 */
const STATEMENTS = {
  event: (rows: string) => `
    insert into ward_event (hospital_id, ward_id, seq, at, id, type, actor, command_id, data)
    select * from json_to_recordset(${rows}) as x (hospital_id text, ward_id text, seq bigint,
      at timestamptz, id uuid, type text, actor text, command_id uuid, data json)`,

  ward: (rows: string) => `
    update ward w set seq = x.seq, last_at = x.last_at, audit_seq = x.audit_seq,
      audit_hash = x.audit_hash, name = coalesce(x.name, w.name),
      unit_type = coalesce(x.unit_type, w.unit_type), staffing = coalesce(x.staffing, w.staffing),
      alarms = coalesce(x.alarms, w.alarms),
      due_at = case when x.alarms is null then w.due_at else x.due_at end
    from json_to_recordset(${rows}) as x (hospital_id text, id text, seq bigint,
      last_at timestamptz, audit_seq bigint, audit_hash text, name text, unit_type text,
      staffing jsonb, alarms jsonb, due_at timestamptz)
    where w.hospital_id = x.hospital_id and w.id = x.id`,

  wardAlarms: (rows: string) => `
    update ward w set alarms = x.alarms, due_at = x.due_at
    from json_to_recordset(${rows}) as x (hospital_id text, id text, alarms jsonb,
      due_at timestamptz)
    where w.hospital_id = x.hospital_id and w.id = x.id`,

  audit: (rows: string) => `
    insert into audit (hospital_id, ward_id, audit_seq, at, body, hash)
    select * from json_to_recordset(${rows}) as x (hospital_id text, ward_id text,
      audit_seq bigint, at timestamptz, body text, hash text)`,

  stayAdded: (rows: string) => `
    insert into stay (${STAY_COLUMNS})
    select ${STAY_COLUMNS} from json_to_recordset(${rows}) as x (${STAY_TYPES})`,

  stayChanged: (rows: string) => `
    update stay s set ward_id = x.ward_id, bed_id = x.bed_id, patient_ref = x.patient_ref,
      patient_label = x.patient_label, acuity = x.acuity, admitted_at = x.admitted_at,
      expected_discharge_at = x.expected_discharge_at, ended_at = x.ended_at,
      desk_placed_at = case when s.ward_id = x.ward_id and s.bed_id is not distinct from x.bed_id
        then s.desk_placed_at else x.desk_placed_at end
    from json_to_recordset(${rows}) as x (${STAY_TYPES})
    where s.id = x.id and s.hospital_id = x.hospital_id`,

  assignmentAdded: (rows: string) => `
    insert into assignment (${ASSIGNMENT_COLUMNS})
    select ${ASSIGNMENT_COLUMNS} from json_to_recordset(${rows}) as x (${ASSIGNMENT_TYPES})`,

  assignmentChanged: (rows: string) => `
    update assignment a set delivered_at = x.delivered_at, confirmed_at = x.confirmed_at,
      ended_at = x.ended_at, notes = x.notes
    from json_to_recordset(${rows}) as x (${ASSIGNMENT_TYPES})
    where a.id = x.id and a.hospital_id = x.hospital_id`,

  wardNurseSet: (rows: string) => `
    insert into ward_nurse (${WARD_NURSE_COLUMNS})
    select ${WARD_NURSE_COLUMNS} from json_to_recordset(${rows}) as x (${WARD_NURSE_TYPES})
    on conflict (hospital_id, ward_id, nurse_id) do update set shift_id = excluded.shift_id,
      shift_starts_at = excluded.shift_starts_at, shift_ends_at = excluded.shift_ends_at,
      on_break_until = excluded.on_break_until, relieved_by = excluded.relieved_by`,

  wardNurseGone: (rows: string) => `
    delete from ward_nurse n
    using json_to_recordset(${rows}) as x (hospital_id text, ward_id text, nurse_id text)
    where n.hospital_id = x.hospital_id and n.ward_id = x.ward_id and n.nurse_id = x.nurse_id`,

  shiftSet: (rows: string) => `
    insert into shift (${SHIFT_COLUMNS})
    select ${SHIFT_COLUMNS} from json_to_recordset(${rows}) as x (${SHIFT_TYPES})
    on conflict (hospital_id, id) do update set nurse_id = excluded.nurse_id,
      ward_id = excluded.ward_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
      status = excluded.status, announced = excluded.announced`,

  shiftUnannounced: (rows: string) => `
    update shift s set announced = false
    from json_to_recordset(${rows}) as x (hospital_id text, id text)
    where s.hospital_id = x.hospital_id and s.id = x.id`,

  postOpened: (rows: string) => `
    insert into post (hospital_id, ward_id, nurse_id, shift_id, started_at)
    select * from json_to_recordset(${rows}) as x (hospital_id text, ward_id text, nurse_id text,
      shift_id text, started_at timestamptz)`,

  postClosed: (rows: string) => `
    update post p set ended_at = greatest(p.started_at, x.ended_at)
    from json_to_recordset(${rows}) as x (hospital_id text, ward_id text, nurse_id text,
      ended_at timestamptz)
    where p.hospital_id = x.hospital_id and p.ward_id = x.ward_id and p.nurse_id = x.nurse_id
      and p.ended_at is null`,

  bedSet: (rows: string) => `
    insert into bed (hospital_id, ward_id, id, label)
    select * from json_to_recordset(${rows}) as x (hospital_id text, ward_id text, id text,
      label text)
    on conflict (hospital_id, ward_id, id) do update set label = excluded.label`,

  bedGone: (rows: string) => `
    delete from bed b
    using json_to_recordset(${rows}) as x (hospital_id text, ward_id text, kept text[])
    where b.hospital_id = x.hospital_id and b.ward_id = x.ward_id and b.id <> all (x.kept)`,

  alertSet: (rows: string) => `
    insert into alert (id, hospital_id, ward_id, rule_id, severity, status, raised_at, facts,
      body, acknowledged_at, returned_at, cleared_at)
    select * from json_to_recordset(${rows}) as x (id uuid, hospital_id text, ward_id text,
      rule_id text, severity text, status text, raised_at timestamptz, facts jsonb, body jsonb,
      acknowledged_at timestamptz, returned_at timestamptz, cleared_at timestamptz)
    on conflict (id) do update set severity = excluded.severity, status = excluded.status,
      facts = excluded.facts, body = excluded.body,
      acknowledged_at = coalesce(alert.acknowledged_at, excluded.acknowledged_at),
      returned_at = coalesce(excluded.returned_at, alert.returned_at),
      cleared_at = excluded.cleared_at`,

  packSet: (rows: string) => `
    insert into rule_pack (hospital_id, id, version, title, author, body, hospital, wards, active)
    select * from json_to_recordset(${rows}) as x (hospital_id text, id text, version integer,
      title text, author text, body jsonb, hospital boolean, wards text[], active boolean)
    on conflict (hospital_id, id, version) do update set hospital = excluded.hospital,
      wards = excluded.wards, active = excluded.active`,

  packOlder: (rows: string) => `
    update rule_pack p set active = false, hospital = false, wards = '{}'
    from json_to_recordset(${rows}) as x (hospital_id text, id text, version integer)
    where p.hospital_id = x.hospital_id and p.id = x.id and p.version <> x.version and p.active`,

  idempotencyAnswer: (rows: string) => `
    update idempotency_key k set status = x.status, answer = x.answer
    from json_to_recordset(${rows}) as x (user_id text, method text, path text, key uuid,
      status integer, answer json)
    where k.user_id = x.user_id and k.method = x.method and k.path = x.path and k.key = x.key`,
} as const;

const STAY_COLUMNS = `id, hospital_id, ward_id, bed_id, patient_ref, patient_label, acuity,
  admitted_at, expected_discharge_at, ended_at, desk_placed_at`;
const STAY_TYPES = `id uuid, hospital_id text, ward_id text, bed_id text, patient_ref text,
  patient_label text, acuity smallint, admitted_at timestamptz,
  expected_discharge_at timestamptz, ended_at timestamptz, desk_placed_at timestamptz`;
const ASSIGNMENT_COLUMNS = `id, hospital_id, ward_id, nurse_id, stay_id, started_at, started_by,
  delivered_at, confirmed_at, ended_at, notes`;
const ASSIGNMENT_TYPES = `id uuid, hospital_id text, ward_id text, nurse_id text, stay_id uuid,
  started_at timestamptz, started_by text, delivered_at timestamptz, confirmed_at timestamptz,
  ended_at timestamptz, notes jsonb`;
const WARD_NURSE_COLUMNS = `hospital_id, ward_id, nurse_id, shift_id, shift_starts_at,
  shift_ends_at, on_break_until, relieved_by`;
const WARD_NURSE_TYPES = `hospital_id text, ward_id text, nurse_id text, shift_id text,
  shift_starts_at timestamptz, shift_ends_at timestamptz, on_break_until timestamptz,
  relieved_by text`;
const SHIFT_COLUMNS = `hospital_id, id, nurse_id, ward_id, starts_at, ends_at, status, announced`;
const SHIFT_TYPES = `hospital_id text, id text, nurse_id text, ward_id text,
  starts_at timestamptz, ends_at timestamptz, status text, announced boolean`;

export type ChangeKind = keyof typeof STATEMENTS;

/** Rows to write, by kind; the members of a row are named as the columns are. */
export type RowChanges = Partial<Record<ChangeKind, readonly object[]>>;

const KINDS = Object.keys(STATEMENTS) as ChangeKind[];

/** The statement for these kinds of change, in their order; the same text and name each time. */
const composed = new Map<string, { readonly name: string; readonly text: string }>();

/** One statement for all the changes, and its values. */
export function writeStatement(changes: RowChanges): {
  readonly statement: { readonly name: string; readonly text: string };
  readonly values: readonly string[];
} {
  const kinds = KINDS.filter((kind) => (changes[kind]?.length ?? 0) > 0);
  const bits = kinds.reduce((sum, kind) => sum + 2 ** KINDS.indexOf(kind), 0);
  const name = `write-${bits.toString(36)}`;
  let statement = composed.get(name);
  if (statement === undefined) {
    const parts = kinds.map(
      (kind, index) => `w${index} as (${STATEMENTS[kind](`$${index + 1}::json`)})`,
    );
    statement = { name, text: `with ${parts.join(', ')} select 1` };
    composed.set(name, statement);
  }
  return { statement, values: kinds.map((kind) => JSON.stringify(changes[kind])) };
}
