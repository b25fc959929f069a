import type { RulePack } from '../../../contract/state/rule-pack.ts';
import rules from '../staffing-rules.json' with { type: 'json' };
import {
  ALARMS,
  bareUnit,
  type ByShift,
  CONDITIONS_OF_PRACTICE,
  NURSES,
  ratiosByShift,
} from './pack-parts.ts';

const law = rules.britishColumbia;
const units: readonly (ByShift & { readonly unit: string; readonly certainty: string })[] =
  law.units;

/** British Columbia's policy directive on minimum nurse-to-patient ratios. */
export const BRITISH_COLUMBIA_PACK: RulePack = {
  id: 'britishColumbia',
  version: 1,
  title: 'British Columbia, minimum nurse-to-patient ratios',
  author: null,
  body: {
    law: law.law,
    appliesTo: 'hospital units named by the directive',
    sources: law.sources,
    timeZone: 'America/Vancouver',
    loadsBind: 'nurse',
    roundingUp: null,
    conditions: CONDITIONS_OF_PRACTICE,
    shifts: {
      windows: [
        { shift: 'day', from: '07:00', to: '15:00' },
        { shift: 'evening', from: '15:00', to: '23:00' },
        { shift: 'night', from: '23:00', to: '07:00' },
      ],
      ties: [],
      certainty: 'practice',
      source: 'The stored sources do not say when a shift begins.',
    },
    units: units.map((facts) =>
      bareUnit(facts.unit, NURSES, {
        ratios: ratiosByShift(facts, ['day', 'evening', 'night'], facts.certainty),
      }),
    ),
    exceptions: [],
    statements: [],
    alarms: ALARMS,
  },
};
