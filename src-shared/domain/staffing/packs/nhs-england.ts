import type { RulePack } from '../../../contract/state/rule-pack.ts';
import rules from '../staffing-rules.json' with { type: 'json' };
import { certaintyOf, figure, NOT_MARKED } from './basis.ts';
import { ALARMS, bareUnit, CONDITIONS_OF_PRACTICE, counting } from './pack-parts.ts';

const law = rules.nhsEngland;

/** The figures of the two red flags that a board can see, in the words of the collected rules. */
const FEWER_THAN_TWO = 'fewer than 2 RNs on the ward in any shift';
const TIME_SHORT = 'RN time short by more than 8 hours or 25 per cent, whichever comes first';

function basisOf(flag: string): string {
  return law.niceSG1RedFlags.find((entry) => entry.flag === flag)?.certainty ?? '';
}

const reported = law.niceSG1RedFlags.filter(
  ({ flag }) => flag !== FEWER_THAN_TWO && flag !== TIME_SHORT,
);

/** England's NICE guideline SG1: red flags, no ratio. */
export const NHS_ENGLAND_PACK: RulePack = {
  id: 'nhsEngland',
  version: 1,
  title: 'England, NICE SG1 red flags',
  author: null,
  body: {
    law: 'NICE guideline SG1',
    appliesTo: 'adult inpatient wards in acute hospitals',
    sources: law.sources,
    timeZone: 'Europe/London',
    loadsBind: 'nurse',
    roundingUp: null,
    conditions: CONDITIONS_OF_PRACTICE,
    shifts: {
      windows: [
        { shift: 'day', from: '07:00', to: '19:00' },
        { shift: 'night', from: '19:00', to: '07:00' },
      ],
      ties: [],
      certainty: 'practice',
      source: 'The stored sources do not say when a shift begins.',
    },
    units: [
      bareUnit('*', counting(['RN'], { ...provenBy(basisOf(FEWER_THAN_TWO)) }), {
        minPresent: figure(2, basisOf(FEWER_THAN_TWO)),
        rnShortHours: figure(8, basisOf(TIME_SHORT)),
        rnShortShare: figure(0.25, basisOf(TIME_SHORT)),
        loadPrompt: figure(8, NOT_MARKED),
      }),
    ],
    exceptions: [],
    statements: [
      ...reported.map(({ flag, certainty }) => ({
        text: `Red flag: ${flag}`,
        ...provenBy(certainty),
        applied: null,
      })),
      {
        text: law.notARedFlag,
        ...provenBy(NOT_MARKED),
        applied: 'A notice, once the figure is put in force.',
      },
      { text: `CHPPD: ${law.chppd.formula}`, ...provenBy(law.chppd.certainty), applied: null },
    ],
    alarms: ALARMS,
  },
};

function provenBy(basis: string) {
  return { certainty: certaintyOf(basis), source: basis };
}
