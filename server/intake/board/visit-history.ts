import type { HistoryRow } from '../../db/intake-visits.ts';
import { foldVisit } from '../adt/fold-visit.ts';
import type { VisitEntry } from '../adt/fold-visit.ts';
import { interpretAdt } from '../adt/interpret-adt.ts';
import type { AdtMessage } from '../adt/interpret-adt.ts';
import type { VisitInstruction } from '../adt/visit-instruction.ts';
import { parseMessage } from '../hl7/message.ts';
import type { TimeZone } from '../hl7/time-zone.ts';
import { placeSchema } from './wanted.ts';
import type { Wanted, WantedPlace } from './wanted.ts';

/**
 * What the kept messages of a visit come to. They are read anew from their bytes: what is kept
 * beside them is only what cannot be read there, the place that a location was mapped to.
 *
 * @param zone of times that name no offset: that of the visit's hospital.
 * @param base where the patient lay before the first of them, if anywhere.
 */
export function foldHistory(
  rows: readonly HistoryRow[],
  zone: TimeZone,
  base: WantedPlace | null,
): Wanted {
  return foldVisit<WantedPlace>(
    rows.flatMap((row) => entriesOf(row, zone)),
    base,
  );
}

/** The first place among the messages of a visit: its hospital is the visit's. */
export function firstPlace(rows: readonly HistoryRow[]): WantedPlace | null {
  return rows.map(({ place }) => parsePlace(place)).find((place) => place !== null) ?? null;
}

function entriesOf(row: HistoryRow, zone: TimeZone): VisitEntry<WantedPlace>[] {
  const adt = readAgain(row, zone);
  if (adt === null) return [];
  const { instruction } = adt;
  const entry = { arrival: row.messageId, time: adt.time };
  if (row.visit === null) {
    if (instruction.kind !== 'merge') return [];
    return instruction.pairs.map((pair) => ({
      ...entry,
      instruction: { kind: 'merge', pair },
      place: null,
    }));
  }
  const place = parsePlace(row.place);
  return visitsOf(adt)
    .filter((said) => said.visit === row.visit || (said.kind === 'update' && said.anyVisit))
    .map((said) => ({ ...entry, instruction: said, place }));
}

/** What a message says of visits: one, two for a swap, none. */
export function visitsOf({ instruction }: AdtMessage): readonly VisitInstruction[] {
  if (instruction.kind === 'visit') return [instruction.of];
  return instruction.kind === 'swap' ? instruction.of : [];
}

function readAgain({ body, receivedAt }: HistoryRow, zone: TimeZone): AdtMessage | null {
  const parsed = parseMessage(body);
  if (!parsed.ok) return null;
  const read = interpretAdt(parsed.message, zone, Date.parse(receivedAt));
  return read.ok ? read.adt : null;
}

/** A place as it was kept; null: none. */
export function parsePlace(kept: unknown): WantedPlace | null {
  return kept === null ? null : placeSchema.parse(kept);
}
