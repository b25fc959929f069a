import type { Tx } from '../../db/database.ts';
import { hospitalTimeZone } from '../../db/intake-locations.ts';
import {
  linkedPatients,
  openVisitsOf,
  readHistory,
  readVisits,
  untoldStay,
} from '../../db/intake-visits.ts';
import type { StayRow, VisitRow } from '../../db/intake-visits.ts';
import { patientVisitKey } from '../adt/interpret-adt.ts';
import { timeZone, UTC } from '../hl7/time-zone.ts';
import type { TimeZone } from '../hl7/time-zone.ts';
import type { VisitTurn } from './place-visits-command.ts';
import { firstPlace, foldHistory, parsePlace } from './visit-history.ts';
import { wantedSchema } from './wanted.ts';
import type { Wanted, WantedPlace } from './wanted.ts';

const PATIENT_VISIT = /^patient:(.*)$/s;

/**
 * All names of a visit. A visit that messages number has one; visits that go by their patients are
 * one and the same when merges make their patients the same person.
 */
export async function namesOfVisit(tx: Tx, visit: string): Promise<string[]> {
  const patient = PATIENT_VISIT.exec(visit)?.[1];
  if (patient === undefined) return [visit];
  return (await linkedPatients(tx, [patient])).map(patientVisitKey);
}

/** The visits that a merge of these patients may change: those with a patient in the house. */
export async function visitsOfPatients(tx: Tx, patients: readonly string[]): Promise<string[][]> {
  const linked = await linkedPatients(tx, patients);
  const open = await openVisitsOf(tx, linked);
  const numbered = open.filter((visit) => !PATIENT_VISIT.test(visit)).map((visit) => [visit]);
  const unnumbered = open.length > numbered.length ? [linked.map(patientVisitKey)] : [];
  return [...numbered, ...unnumbered];
}

/** A visit's turn, and the hospital of its board. */
export interface HospitalTurn {
  readonly hospitalId: string;
  readonly turn: VisitTurn;
}

export interface TurnInput {
  /** All names of the visit. */
  readonly visits: readonly string[];
  readonly again: boolean;
  /** Where the message's location lies: there a patient whom no message told of may be. */
  readonly near: WantedPlace | null;
  /** Whose message it is; null: it does not tell. */
  readonly hospitalId: string | null;
}

/** What a visit's messages come to now, against what they had come to before. */
export interface ReadTurn {
  readonly visits: readonly string[];
  /** Where the patient lay before the first message, if anywhere. */
  readonly base: WantedPlace | null;
  readonly after: Wanted;
  /** The hospital whose patient it is; null: its messages do not tell yet. */
  readonly hospitalId: string | null;
  /** Of that hospital: of times that name none. */
  readonly zone: TimeZone;
  /** Where it is carried: nowhere; one hospital; two, for a patient who goes from one to the other. */
  readonly turns: readonly HospitalTurn[];
}

export async function readTurn(tx: Tx, input: TurnInput): Promise<ReadTurn> {
  const { visits, again } = input;
  const [history, rows, likelyZone] = await Promise.all([
    readHistory(tx, visits),
    readVisits(tx, visits),
    zoneOfHospital(tx, input.near?.hospitalId ?? null),
  ]);
  const hospitalId = firstPlace(history)?.hospitalId ?? rows[0]?.stay?.hospitalId ?? null;
  const likely = hospitalId === (input.near?.hospitalId ?? null);
  const zone = likely ? likelyZone : await zoneOfHospital(tx, hospitalId);
  const kept = rows.map((row) => parsePlace(row.base)).find((place) => place !== null) ?? null;
  const known = onceEach(rows.flatMap(stayOf));
  const fold = (base: WantedPlace | null) => foldHistory(history, zone, base);
  const desk = known.length > 0 ? null : await admittedAtDesk(tx, input, fold(kept));
  const base = desk === null ? kept : placeOfStay(desk);
  const after = fold(base);
  const before = rows.map(wantedOf).find((wanted) => wanted !== null) ?? null;
  const stays = desk === null ? known : [{ row: desk, wanted: null }];
  const turns = turnsOf({ visits, before, after, again }, stays);
  return { visits, base, after, hospitalId, zone, turns };
}

function placeOfStay({ hospitalId, wardId, stay }: StayRow): WantedPlace {
  const bed = stay.bedId === null ? null : { id: stay.bedId, label: stay.bedId };
  return { hospitalId, wardId, bed, onDemand: false };
}

interface KnownStay {
  readonly row: StayRow;
  readonly wanted: Wanted | null;
}

function wantedOf({ wanted }: VisitRow): Wanted | null {
  return wantedSchema.parse(wanted);
}

function stayOf(visit: VisitRow): KnownStay[] {
  return visit.stay === null ? [] : [{ row: visit.stay, wanted: wantedOf(visit) }];
}

/** Merged visits share one stay. */
function onceEach(stays: readonly KnownStay[]): KnownStay[] {
  return [...new Map(stays.map((known) => [known.row.stay.id, known])).values()];
}

/**
 * A patient who was admitted at a desk: what messages say from now on is about that stay, unless
 * they tell of a discharge before it began.
 */
async function admittedAtDesk(
  tx: Tx,
  { near, hospitalId }: TurnInput,
  { place, patient, gone, dischargedAt }: Wanted,
): Promise<StayRow | null> {
  const there = near ?? place;
  const hospital = there?.hospitalId ?? hospitalId;
  if (hospital === null || patient === null) return null;
  const { wardId, bed } = there ?? { wardId: null, bed: null };
  const row = await untoldStay(tx, hospital, patient.ref, { wardId, bedId: bed?.id ?? null });
  const isLater =
    gone && dischargedAt !== null && dischargedAt < Date.parse(row?.stay.admittedAt ?? '');
  return isLater ? null : row;
}

function turnsOf(turn: Omit<VisitTurn, 'stays'>, stays: readonly KnownStay[]): HospitalTurn[] {
  const here = turn.after.place?.hospitalId ?? stays[0]?.row.hospitalId ?? null;
  if (here === null) return [];
  const of = (hospitalId: string) =>
    stays
      .filter(({ row }) => row.hospitalId === hospitalId)
      .map(({ row, wanted }) => ({ id: row.stay.id, wanted }));
  const others = stays.filter(({ row }) => row.hospitalId !== here && !row.ended);
  const left = [...new Set(others.map(({ row }) => row.hospitalId))].map((hospitalId) => ({
    hospitalId,
    turn: { ...turn, after: { ...turn.after, place: null, gone: true }, stays: of(hospitalId) },
  }));
  return [...left, { hospitalId: here, turn: { ...turn, stays: of(here) } }];
}

/** The zone of times that name none, for messages of this hospital; UTC where it is not known. */
export async function zoneOfHospital(tx: Tx, hospitalId: string | null): Promise<TimeZone> {
  const name = hospitalId === null ? null : await hospitalTimeZone(tx, hospitalId);
  return name === null ? UTC : timeZone(name);
}
