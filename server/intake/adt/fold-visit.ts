import type { EventTime } from './event-time.ts';
import type { PatientIdentity } from './patient-identity.ts';
import type { MergePatients, VisitInstruction } from './visit-instruction.ts';

/** One entry of a visit's history. `P` is a place on a board. */
export interface VisitEntry<P> {
  /** The number under which the message was stored; rises with arrival. */
  readonly arrival: number;
  readonly time: EventTime;
  readonly instruction: VisitInstruction | { readonly kind: 'merge'; readonly pair: MergePatients };
  /** What the instruction's location was mapped to when it was applied; null: none, or parked. */
  readonly place: P | null;
}

/** What a visit has come to. Times are ms. */
export interface FoldedVisit<P> {
  /** Where the patient is; null: nowhere that is known. */
  readonly place: P | null;
  /** Discharged, or never admitted after all: not merely nowhere that is known. */
  readonly gone: boolean;
  /** When the patient was put there, by what messages say; of a cancel, when that was recorded. */
  readonly placedAt: number | null;
  readonly patient: PatientIdentity | null;
  readonly admittedAt: number | null;
  readonly expectedDischargeAt: number | null;
  readonly dischargedAt: number | null;
}

/**
 * What the messages of one visit come to, as if they had been received in event-time order.
 *
 * Two passes over the ordered history. First each cancel strikes out what it cancels, then the rest
 * is played: so a cancel leaves things as if what it cancels had never been sent. A placement whose
 * location is not mapped is parked and moves nobody until it is.
 *
 * Entries that tie in all three of their times (event, recorded, sent) have no order but that of
 * arrival, which is stored with them: folding them again, in whatever order they are given here,
 * always comes to the same.
 *
 * @param base where the patient was before the first message, if anywhere
 */
export function foldVisit<P>(
  entries: readonly VisitEntry<P>[],
  base: P | null = null,
): FoldedVisit<P> {
  const ordered = [...entries].sort(byEventTime);
  const { struck, takenBack } = strikeOut(ordered);
  const visit = new PlayedVisit<P>(base);
  for (const entry of ordered) {
    if (!struck.has(entry)) visit.play(entry, takenBack.get(entry) ?? null);
    else if (entry.instruction.kind !== 'merge') visit.identify(entry.instruction.patient);
    else visit.play(entry, null);
  }
  return visit.result();
}

/** Event time, then when it was recorded, then when it was sent, then arrival. */
export function byEventTime(one: VisitEntry<unknown>, other: VisitEntry<unknown>): number {
  return (
    one.time.eventAt - other.time.eventAt ||
    one.time.recordedAt - other.time.recordedAt ||
    one.time.sentAt - other.time.sentAt ||
    one.arrival - other.arrival
  );
}

interface Cancelled<P> {
  /** What counts no more, except that it still tells who the patient is. */
  readonly struck: ReadonlySet<VisitEntry<P>>;
  /** By the cancel: the transfer or discharge that it took back. */
  readonly takenBack: ReadonlyMap<VisitEntry<P>, VisitEntry<P>>;
}

/**
 * What cancels take back: each the last of its kind before it, a cancelled admission with all that
 * came of it and every admission that it merely repeats. Cancels bear the time of what they cancel (EVN-6), so where none came before, one of
 * exactly the same times will be meant.
 */
function strikeOut<P>(ordered: readonly VisitEntry<P>[]): Cancelled<P> {
  const struck = new Set<VisitEntry<P>>();
  const takenBack = new Map<VisitEntry<P>, VisitEntry<P>>();
  ordered.forEach((entry, index) => {
    const kind = CANCELLED[entry.instruction.kind];
    if (kind === undefined) return;
    const ofKind = (candidate: VisitEntry<P>) =>
      candidate.instruction.kind === kind && !struck.has(candidate);
    const target =
      ordered.slice(0, index).findLast(ofKind) ??
      ordered.slice(index).find((later) => ofKind(later) && sameTimes(later, entry));
    if (target !== undefined) {
      struck.add(target);
      takenBack.set(entry, target);
    }
    if (kind !== 'admit') return;
    const from = target === undefined ? 0 : startOfStay(ordered, ordered.indexOf(target), struck);
    for (const undone of ordered.slice(from, index)) struck.add(undone);
  });
  return { struck, takenBack };
}

/**
 * Index of the first admission that the one at `last` merely repeats, since the last discharge: at
 * the same time or in the same place. An earlier one elsewhere (in the emergency room, say) stands.
 */
function startOfStay<P>(
  ordered: readonly VisitEntry<P>[],
  last: number,
  struck: ReadonlySet<VisitEntry<P>>,
): number {
  const before = ordered.slice(0, last);
  const counts = (kind: string) => (entry: VisitEntry<P>) =>
    entry.instruction.kind === kind && !struck.has(entry);
  const repeated = (entry: VisitEntry<P>) =>
    entry.time.eventAt === ordered[last]?.time.eventAt ||
    JSON.stringify(entry.place) === JSON.stringify(ordered[last]?.place);
  const discharged = before.findLastIndex(counts('discharge'));
  const first = before.findIndex(
    (entry, i) => i > discharged && counts('admit')(entry) && repeated(entry),
  );
  return first === -1 ? last : first;
}

const CANCELLED: Readonly<Record<string, string | undefined>> = {
  cancel_admit: 'admit',
  cancel_transfer: 'transfer',
  cancel_discharge: 'discharge',
};

function sameTimes(one: VisitEntry<unknown>, other: VisitEntry<unknown>): boolean {
  const [a, b] = [one.time, other.time];
  return a.eventAt === b.eventAt && a.recordedAt === b.recordedAt && a.sentAt === b.sentAt;
}

class PlayedVisit<P> {
  readonly #survivors = new Map<string, PatientIdentity>();
  readonly #base: P | null;
  #place: P | null;
  #gone = false;
  #placedAt: number | null = null;
  #patient: PatientIdentity | null = null;
  #admittedAt: number | null = null;
  #expectedDischargeAt: number | null = null;
  #dischargedAt: number | null = null;

  constructor(base: P | null) {
    this.#base = base;
    this.#place = base;
  }

  /** @param takenBack what this entry, a cancel, has taken back */
  play(entry: VisitEntry<P>, takenBack: VisitEntry<P> | null): void {
    const { instruction } = entry;
    if (instruction.kind === 'merge') {
      this.#merge(instruction.pair);
      return;
    }
    this.identify(instruction.patient);
    const { expectedDischargeAt, admittedAt } = instruction.details;
    if (expectedDischargeAt !== undefined) this.#expectedDischargeAt = expectedDischargeAt;
    this.#act(entry, instruction, takenBack);
    if (admittedAt !== null) this.#admittedAt = admittedAt;
  }

  result(): FoldedVisit<P> {
    return {
      place: this.#place,
      gone: this.#gone,
      placedAt: this.#placedAt,
      patient: this.#patient,
      admittedAt: this.#admittedAt,
      expectedDischargeAt: this.#expectedDischargeAt,
      dischargedAt: this.#dischargedAt,
    };
  }

  #act(entry: VisitEntry<P>, instruction: VisitInstruction, takenBack: VisitEntry<P> | null): void {
    switch (instruction.kind) {
      case 'admit':
      case 'transfer':
      case 'class_change':
      case 'swap':
      case 'cancel_discharge':
        this.#put(entry, instruction);
        break;
      case 'discharge':
        this.#place = null;
        this.#gone = true;
        this.#dischargedAt = instruction.details.dischargedAt ?? entry.time.eventAt;
        break;
      case 'cancel_transfer':
        if (this.#believes(entry, takenBack)) this.#put(entry, instruction);
        break;
      case 'cancel_admit':
        if (this.#place === this.#base) this.#place = null;
        this.#gone = this.#place === null;
        break;
      case 'update':
        break;
    }
  }

  /**
   * Whether the PV1-3 of a cancelled transfer tells where the patient is. Senders differ in what
   * they write there, so what is known comes first: where the patient was before the transfer.
   */
  #believes({ place }: VisitEntry<P>, takenBack: VisitEntry<P> | null): boolean {
    if (takenBack === null) return this.#place !== null;
    const unlike = JSON.stringify(place) !== JSON.stringify(takenBack.place);
    return this.#place === null && !this.#gone && unlike;
  }

  #put({ place, time }: VisitEntry<P>, { kind, details }: VisitInstruction): void {
    if (place === null) return;
    this.#placedAt = kind.startsWith('cancel') ? time.recordedAt : time.eventAt;
    if (this.#place === null) {
      this.#admittedAt = details.admittedAt ?? time.eventAt;
      this.#dischargedAt = null;
    }
    this.#place = place;
    this.#gone = false;
  }

  /** Whatever becomes of a message, it tells who the patient is. */
  identify(patient: PatientIdentity): void {
    const { key, ref } = this.#survivorOf(patient);
    this.#patient = { key, ref, label: patient.label ?? this.#patient?.label ?? null };
  }

  #merge({ survivor, merged }: MergePatients): void {
    this.#survivors.set(merged, survivor);
    const known = this.#patient;
    if (known === null || known.key !== merged) return;
    const { key, ref } = this.#survivorOf(survivor);
    this.#patient = { key, ref, label: survivor.label ?? known.label };
  }

  /** Merges may form a chain, and by mistake a ring. */
  #survivorOf(patient: PatientIdentity): PatientIdentity {
    const seen = new Set<string>();
    let survivor = patient;
    for (;;) {
      const next = this.#survivors.get(survivor.key);
      if (next === undefined || seen.has(next.key)) return survivor;
      seen.add(survivor.key);
      survivor = next;
    }
  }
}
