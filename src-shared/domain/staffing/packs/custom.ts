import type { RulePack } from '../../../contract/state/rule-pack.ts';
import { ALARMS, bareUnit, CONDITIONS_OF_PRACTICE, counting } from './pack-parts.ts';

/**
 * A pack without a figure, for a hospital to copy and fill in: ratios, a floor (`minPresent`), a
 * skill mix (`rnMinShare`), hours of care by acuity (`careHours`) from a table of its own.
 */
export const CUSTOM_PACK: RulePack = {
  id: 'custom',
  version: 1,
  title: "The hospital's own rules",
  author: null,
  body: {
    law: "The hospital's own rules",
    appliesTo: 'every unit',
    sources: [],
    timeZone: 'UTC',
    loadsBind: 'nurse',
    roundingUp: null,
    conditions: CONDITIONS_OF_PRACTICE,
    shifts: {
      windows: [
        { shift: 'day', from: '07:00', to: '19:00' },
        { shift: 'night', from: '19:00', to: '07:00' },
      ],
      ties: [],
      certainty: 'hospital',
      source: 'To be set by the hospital.',
    },
    units: [
      bareUnit(
        '*',
        counting(['RN', 'LVN'], { certainty: 'hospital', source: 'To be set by the hospital.' }),
        { note: 'The hospital has set no figure yet.' },
      ),
    ],
    exceptions: [],
    statements: [],
    alarms: ALARMS,
  },
};
