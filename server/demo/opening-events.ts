import { HOUSE_WARD_ID, wardKey } from '../../src-shared/contract/ids.ts';
import type { Nurse } from '../../src-shared/contract/state/nurse.ts';
import type { Stay } from '../../src-shared/contract/state/stay.ts';
import type { EventDraft } from '../../src-shared/domain/board.ts';
import { announcedUntil } from '../../src-shared/domain/transitions/plan-shift.ts';
import { demoPack, demoWards } from './demo-jurisdictions.ts';
import { patientLabel } from './demo-names.ts';
import type { DemoNurse } from './demo-staff.ts';
import type { Random } from './random.ts';
import { shiftId, shiftsBetween } from './shift-pattern.ts';
import { bedsOf, type WardTemplate } from './ward-templates.ts';

const HOUR_MS = 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;
/** Who set up what was there before anybody signed in. */
export const SETUP_ACTOR = 'system:setup';

/** How long the patients of a unit have been there already at the opening, at most, in hours. */
const LONGEST_SO_FAR: Readonly<Record<string, number>> = {
  ed: 5,
  ed_critical_care: 5,
  ed_critical_trauma: 4,
  pacu: 3,
  operating_room: 3,
  labor_active: 10,
};

/**
 * The first events of a hospital: its wards, who is on shift, the shifts of the next 48 h, who lies
 * where and who has whom. Staffing is judged after them.
 * @param at the time all of them carry
 * @param opening when the demo begins, milliseconds since 1970: the same for all hospitals
 */
export function openingEvents(
  hospitalId: string,
  staff: readonly DemoNurse[],
  at: string,
  opening: number,
  random: Random,
): EventDraft[] {
  const now = Date.parse(at);
  const house = wardKey({ hospitalId, wardId: HOUSE_WARD_ID });
  const pack = { ...demoPack(hospitalId), hospital: true, wards: [] };
  const drafts: EventDraft[] = [{ ward: house, type: 'pack.updated', data: { pack } }];
  const onDuty = new Map<string, Nurse[]>();
  for (const nurse of staff) {
    const until = Date.parse(announcedUntil(at)) + 1;
    for (const { startsAt, endsAt } of shiftsBetween(
      nurse.team,
      nurse.change,
      opening,
      now,
      until,
    )) {
      const span = { id: shiftId(nurse.id, startsAt), ...times({ startsAt, endsAt }) };
      if (startsAt > now) {
        const wardId = nurse.wardId === HOUSE_WARD_ID ? null : nurse.wardId;
        const shift = { ...span, nurseId: nurse.id, wardId };
        drafts.push({ ward: house, type: 'shift.planned', data: { shift } });
        continue;
      }
      const running = nurseOnDuty(nurse, span);
      onDuty.set(nurse.wardId, [...(onDuty.get(nurse.wardId) ?? []), running]);
    }
  }
  for (const nurse of onDuty.get(HOUSE_WARD_ID) ?? []) {
    drafts.push({ ward: house, type: 'shift.started', data: { nurse } });
  }
  for (const ward of demoWards(hospitalId)) {
    drafts.push(...openingOfWard(hospitalId, ward, onDuty.get(ward.id) ?? [], now, random));
  }
  return drafts;
}

function nurseOnDuty(nurse: DemoNurse, shift: Nurse['shift']): Nurse {
  const { id, name, licence, competencies } = nurse;
  return {
    id,
    name,
    licence,
    competencies: [...competencies],
    shift,
    onBreakUntil: null,
    relievedBy: null,
  };
}

function openingOfWard(
  hospitalId: string,
  ward: WardTemplate,
  nurses: readonly Nurse[],
  now: number,
  random: Random,
): EventDraft[] {
  const key = wardKey({ hospitalId, wardId: ward.id });
  const { name, unitType } = ward;
  const beds = bedsOf(ward);
  const stays = beds
    .filter(() => random.chance(ward.occupancy))
    .map((bed) => openingStay(hospitalId, ward, bed.id, now, random));
  return [
    {
      ward: key,
      type: 'ward.updated',
      data: { ward: { hospitalId, wardId: ward.id, name, unitType, beds } },
    },
    ...nurses.map((nurse): EventDraft => ({ ward: key, type: 'shift.started', data: { nurse } })),
    ...stays.map((stay): EventDraft => ({ ward: key, type: 'stay.admitted', data: { stay } })),
    ...openingAssignments(key, ward, nurses, stays, now, random),
  ];
}

function openingStay(
  hospitalId: string,
  ward: WardTemplate,
  bedId: string,
  now: number,
  random: Random,
): Stay {
  const longest = LONGEST_SO_FAR[ward.unitType] ?? 72;
  const admittedAt = now - Math.round((0.1 + random.next()) * longest * HOUR_MS);
  const remaining = Math.round((0.2 + random.next()) * longest * HOUR_MS);
  const acuity = 1 + Math.min(4, random.below(3) + (ward.perNurse <= 2 ? 2 : random.below(2)));
  return {
    id: random.uuid(),
    patient: {
      // Nine digits, so that no two of a hospital's patients are likely to share a number.
      ref: `${hospitalId}-${String(100_000_000 + random.below(900_000_000))}`,
      label: patientLabel(random),
    },
    bedId,
    acuity,
    admittedAt: time(admittedAt),
    expectedDischargeAt: random.chance(0.75) ? time(now + remaining) : null,
  };
}

/** Patients go round the ward's nurses, up to what each is rostered for; a few are not taken on yet. */
function openingAssignments(
  key: string,
  ward: WardTemplate,
  nurses: readonly Nurse[],
  stays: readonly Stay[],
  now: number,
  random: Random,
): EventDraft[] {
  const caring = nurses.filter((nurse) => nurse.licence !== 'CNA');
  return stays.slice(0, caring.length * ward.perNurse).flatMap((stay, index): EventDraft[] => {
    const nurse = caring[index % caring.length];
    if (nurse === undefined) return [];
    const since = Math.max(Date.parse(stay.admittedAt), Date.parse(nurse.shift?.startsAt ?? ''));
    const startedAt = Math.min(now, since + random.below(20) * MINUTE_MS);
    const confirmed = random.chance(0.9);
    const assignment = {
      id: random.uuid(),
      nurseId: nurse.id,
      stayId: stay.id,
      startedAt: time(startedAt),
      startedBy: SETUP_ACTOR,
      deliveredAt: confirmed ? time(Math.min(now, startedAt + 800)) : null,
      confirmedAt: confirmed ? time(Math.min(now, startedAt + 40_000)) : null,
      notes: [],
    };
    return [{ ward: key, type: 'assignment.started', data: { assignment } }];
  });
}

function times(span: { startsAt: number; endsAt: number }): { startsAt: string; endsAt: string } {
  return { startsAt: time(span.startsAt), endsAt: time(span.endsAt) };
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
