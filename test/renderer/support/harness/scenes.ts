import type { SessionUser } from '../../../../src-shared/contract/session.ts';
import type { LogState } from '../../../../src-shared/contract/state/log-state.ts';
import type { FakeHostOptions } from '../fake-host.ts';
import { houseState, usualWards, wardState } from '../demo-states.ts';

const DISPATCHER: SessionUser = {
  id: 'dispatcher',
  name: 'Dana Dispatcher',
  roles: ['dispatcher'],
  hospitals: ['H1'],
  nurseIds: {},
};
const NURSE: SessionUser = {
  id: 'nurse',
  name: 'Kim Alvarez',
  roles: ['nurse'],
  hospitals: ['H1'],
  nurseIds: { H1: 'N-0001' },
};

/** What a screen is looked at with, by the name in the address. */
export function scene(name: string, now: number): Omit<FakeHostOptions, 'now'> {
  const usual: readonly LogState[] = [
    ...usualWards('H1').map((spec) => wardState(spec, now)),
    houseState('H1', 4, now),
  ];
  switch (name) {
    case 'signed-out':
      return { user: null, states: [] };
    case 'nurse':
      return { user: NURSE, states: usual };
    case 'empty':
      return { user: DISPATCHER, states: [], hospitals: [] };
    case 'no-wards':
      return { user: DISPATCHER, states: [houseState('H1', 2, now)] };
    case 'large':
      return { user: DISPATCHER, states: largeHospital(now) };
    default:
      return { user: DISPATCHER, states: usual };
  }
}

/** 450 wards, one of them with 60 beds and one with none. */
function largeHospital(now: number): readonly LogState[] {
  const hospitalId = 'H1';
  const wards = Array.from({ length: 448 }, (_, index) =>
    wardState(
      {
        hospitalId,
        wardId: `W${String(index + 1).padStart(3, '0')}`,
        name: `Ward ${index + 1}`,
        unitType: ['med_surg', 'telemetry', 'critical_care', 'step_down'][index % 4] ?? 'med_surg',
        beds: 24,
        stays: 10 + ((index * 7) % 14),
        nurses: 3 + (index % 5),
      },
      now,
    ),
  );
  const big = {
    hospitalId,
    wardId: 'BIG',
    name: 'Med-surg, sixty beds',
    unitType: 'med_surg',
    beds: 60,
    stays: 52,
    nurses: 11,
    alone: 4,
  };
  const bare = {
    hospitalId,
    wardId: 'BARE',
    name: 'Annex, without beds',
    unitType: 'med_surg',
    beds: 0,
    stays: 0,
    nurses: 1,
  };
  return [...wards, wardState(big, now), wardState(bare, now), houseState(hospitalId, 6, now)];
}
