import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { Licence } from '../../src-shared/contract/state/nurse.ts';
import { DEMO_HOSPITALS } from './demo-hospitals.ts';
import { nurseName } from './demo-names.ts';
import type { Random } from './random.ts';
import type { Team } from './shift-pattern.ts';
import { demoWards } from './demo-jurisdictions.ts';
import type { CHANGE_MINUTES, WardTemplate } from './ward-templates.ts';

export interface DemoNurse {
  readonly id: string;
  readonly name: string;
  readonly licence: Licence;
  readonly competencies: readonly string[];
  /** `_house`: the float pool. */
  readonly wardId: string;
  readonly team: Team;
  readonly change: keyof typeof CHANGE_MINUTES;
}

/** Signed off for this, a nurse leads the others of her ward. */
export const CHARGE = 'charge';
const FLOAT_POOL = 6;
const NUMBERS_A_HOSPITAL = 1000;

/**
 * The staff of a hospital: for each ward a day and a night team that meet its ratio at the opening
 * census (here and there one short, here and there one more), each with a nurse in charge, aides on
 * the larger wards, and a float pool that knows many kinds of unit. The first is of the ICU and on
 * duty at any hour, so that whoever tries the demo's nurse (`N-0001` of `H1`) has a shift. A number
 * names one person in all hospitals: whoever is lent to another keeps hers.
 */
export function demoStaff(hospitalId: string, random: Random): DemoNurse[] {
  const staff: Omit<DemoNurse, 'id'>[] = [];
  const wards = demoWards(hospitalId);
  const unitTypes = [...new Set(wards.map((ward) => ward.unitType))].sort();
  for (const ward of wards) {
    for (const team of ['day', 'night'] as const) {
      const size = teamSize(ward, random);
      for (let i = 0; i < size; i += 1) {
        const first = staff.length === 0;
        const nurse = wardNurse(ward, unitTypes, random, first);
        staff.push({ ...(i === 0 ? inCharge(nurse) : nurse), team: first ? 'always' : team });
      }
      if (ward.beds >= 24) {
        staff.push({ ...wardNurse(ward, unitTypes, random, false), licence: 'CNA', team });
      }
    }
  }
  for (const team of ['day', 'night'] as const) {
    for (let i = 0; i < FLOAT_POOL; i += 1) staff.push({ ...floatNurse(wards, random), team });
  }
  const before = DEMO_HOSPITALS.findIndex(({ id }) => id === hospitalId) * NUMBERS_A_HOSPITAL;
  return staff.map((nurse, i) => {
    return { ...nurse, id: `N-${String(before + i + 1).padStart(4, '0')}` };
  });
}

function teamSize(ward: WardTemplate, random: Random): number {
  const needed = Math.ceil((ward.beds * ward.occupancy) / ward.perNurse);
  const drawn = random.next();
  const change = drawn < 0.08 ? -1 : drawn > 0.7 ? 1 : 0;
  return Math.max(2, needed + change);
}

function wardNurse(
  ward: WardTemplate,
  unitTypes: readonly string[],
  random: Random,
  first: boolean,
): Omit<DemoNurse, 'id' | 'team'> {
  const also = random.chance(0.4) ? [random.pick(asNonEmpty(unitTypes))] : [];
  return {
    name: nurseName(random),
    licence: first ? 'RN' : licenceFor(ward, random),
    competencies: [...new Set([ward.unitType, ...also])].sort(),
    wardId: ward.id,
    change: ward.change,
  };
}

/** The first of each team leads it: whom an alert's first step tells. */
function inCharge<N extends Pick<DemoNurse, 'competencies'>>(nurse: N): N & { licence: 'RN' } {
  const competencies = [...nurse.competencies, CHARGE].sort();
  return { ...nurse, licence: 'RN', competencies };
}

function licenceFor(ward: WardTemplate, random: Random): Licence {
  const drawn = random.next();
  if (ward.unitType === 'psychiatric' && drawn < 0.3) return 'PsychTech';
  if (ward.perNurse >= 4 && drawn > 0.85) return 'LVN';
  return 'RN';
}

function floatNurse(
  wards: readonly WardTemplate[],
  random: Random,
): Omit<DemoNurse, 'id' | 'team'> {
  const unitTypes = [...new Set(wards.map((ward) => ward.unitType))].sort();
  const common = wards
    .filter(({ id }) => ['MS1', 'TELE1', 'SDU1'].includes(id))
    .map((ward) => ward.unitType);
  const also = Array.from({ length: 3 }, () => random.pick(asNonEmpty(unitTypes)));
  return {
    name: nurseName(random),
    licence: 'RN',
    competencies: [...new Set([...common, ...also])].sort(),
    wardId: HOUSE_WARD_ID,
    change: 'usual',
  };
}

function asNonEmpty<T>(items: readonly T[]): readonly [T, ...T[]] {
  const [first, ...rest] = items;
  if (first === undefined) throw new Error('nothing to pick from');
  return [first, ...rest];
}
