import type { RulePack } from '../../../contract/state/rule-pack.ts';
import rules from '../staffing-rules.json' with { type: 'json' };
import { certaintyOf } from './basis.ts';
import { ALARMS, bareUnit, CONDITIONS_OF_PRACTICE, NURSES, ratiosByShift } from './pack-parts.ts';

const law = rules.queensland;

/** Queensland's Hospital and Health Boards Act 2011, s 138B: by ward and shift. */
export const QUEENSLAND_PACK: RulePack = {
  id: 'queensland',
  version: 1,
  title: 'Queensland, Hospital and Health Boards Act 2011 s138B',
  author: null,
  body: {
    law: law.law,
    appliesTo: law.appliesTo,
    sources: law.sources,
    timeZone: 'Australia/Brisbane',
    loadsBind: 'ward',
    roundingUp: null,
    conditions: CONDITIONS_OF_PRACTICE,
    shifts: {
      windows: [
        { shift: 'morning', from: '07:00', to: '15:00' },
        { shift: 'afternoon', from: '15:00', to: '23:00' },
        { shift: 'night', from: '23:00', to: '07:00' },
      ],
      ties: [
        { between: ['morning', 'afternoon'], is: 'afternoon' },
        { between: ['afternoon', 'night'], is: 'night' },
        { between: ['morning', 'night'], is: 'morning' },
      ],
      certainty: certaintyOf(law.shifts.certainty),
      source: law.shifts.certainty,
    },
    units: law.units.map((facts) =>
      bareUnit(facts.unit, NURSES, {
        ratios: ratiosByShift(facts, ['morning', 'afternoon', 'night'], facts.certainty),
      }),
    ),
    exceptions: [],
    statements: [
      {
        text: `A shift is ${law.shifts.morning}, ${law.shifts.afternoon} or ${law.shifts.night}; ${law.shifts.ties}`,
        certainty: certaintyOf(law.shifts.certainty),
        source: law.shifts.certainty,
        applied: 'A shift given by its hours is put to a name like this.',
      },
    ],
    alarms: ALARMS,
  },
};
