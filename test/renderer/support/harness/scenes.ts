import type { SessionUser } from '../../../../src-shared/contract/session.ts';
import type { LogState } from '../../../../src-shared/contract/state/log-state.ts';
import type { FakeHostOptions } from '../fake-host.ts';
import { houseState, usualWards, wardState, withAlerts } from '../demo-states.ts';
import { alarmReads } from './alarm-reads.ts';
import { asWard } from '../../../../src-renderer/view/log-kinds.ts';

const DISPATCHER: SessionUser = {
  id: 'dispatcher',
  name: 'Dana Dispatcher',
  roles: ['dispatcher'],
  hospitals: ['H1'],
  nurseIds: {},
};
const ADMIN: SessionUser = { ...DISPATCHER, roles: ['dispatcher', 'admin'] };
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
    case 'alerts':
      return { user: ADMIN, states: alarmed(usual, now), reads: alarmReads(now) };
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

/** One alert of each state: new ones, one acknowledged, one on the shelf, one that is over. */
function alarmed(usual: readonly LogState[], now: number): readonly LogState[] {
  const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
  return usual.map((log): LogState => {
    const ward = asWard(log);
    if (ward === null) return log;
    const state = withAlerts(ward, now);
    return {
      ...state,
      alerts: state.alerts.map((alert) => {
        if (state.wardId === 'MS2') {
          const acknowledged = { by: 'dispatcher', at: at(-2) };
          return { ...alert, status: 'acknowledged', acknowledged };
        }
        if (state.wardId === 'SDU') {
          const shelved = {
            by: 'dana',
            at: at(-5),
            until: at(25),
            reason: 'A nurse is on the way',
          };
          return { ...alert, status: 'shelved', shelved };
        }
        if (state.wardId === 'PSY') return { ...alert, status: 'returned' };
        return alert;
      }),
    };
  });
}
