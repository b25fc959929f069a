import { z } from 'zod';
import type { MeanwhileEvent } from '../../../src-shared/sync/views.ts';
import { bedLabel } from './both-sides.ts';
import type { Boards } from './inverse-command.ts';

const WORDS: Readonly<Record<string, string>> = {
  'stay.admitted': 'admitted',
  'stay.arrived': 'arrived by transfer',
  'stay.left': 'transferred away',
  'stay.updated': 'details changed',
  'stay.discharged': 'discharged',
  'nurse.arrived': 'moved here',
  'nurse.left': 'left the ward',
  'nurse.updated': 'details changed',
  'nurse.break_started': 'went on a break',
  'nurse.break_ended': 'came back from a break',
  'shift.started': 'came on shift',
  'shift.updated': 'shift changed',
  'shift.ended': 'went off shift',
  'assignment.started': 'a nurse was assigned',
  'assignment.updated': 'an assignment was confirmed',
  'assignment.ended': 'an assignment ended',
  'handover.noted': 'a note was written',
  'ward.updated': 'the ward was changed',
  'alert.raised': 'an alert was raised',
  'alert.updated': 'the numbers of an alert changed',
  'alert.acknowledged': 'an alert was acknowledged',
  'alert.shelved': 'an alert was shelved',
  'alert.returned': 'an alert is over and nobody has acknowledged it',
  'alert.cleared': 'an alert was cleared',
};

const named = z.union([
  z
    .object({ stay: z.object({ patient: z.object({ label: z.string() }) }) })
    .transform((data) => data.stay.patient.label),
  z.object({ nurse: z.object({ name: z.string() }) }).transform((data) => data.nurse.name),
]);

const placed = z.object({
  stay: z.object({ bedId: z.string().nullable(), acuity: z.number().nullable() }),
});

/** What happened, in a few words: `R. Okafor: transferred away`. */
export function eventWords(event: MeanwhileEvent, boards: Boards): string {
  const words =
    (event.type === 'stay.updated' && stayWords(event, boards)) || WORDS[event.type] || event.type;
  const who = named.safeParse(event.data);
  return who.success ? `${who.data}: ${words}` : words;
}

/** What the stay is now, which is all that the event says: `now in bed ED-04, acuity 3`. */
function stayWords({ ward, data }: MeanwhileEvent, boards: Boards): string | null {
  const read = placed.safeParse(data);
  if (!read.success || ward === null) return null;
  const { bedId, acuity } = read.data.stay;
  const bed = bedId === null ? 'now waiting for a bed' : `now in ${bedLabel(boards, ward, bedId)}`;
  return acuity === null ? bed : `${bed}, acuity ${acuity}`;
}
