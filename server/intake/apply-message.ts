import type { SystemRun } from '../commands/system-run.ts';
import type { Tx } from '../db/database.ts';
import { endConflicts, endParking } from '../db/intake-messages.ts';
import type { IntakeOutcome } from '../db/intake-messages.ts';
import {
  linkedPatients,
  lockVisits,
  openStaysOf,
  saveInstruction,
  saveMerge,
  saveVisit,
  setAwaitedBed,
} from '../db/intake-visits.ts';
import type { AdtMessage } from './adt/interpret-adt.ts';
import type { MappingResult } from './adt/location-map.ts';
import type { MergePatients, VisitInstruction } from './adt/visit-instruction.ts';
import { placeVisitsCommand } from './board/place-visits-command.ts';
import type { PlacedAnswer } from './board/place-visits-command.ts';
import type { VisitPlaced } from './board/place-visits.ts';
import { visitsOf } from './board/visit-history.ts';
import { namesOfVisit, readTurn, visitsOfPatients, zoneOfHospital } from './board/visit-turns.ts';
import type { HospitalTurn, ReadTurn } from './board/visit-turns.ts';
import { samePlace } from './board/wanted.ts';
import type { WantedPlace } from './board/wanted.ts';
import { UTC } from './hl7/time-zone.ts';
import type { TimeZone } from './hl7/time-zone.ts';
import { hospitalNamed, locate, whyUnmapped } from './locate.ts';

/** A kept message that is to be applied. */
export interface MessageToApply {
  readonly id: number;
  readonly adt: AdtMessage;
  /** An administrator replays it: the patient is placed even where nothing new is said. */
  readonly again: boolean;
}

/** What became of a message, without its event time. */
export interface Applied extends Omit<IntakeOutcome, 'eventTime'> {
  /** In which its times are to be read where they name none. */
  readonly zone: TimeZone;
}

/**
 * Applies one kept message: enters it in the history of its visits, plays these anew, and carries
 * to the boards what changed. All in the transaction of `run`, which may be begun anew. Statements
 * that need nothing of each other's answers are sent together.
 */
export async function applyMessage(run: SystemRun, message: MessageToApply): Promise<Applied> {
  const { instruction, header } = message.adt;
  switch (instruction.kind) {
    case 'announcement':
      return aside(run.tx, message, `${header.trigger} announces something and moves nobody`);
    case 'other':
      return aside(run.tx, message, `${header.trigger} concerns nothing on a board`);
    case 'merge':
      return applyMerge(run, message, instruction.pairs);
    case 'visit':
      return applyVisits(run, message, await visitsMeant(run.tx, message.adt, instruction.of));
    case 'swap':
      return applyVisits(run, message, visitsOf(message.adt));
  }
}

/**
 * A message without PV1 means the stays that its patient has in the hospital it names; where it
 * names none, the only one.
 */
async function visitsMeant(
  tx: Tx,
  { header }: AdtMessage,
  said: VisitInstruction,
): Promise<readonly VisitInstruction[]> {
  if (said.kind !== 'update' || said.anyVisit !== true) return [said];
  const { key } = said.patient;
  const [, linked, hospitalId] = await Promise.all([
    lockVisits(tx, [`patient ${key}`]),
    linkedPatients(tx, [key]),
    hospitalNamed(tx, header.facilities),
  ]);
  const open = await openStaysOf(tx, linked);
  const here = open.filter((one) => hospitalId === null || one.hospitalId === hospitalId);
  const told = hospitalId === null && here.length > 1 ? [] : here;
  return told.length === 0 ? [said] : told.map(({ visit }) => ({ ...said, visit }));
}

async function aside(tx: Tx, { adt }: MessageToApply, reason: string): Promise<Applied> {
  const hospitalId = await hospitalNamed(tx, adt.header.facilities);
  const zone = await zoneOfHospital(tx, hospitalId);
  return { status: 'ignored', reason, hospitalId, visit: null, zone };
}

async function applyVisits(
  run: SystemRun,
  message: MessageToApply,
  said: readonly VisitInstruction[],
): Promise<Applied> {
  const { tx } = run;
  const { header } = message.adt;
  const names = said.flatMap(({ visit, patient }) => [`visit ${visit}`, `patient ${patient.key}`]);
  const [, located] = await Promise.all([lockVisits(tx, names), locate(tx, header, said)]);
  const parked = whyParked(said, located.results);
  const places = located.results.map((result) =>
    parked?.always !== true && result?.kind === 'mapped' ? result.place : null,
  );
  const hospitalId = places.find((place) => place !== null)?.hospitalId ?? null;
  const turns = await enterAndRead(tx, message, said, { places, hospitalId: located.hospitalId });
  const carried = await carry(run, turns, noteOf(message));
  if (isOnBoard(carried)) {
    const visits = turns.flatMap((turn) => turn.visits);
    await endParking(tx, visits, message.id, NEED_NO_LOCATION);
  }
  return {
    ...statusOf(parked, carried, {
      places: said.some(({ kind }) => PLACING.includes(kind)),
      superseded: isSuperseded(said, places, turns),
    }),
    hospitalId: hospitalId ?? carried.hospitalId ?? located.hospitalId,
    visit: said[0]?.visit ?? null,
    zone: turns[0]?.zone ?? UTC,
  };
}

/** Enters a message in the histories of its visits, and reads what these come to. */
async function enterAndRead(
  tx: Tx,
  { id: messageId, again }: MessageToApply,
  said: readonly VisitInstruction[],
  { places, hospitalId }: { places: readonly (WantedPlace | null)[]; hospitalId: string | null },
): Promise<ReadTurn[]> {
  const entered = said.map(({ visit, patient }, i) =>
    saveInstruction(tx, { messageId, visit, patient: patient.key, place: places[i] ?? null }),
  );
  const read = said.map(async ({ visit }, i) => {
    const visits = await namesOfVisit(tx, visit);
    return readTurn(tx, { visits, again, near: places[i] ?? null, hospitalId });
  });
  const [turns] = await Promise.all([Promise.all(read), ...entered]);
  return turns;
}

async function applyMerge(
  run: SystemRun,
  message: MessageToApply,
  pairs: readonly MergePatients[],
): Promise<Applied> {
  const { tx } = run;
  const patients = pairs.flatMap(({ merged, survivor }) => [merged, survivor.key]);
  const names = patients.map((patient) => `patient ${patient}`);
  const [, namedId] = await Promise.all([
    lockVisits(tx, names),
    hospitalNamed(tx, message.adt.header.facilities),
    ...pairs.map(({ merged, survivor }) => saveMerge(tx, message.id, merged, survivor.key)),
  ]);
  const turns: ReadTurn[] = [];
  for (const visits of await visitsOfPatients(tx, patients)) {
    turns.push(await readTurn(tx, { visits, again: false, near: null, hospitalId: namedId }));
  }
  const carried = await carry(run, turns, noteOf(message));
  return {
    ...statusOf(null, carried, { places: false, superseded: false }),
    hospitalId: carried.hospitalId ?? namedId,
    visit: null,
    zone: turns[0]?.zone ?? (await zoneOfHospital(tx, namedId)),
  };
}

/** For the audit: which message did it. */
function noteOf({ id, adt }: MessageToApply): Readonly<Record<string, string>> {
  return { message: String(id), trigger: adt.header.trigger };
}

const PLACING: readonly string[] = ['admit', 'transfer', 'class_change', 'swap'];
const NEED_NO_LOCATION = ['A03', 'A08', 'A11', 'A12', 'A13'];

/** Why a message may have to be parked. */
interface Parked {
  readonly why: string;
  /** A placement, which is parked whatever is known; else only while the visit is on no board. */
  readonly always: boolean;
}

/** What an administrator would have to map, if anything. A swap is parked as a whole. */
function whyParked(
  said: readonly VisitInstruction[],
  results: readonly (MappingResult | null)[],
): Parked | null {
  const always = said.some(({ kind }) => PLACING.includes(kind));
  for (const [i, { location }] of said.entries()) {
    const result = results[i] ?? null;
    const why = location === null || result === null ? null : whyUnmapped(location, result);
    if (why !== null) return { why, always };
  }
  return null;
}

interface Carried {
  readonly placed: readonly VisitPlaced[];
  readonly changed: boolean;
  readonly hospitalId: string | null;
}

/** Carries turns to the boards of their hospitals and keeps what they have come to. */
async function carry(
  run: SystemRun,
  turns: readonly ReadTurn[],
  note: Readonly<Record<string, string>>,
): Promise<Carried> {
  const { tx } = run;
  const all = turns.flatMap((read) => read.turns.map((turn) => ({ read, ...turn })));
  const placed: VisitPlaced[] = [];
  const last = new Map<ReadTurn, VisitPlaced>();
  let changed = false;
  for (const hospitalId of [...new Set(all.map((one) => one.hospitalId))]) {
    const here = all.filter((one) => one.hospitalId === hospitalId);
    if (!here.some(touchesBoard)) continue;
    const command = placeVisitsCommand(
      hospitalId,
      here.map(({ turn }) => turn),
      note,
    );
    const answer = (await run.execute(command)) as PlacedAnswer;
    changed ||= answer.changed;
    placed.push(...answer.placed);
    here.forEach(({ read }, i) => answer.placed[i] && last.set(read, answer.placed[i]));
    const healed = answer.healed.map(({ visit }) => visit);
    if (healed.length > 0) {
      await setAwaitedBed(tx, healed, null);
      await endConflicts(tx, healed, 'the bed has become free');
    }
  }
  await Promise.all(turns.map((read) => keep(tx, read, last.get(read) ?? null)));
  return { placed, changed, hospitalId: all.at(-1)?.hospitalId ?? null };
}

function touchesBoard({ turn }: HospitalTurn): boolean {
  return turn.after.place !== null || turn.stays.length > 0;
}

async function keep(
  tx: Tx,
  { visits, base, after, turns }: ReadTurn,
  placed: VisitPlaced | null,
): Promise<void> {
  // A place that was overruled has not been carried: saying it again later is something new.
  const place = isOverruled(placed) ? (turns[0]?.turn.before?.place ?? null) : after.place;
  const wanted = { ...after, place };
  const saved = saveVisit(tx, visits, placed?.stayId ?? null, { base, wanted });
  const moved = placed?.moved === true;
  await (moved
    ? Promise.all([saved, setAwaitedBed(tx, visits, awaitedBed(after.place, placed))])
    : saved);
}

function isOverruled(placed: VisitPlaced | null): boolean {
  return placed !== null && placed.overruled !== null;
}

function awaitedBed(place: WantedPlace | null, { conflict }: VisitPlaced) {
  if (place === null || conflict === null) return null;
  return { hospitalId: place.hospitalId, wardId: place.wardId, bedId: conflict.bedId };
}

function isOnBoard({ placed, changed }: Carried): boolean {
  return changed || placed.some(({ stayId }) => stayId !== null);
}

/** Whether a message's placement or discharge is not what its visit has come to. */
function isSuperseded(
  said: readonly VisitInstruction[],
  places: readonly (WantedPlace | null)[],
  turns: readonly ReadTurn[],
): boolean {
  return said.some(({ kind }, i) => {
    const after = turns[i]?.after;
    const place = places[i] ?? null;
    if (after === undefined) return false;
    if (kind === 'discharge') return !after.gone;
    return PLACING.includes(kind) && place !== null && !samePlace(place, after.place);
  });
}

function statusOf(
  parked: Parked | null,
  carried: Carried,
  { places, superseded }: { readonly places: boolean; readonly superseded: boolean },
): Pick<Applied, 'status' | 'reason'> {
  const onBoard = isOnBoard(carried);
  if (parked !== null && (parked.always || !onBoard)) {
    return { status: 'unmapped', reason: parked.why };
  }
  const conflict = carried.placed.find((one) => one.conflict !== null)?.conflict;
  if (conflict != null) return { status: 'conflict', reason: conflict.reason };
  if (onBoard) {
    const overruled = places ? carried.placed.find(isOverruled)?.overruled : null;
    const reason =
      overruled ?? (superseded ? 'other messages of the visit stand against it' : null);
    return { status: 'applied', reason };
  }
  return { status: 'ignored', reason: 'nobody on a board is concerned' };
}
