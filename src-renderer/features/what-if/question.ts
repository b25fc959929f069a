import type { EvaluateStaffing } from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import type { Licence } from '../../../src-shared/contract/state/nurse.ts';
import type { RulePack, ShiftName } from '../../../src-shared/contract/state/rule-pack.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { factsOfWard } from '../../../src-shared/domain/staffing/ward-facts.ts';

/** Where people of a row are. */
export type Post = 'bedside' | 'charge-bedside' | 'charge' | 'triage' | 'relieving';

/** A row of people who stand alike, as the form holds it: numbers as they are typed. */
export interface PeopleRow {
  readonly id: number;
  readonly role: Licence;
  readonly count: string;
  readonly onBreak: string;
  readonly competent: boolean;
  readonly post: Post;
  /** The patients of each, as `4, 5, 5`; empty: not told. */
  readonly loads: string;
}

/** The question as the form holds it. */
export interface Question {
  readonly pack: string;
  readonly unit: string;
  /** Empty: the one of this moment. */
  readonly shift: ShiftName | '';
  readonly patients: string;
  readonly people: readonly PeopleRow[];
}

export const LICENCES: readonly Licence[] = ['RN', 'LVN', 'CNA', 'PsychTech'];

export function emptyRow(id: number): PeopleRow {
  return { id, role: 'RN', count: '1', onBreak: '0', competent: true, post: 'bedside', loads: '' };
}

/**
 * What the API is asked, with the rules of `own` where the pack is the hospital's. What is not a
 * number goes as it is, and comes back as a fault in words.
 */
export function asked(question: Question, at: string, own?: RulePack): unknown {
  const { pack, unit, shift, patients, people } = question;
  const body = {
    ...(own === undefined || own.author === null ? {} : { body: own.body }),
    pack,
    unit,
    at,
    patients: numberOf(patients),
    staff: people.map(({ role, count, onBreak, competent, post, loads }) => ({
      role,
      count: numberOf(count),
      onBreak: numberOf(onBreak),
      competent,
      ...POSTS[post],
      ...(loads.trim() === '' ? {} : { loads: loads.split(/[\s,]+/).map(numberOf) }),
    })),
  };
  return shift === '' ? body : { ...body, shift };
}

const POSTS: Readonly<Record<Post, Partial<EvaluateStaffing['staff'][number]>>> = {
  bedside: {},
  'charge-bedside': { charge: true },
  charge: { charge: true, directCare: false },
  triage: { duty: 'triage' },
  relieving: { directCare: false, relieving: true },
};

function numberOf(text: string): number | string {
  return /^\d+$/.test(text.trim()) ? Number(text) : text;
}

/**
 * A ward as it stands at a moment, to start thinking from: who is on shift, alike people in a row,
 * with the patients of each. Whoever is on a break has a row apart: only then is it known whose
 * patients nobody looks after.
 */
export function questionOf(state: WardState, pack: string, at: string): Question {
  const onShift = (factsOfWard(state, at)?.staff ?? []).filter((one) => one.onShift);
  const alike = Map.groupBy(
    onShift,
    ({ role, competent, onBreak }) => `${role} ${competent} ${onBreak}`,
  );
  const people = [...alike.values()].flatMap((all, index): PeopleRow[] => {
    const [first] = all;
    if (first === undefined) return [];
    const { role, competent } = first;
    return [
      {
        ...emptyRow(index + 1),
        role,
        competent,
        count: String(all.length),
        onBreak: String(all.reduce((sum, { onBreak }) => sum + onBreak, 0)),
        loads: all.flatMap(({ loads }) => loads ?? []).join(', '),
      },
    ];
  });
  const patients = String(state.stays.length);
  return { pack, unit: state.unitType ?? '', shift: '', patients, people };
}
