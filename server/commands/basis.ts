import type { Basis, CommandHeaders } from '../../src-shared/contract/command-headers.ts';
import type { WardEvent } from '../../src-shared/contract/events/ward-event.ts';
import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import { mayReadWard, type Principal } from '../auth/principal.ts';
import type { Tx } from '../db/database.ts';
import { parseStoredEvent } from '../db/event-text.ts';
import { readEvents } from '../db/ward-events.ts';
import type { Subject } from './command.ts';

const PAGE = 1000;

/**
 * Refuses with `changed_since`, and the events in question, when one of the wards that a command
 * was decided on has since had an event about the same things. A position that cannot be compared
 * (another epoch, history no longer kept, a ward that cannot be read) counts as changed.
 */
export async function checkBasis(
  tx: Tx,
  principal: Principal,
  epoch: string,
  headers: Pick<CommandHeaders, 'basis' | 'own'>,
  subject: Subject,
): Promise<void> {
  const own = new Set(headers.own);
  const changes: object[] = [];
  for (const basis of headers.basis) {
    const events = await eventsAfter(tx, principal, epoch, basis);
    if (events === null) {
      throw new Refusal('changed_since', `What ${basis.ward} was like then is no longer known.`, {
        events: [],
      });
    }
    for (const event of events) {
      if (isDelivery(event) || (event.commandId !== null && own.has(event.commandId))) continue;
      if (touches(basis.ward, event, subject)) changes.push({ ward: basis.ward, ...event });
    }
  }
  if (changes.length > 0) throw new Refusal('changed_since', undefined, { events: changes });
}

async function eventsAfter(
  tx: Tx,
  principal: Principal,
  epoch: string,
  { ward, cursor }: Basis,
): Promise<WardEvent[] | null> {
  if (cursor.epoch !== epoch || !mayReadWard(principal, parseWardKey(ward))) return null;
  const events: WardEvent[] = [];
  try {
    for (let after = cursor.seq; ;) {
      const page = await readEvents(tx, ward, after, PAGE);
      events.push(...page.events.map(parseStoredEvent));
      if (!page.more) return events;
      after = page.cursor.seq;
    }
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** A device has shown the assignment to its nurse: nothing that anybody decided. */
function isDelivery(event: WardEvent): boolean {
  if (event.type !== 'assignment.updated') return false;
  const { deliveredAt, confirmedAt } = event.data.assignment;
  return deliveredAt === event.at && confirmedAt !== event.at;
}

function touches(ward: WardKey, event: WardEvent, subject: Subject): boolean {
  const { hospitalId } = parseWardKey(ward);
  const { data } = event;
  const isNurse = (id: string): boolean => subject.nurses.includes(`${hospitalId}/${id}`);
  const isStay = (id: string | null): boolean => id !== null && subject.stays.includes(id);
  if ('stay' in data) {
    const { id, bedId } = data.stay;
    return isStay(id) || (bedId !== null && subject.beds.includes(`${ward}/${bedId}`));
  }
  if ('nurse' in data) return isNurse(data.nurse.id);
  if ('assignment' in data) {
    return isNurse(data.assignment.nurseId) || isStay(data.assignment.stayId);
  }
  if ('shift' in data) return isNurse(data.shift.nurseId);
  if ('alert' in data) return subject.alerts.includes(data.alert.id);
  if ('ward' in data) {
    const there = new Set(data.ward.beds.map((bed) => `${ward}/${bed.id}`));
    return subject.beds.some((bed) => bed.startsWith(`${ward}/`) && !there.has(bed));
  }
  return false;
}
