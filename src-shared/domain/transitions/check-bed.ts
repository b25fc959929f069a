import type { WardState } from '../../contract/state/ward-state.ts';
import { findById } from '../log/by-id.ts';
import { Refusal } from '../refusal.ts';

/** How many beds a refusal names before it stops counting them up. */
const BEDS_NAMED = 30;

/**
 * Refuses a bed that the ward does not have (`not_found`, naming those it has) or that another
 * stay than `exceptStayId` lies in (`bed_occupied`).
 */
export function checkBed(ward: WardState, bedId: string, exceptStayId?: string): void {
  if (findById(ward.beds, bedId) === undefined) {
    throw new Refusal('not_found', `Ward ${ward.wardId} has no bed ${bedId}. ${knownBeds(ward)}`);
  }
  const there = ward.stays.find((stay) => stay.bedId === bedId);
  if (there !== undefined && there.id !== exceptStayId) {
    throw new Refusal('bed_occupied', `${there.patient.label} is in bed ${bedId}.`);
  }
}

function knownBeds(ward: WardState): string {
  if (ward.beds.length === 0) return 'It has no beds yet.';
  const named = ward.beds.slice(0, BEDS_NAMED).map((bed) => bed.id);
  const more = ward.beds.length - named.length;
  return `Its beds are ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}
