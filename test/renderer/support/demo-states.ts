import type { Alert } from '../../../src-shared/contract/state/alert.ts';
import type { Assignment } from '../../../src-shared/contract/state/assignment.ts';
import type { HouseState } from '../../../src-shared/contract/state/house-state.ts';
import type { Licence, Nurse } from '../../../src-shared/contract/state/nurse.ts';
import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import {
  evaluateStaffing,
  evaluateStaffingRules,
} from '../../../src-shared/domain/staffing/evaluate-staffing.ts';
import { DEFAULT_PACK, SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';

/** What a made-up ward is to look like. */
export interface WardSpec {
  readonly hospitalId: string;
  readonly wardId: string;
  readonly name: string;
  readonly unitType: string;
  readonly beds: number;
  readonly stays: number;
  readonly nurses: number;
  readonly waiting?: number;
  /** How many of the patients have no nurse. Default 0. */
  readonly alone?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FIRST = [
  'Kim',
  'Ana',
  'Jo',
  'Maria',
  'Tunde',
  'Wei',
  'Sofia',
  'Ivo',
  'Leila',
  'Marek',
  'Noor',
  'Pat',
];
const LAST = [
  'Alvarez',
  'Reyes',
  'Park',
  'Silva',
  'Adeyemi',
  'Chen',
  'Rossi',
  'Novak',
  'Haddad',
  'Kowalski',
  'Lindqvist',
  'Okafor',
  'Fitzgerald-Montgomery',
  'Ito',
  'Brandt',
  'Osei',
  'Yilmaz',
];
const INITIALS = 'RTAMSLJKPDNE';

function pick<T>(list: readonly T[], index: number): T {
  const value = list[index % list.length];
  if (value === undefined) throw new Error('empty list');
  return value;
}

/** A UUID that says which thing it is: the same number, the same id. */
export function numberedId(kind: number, number: number): string {
  const tail = String(number).padStart(12, '0');
  return `00000000-0000-4000-8${String(kind).padStart(3, '0')}-${tail}`;
}

function hash(text: string): number {
  let value = 7;
  for (const letter of text) value = (value * 31 + letter.charCodeAt(0)) % 100_003;
  return value;
}

/** A ward that looks like a ward: the same spec and time always give the same. */
export function wardState(spec: WardSpec, now: number): WardState {
  const seed = hash(`${spec.hospitalId}/${spec.wardId}`);
  const at = (ms: number) => new Date(now + ms).toISOString();
  const beds = Array.from({ length: spec.beds }, (_, index) => ({
    id: `B${index + 1}`,
    label: `${spec.wardId}-${String(index + 1).padStart(2, '0')}`,
  }));
  const stays = Array.from({ length: spec.stays }, (_, index): Stay => {
    const waits = index < (spec.waiting ?? 0);
    const bed = beds[index + Math.floor(((index + seed) % 7) / 6)] ?? beds[index];
    return {
      id: numberedId(1, seed * 1000 + index),
      patient: {
        ref: `MRN-${seed}${String(index).padStart(3, '0')}`,
        label: `${INITIALS[(seed + index) % INITIALS.length] ?? 'X'}. ${pick(LAST, seed + index * 5)}`,
      },
      bedId: waits ? null : (bed?.id ?? null),
      acuity: index % 11 === 10 ? null : ((seed + index * 7) % 5) + 1,
      admittedAt: at(-(index + 1) * 5 * HOUR_MS),
      expectedDischargeAt: index % 5 === 2 ? at(((index % 9) + 1) * 40 * MINUTE_MS) : null,
    };
  });
  const used = new Set<string | null>();
  const seated = stays.map((stay) => {
    if (stay.bedId === null || !used.has(stay.bedId)) {
      used.add(stay.bedId);
      return stay;
    }
    const free = beds.find((bed) => !used.has(bed.id));
    used.add(free?.id ?? null);
    return { ...stay, bedId: free?.id ?? null };
  });
  const nurses = Array.from({ length: spec.nurses }, (_, index) =>
    nurseState(
      spec.hospitalId,
      `${spec.wardId}-${index + 1}`,
      spec.unitType,
      spec.wardId,
      index,
      now,
    ),
  );
  const held = seated.slice(spec.alone ?? 0);
  const assignments = held.map((stay, index): Assignment => {
    const started = -((index * 17) % 240) * MINUTE_MS;
    return {
      id: numberedId(2, seed * 1000 + index),
      nurseId: nurses.length === 0 ? 'N-0001' : pick(nurses, index).id,
      stayId: stay.id,
      startedAt: at(started),
      startedBy: 'dispatcher',
      deliveredAt: index % 9 === 8 ? null : at(started + 400),
      confirmedAt: index % 4 === 3 ? null : at(started + 40_000),
      notes:
        index % 6 === 0
          ? [
              {
                at: at(-HOUR_MS),
                by: 'nurse',
                text: 'Pain 3 of 10 at 01:00. Family asked to be called in the morning.',
              },
            ]
          : [],
    };
  });
  const state: WardState = {
    hospitalId: spec.hospitalId,
    wardId: spec.wardId,
    name: spec.name,
    unitType: spec.unitType,
    beds: [...beds].sort(byId),
    stays: [...seated].sort(byId),
    nurses: [...nurses].sort(byId),
    assignments: nurses.length === 0 ? [] : [...assignments].sort(byId),
    alerts: [],
    staffing: null,
  };
  const verdict = evaluateStaffing(state, at(0), DEFAULT_PACK);
  return { ...state, staffing: { ...verdict, asOf: at(-4 * MINUTE_MS), waiver: null, waived: [] } };
}

/** The same ward with an alert for every rule that is broken, as the gateway would have raised it. */
export function withAlerts(state: WardState, now: number): WardState {
  const seed = hash(`${state.hospitalId}/${state.wardId}`);
  const at = (ms: number) => new Date(now + ms).toISOString();
  const found = evaluateStaffingRules(state, at(0), DEFAULT_PACK)?.findings ?? [];
  const alerts = found
    .filter(({ holdMs }) => holdMs !== null)
    .map((finding, index): Alert => {
      const since = -(4 + ((seed + index * 13) % 50)) * MINUTE_MS;
      return {
        id: numberedId(4, seed * 100 + index),
        ruleId: finding.ruleId,
        severity: finding.severity,
        status: 'unacknowledged',
        since: at(since),
        raisedAt: at(since + 30_000),
        facts: finding.facts,
        text: finding.text,
        acknowledged: null,
        shelved: null,
        escalation: {
          since: at(since + 30_000),
          steps: [{ to: 'charge_nurse', at: at(since + 60_000), notified: 1 }],
        },
      };
    });
  return { ...state, alerts };
}

function nurseState(
  hospitalId: string,
  id: string,
  unitType: string,
  wardId: string,
  index: number,
  now: number,
): Nurse {
  const seed = hash(hospitalId + id);
  const licence: Licence = index % 4 === 3 ? 'LVN' : 'RN';
  return {
    id: wardId === 'ICU' && index === 0 ? 'N-0001' : `N-${id}`,
    name: `${pick(FIRST, seed)} ${pick(LAST, seed + index)}`,
    licence,
    competencies: [
      ...new Set([unitType, pick(['telemetry', 'med_surg', 'step_down'], seed)]),
    ].sort(),
    shift: {
      id: `S-${id}`,
      startsAt: new Date(now - 4 * HOUR_MS).toISOString(),
      endsAt: new Date(now + (3 + (index % 5)) * HOUR_MS + 20 * MINUTE_MS).toISOString(),
    },
    onBreakUntil: index === 2 ? new Date(now + 12 * MINUTE_MS).toISOString() : null,
    relievedBy: null,
  };
}

export function houseState(hospitalId: string, nurses: number, now: number): HouseState {
  return {
    hospitalId,
    wardId: '_house',
    nurses: Array.from({ length: nurses }, (_, index) =>
      nurseState(hospitalId, `F${index + 1}`, 'med_surg', '_house', index + 3, now),
    ).sort(byId),
    shifts: [],
    packs: [{ ...SHIPPED_PACKS.california, hospital: true, wards: [] }],
  };
}

/** The wards of a usual hospital, from short to comfortable. */
export function usualWards(hospitalId: string): readonly WardSpec[] {
  const ward = (
    wardId: string,
    name: string,
    unitType: string,
    beds: number,
    stays: number,
    nurses: number,
    more: Partial<WardSpec> = {},
  ): WardSpec => ({ hospitalId, wardId, name, unitType, beds, stays, nurses, ...more });
  return [
    ward('ED', 'Emergency', 'ed', 34, 31, 7, { waiting: 3, alone: 5 }),
    ward('ICU', 'Intensive care', 'critical_care', 14, 12, 7, { alone: 1 }),
    ward('MS1', 'Med-surg A', 'med_surg', 28, 24, 6),
    ward('MS2', 'Med-surg B', 'med_surg', 28, 27, 6),
    ward('TELE', 'Telemetry', 'telemetry', 24, 20, 6),
    ward('SDU', 'Step-down', 'step_down', 16, 11, 3),
    ward('PEDS', 'Pediatrics', 'pediatrics', 18, 9, 4),
    ward('LD', 'Labor and delivery', 'labor_active', 10, 4, 3),
    ward('PP', 'Postpartum', 'postpartum_couplets', 20, 13, 4),
    ward('NICU', 'Neonatal intensive care', 'nicu', 16, 10, 6),
    ward('PACU', 'Recovery', 'pacu', 10, 3, 3),
    ward('PSY', 'Psychiatry', 'psychiatric', 22, 17, 4),
    ward('ONC', 'Oncology and haematology, day and night unit', 'med_surg', 18, 12, 4),
    ward('REHAB', 'Rehabilitation', 'other_specialty', 24, 15, 5),
  ];
}

export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
