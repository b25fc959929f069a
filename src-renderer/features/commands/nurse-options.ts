import { HOUSE_WARD_ID, parseWardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { Nurse } from '../../../src-shared/contract/state/nurse.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { isCompetent } from '../../../src-shared/domain/competence.ts';
import { isHouse } from '../../../src-shared/domain/log/log-kind.ts';
import type { PickerOption } from '../../ui/picker.tsx';
import { clockTime } from '../../ui/time-words.ts';
import type { Boards } from './inverse-command.ts';

/** A nurse who could be given a patient of a ward. */
export interface NurseOption extends PickerOption {
  readonly nurse: Nurse;
  /** Where her running shift is. */
  readonly from: WardKey;
  /** Why a reason has to be given before; null where nothing stands in the way. */
  readonly obstacle: string | null;
  /** She comes from the float pool: that is what it is for. */
  readonly isFromPool: boolean;
}

/**
 * The nurses on duty in the hospital, those of the ward first, then the pool, then other wards;
 * within each the least loaded first.
 */
export function nurseOptions(
  boards: Boards,
  ward: WardKey,
  state: WardState,
  now: number,
): readonly NurseOption[] {
  const { hospitalId } = parseWardKey(ward);
  const found: { option: NurseOption; rank: number; load: number }[] = [];
  for (const [key, log] of boards) {
    if (parseWardKey(key).hospitalId !== hospitalId) continue;
    for (const nurse of log.nurses) {
      if (!nurse.shift || Date.parse(nurse.shift.endsAt) <= now) continue;
      const load = isHouse(log)
        ? 0
        : log.assignments.filter((one) => one.nurseId === nurse.id && one.stayId !== null).length;
      const option = optionOf(nurse, key, ward, state, load, now);
      found.push({ option, rank: key === ward ? 0 : option.isFromPool ? 1 : 2, load });
    }
  }
  found.sort((a, b) => a.rank - b.rank || a.load - b.load || byName(a.option, b.option));
  return found.map(({ option }) => option);
}

function optionOf(
  nurse: Nurse,
  from: WardKey,
  ward: WardKey,
  state: WardState,
  load: number,
  now: number,
): NurseOption {
  const { wardId } = parseWardKey(from);
  const isFromPool = wardId === HOUSE_WARD_ID;
  const isHere = from === ward;
  const fits = isCompetent(nurse.competencies, state);
  const place = isHere ? '' : isFromPool ? 'float pool' : `in ${wardId}`;
  const cautions = [
    ...(fits ? [] : ['not signed off here']),
    ...(nurse.onBreakUntil !== null && Date.parse(nurse.onBreakUntil) > now
      ? [`break until ${clockTime(Date.parse(nurse.onBreakUntil))}`]
      : []),
  ];
  return {
    id: `${from}/${nurse.id}`,
    text: nurse.name,
    search: `${nurse.name} ${nurse.id} ${nurse.licence} ${place}`,
    facts: [place, nurse.licence, `${load} pt`].filter((text) => text !== '').join('  '),
    ...(cautions.length > 0 ? { caution: cautions.join(', ') } : {}),
    nurse,
    from,
    isFromPool,
    obstacle: obstacleOf(nurse, state, isHere || isFromPool ? null : wardId, fits),
  };
}

function obstacleOf(
  nurse: Nurse,
  state: WardState,
  elsewhere: string | null,
  fits: boolean,
): string | null {
  const reasons = [
    ...(elsewhere === null
      ? []
      : [
          `is on shift in ${elsewhere}; assigning moves the shift here and ends the assignments there`,
        ]),
    ...(fits ? [] : [`is not signed off for ${state.name ?? state.wardId}`]),
  ];
  return reasons.length === 0 ? null : `${nurse.name} ${reasons.join(', and ')}.`;
}

function byName(a: NurseOption, b: NurseOption): number {
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
}
