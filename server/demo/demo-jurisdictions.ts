import type { PackId } from '../../src-shared/contract/commands/evaluate-staffing.ts';
import type { RulePack } from '../../src-shared/contract/state/rule-pack.ts';
import { SHIPPED_PACKS } from '../../src-shared/domain/staffing/packs.ts';
import { WARD_TEMPLATES, type WardTemplate } from './ward-templates.ts';

interface Jurisdiction {
  readonly packId: PackId;
  /** What a Californian unit is called there, and patients for whom one nurse is rostered. */
  readonly units: Readonly<Record<string, readonly [unitType: string, perNurse: number]>>;
}

/** One hospital for each set of rules; all others are Californian. */
const JURISDICTIONS: Readonly<Record<string, Jurisdiction>> = {
  H9: {
    packId: 'oregon',
    units: {
      critical_care: ['icu', 2],
      ed_critical_trauma: ['ed_trauma', 1],
      labor_active: ['labor_active_or_complication', 1],
      postpartum_couplets: ['mother_baby', 8],
      postpartum_mothers_only: ['postpartum_antepartum_nursery', 6],
      step_down: ['intermediate', 3],
      telemetry: ['cardiac_telemetry', 4],
      medical_surgical: ['medical_surgical', 4],
      specialty_care: ['oncology', 4],
      pediatrics: ['pediatric', 4],
    },
  },
  H10: {
    packId: 'britishColumbia',
    units: {
      critical_care: ['intensive_care', 1],
      ed: ['ed_general', 3],
      ed_critical_care: ['ed_trauma', 1],
      ed_critical_trauma: ['ed_trauma', 1],
      antepartum_not_active: ['antepartum', 3],
      step_down: ['high_acuity_step_down', 2],
      medical_surgical: ['medical_surgical', 4],
      specialty_care: ['palliative', 3],
    },
  },
  H11: {
    packId: 'queensland',
    units: {
      medical_surgical: ['prescribed_ward', 4],
      specialty_care: ['prescribed_ward', 4],
      telemetry: ['prescribed_ward', 4],
    },
  },
  H13: {
    packId: 'victoria',
    units: {
      medical_surgical: ['level1_med_surg', 4],
      specialty_care: ['level2_med_surg', 4],
      ed: ['emergency', 3],
      step_down: ['hdu', 2],
    },
  },
  H14: { packId: 'nhsEngland', units: {} },
};

/** The rule pack that a hospital of the demo starts with. */
export function demoPack(hospitalId: string): RulePack {
  return SHIPPED_PACKS[JURISDICTIONS[hospitalId]?.packId ?? 'california'];
}

/** A demo hospital's wards, each a unit that the hospital's rules know where they know one. */
export function demoWards(hospitalId: string): readonly WardTemplate[] {
  const units = JURISDICTIONS[hospitalId]?.units ?? {};
  return WARD_TEMPLATES.map((ward) => {
    const [unitType, perNurse] = units[ward.unitType] ?? [ward.unitType, ward.perNurse];
    return { ...ward, unitType, perNurse };
  });
}
