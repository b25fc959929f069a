import type { CensusInterval } from '../../contract/commands/evaluate-staffing.ts';
import type { Time } from '../../contract/time.ts';
import { certaintyLabel } from './figure.ts';
import { type Judged, people, type Said } from './judged.ts';

const HOUR_MS = 3_600_000;
/** Hours come as decimal fractions: less than this is none. */
const NO_DIFFERENCE = 1e-9;
/** Milliseconds between two intervals that are no gap: some write the end of one as 09:59:59.999. */
const NO_GAP_MS = 1000;

/** What rules say of hours: on average over the last of them, or in a shift. */
export function hoursFindings(judged: Judged): Said[] {
  return [...average(judged), ...rnHours(judged)];
}

/**
 * Patient-hours for each nurse-hour of the stretch before the moment. An average is of all its
 * hours: until they are known nothing is judged, and where some are a notice says how many.
 */
function average({ facts, rule: { averageMax } }: Judged): Said[] {
  if (averageMax === null || facts.history.length === 0) return [];
  const { value: max, hours, certainty } = averageMax;
  const until = facts.at ?? latestEnd(facts.history);
  const sums = sumOver(facts.history, Date.parse(until) - hours * HOUR_MS, Date.parse(until));
  const knownHours = downToHundredths(hours - sums.unknown / HOUR_MS);
  if (sums.unknown > 0) {
    const text =
      `Not enough history yet for the average over ${hours} hours: ` +
      `${knownHours} of them ${knownHours === 1 ? 'is' : 'are'} known.`;
    const known = { max, hours, knownHours, certainty };
    return [{ rule: 'no_average', breach: false, facts: known, text }];
  }
  if (sums.patients <= max * sums.nurses) return [];
  const mean = sums.nurses === 0 ? null : upToHundredths(sums.patients / sums.nurses);
  const told = mean === null ? 'patients and no nurse' : `${mean} patients to a nurse on average`;
  return [
    {
      rule: 'average',
      breach: true,
      facts: {
        max,
        hours,
        average: mean,
        knownHours,
        patientHours: upToHundredths(sums.patients / HOUR_MS),
        nurseHours: downToHundredths(sums.nurses / HOUR_MS),
        certainty,
      },
      text:
        `Over the last ${hours} hours there were ${told}; ` +
        `at most ${people(max, 'patient', 'patients')} to a nurse may be${certaintyLabel(certainty)}.`,
    },
  ];
}

function latestEnd(history: readonly CensusInterval[]): Time {
  return history.reduce((latest, { to }) => (to > latest ? to : latest), '');
}

/** Milliseconds of patients, of nurses and of gaps in what is known, between two moments. */
function sumOver(history: readonly CensusInterval[], from: number, until: number) {
  const sums = { patients: 0, nurses: 0, unknown: 0 };
  let known = from;
  const gapUpTo = (start: number): void => {
    if (start - known > NO_GAP_MS) sums.unknown += start - known;
  };
  for (const interval of history.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const start = Math.max(from, Date.parse(interval.from));
    const end = Math.min(until, Date.parse(interval.to));
    if (end <= start) continue;
    gapUpTo(start);
    sums.patients += interval.patients * (end - start);
    sums.nurses += interval.nurses * (end - start);
    known = end;
  }
  gapUpTo(until);
  return sums;
}

/** Hours of registered nurses that a shift is short of, by number or by part, whichever is first. */
function rnHours({ facts, rule: { rnShortHours, rnShortShare } }: Judged): Said[] {
  if (facts.rnHours === null) return [];
  const { required, available } = facts.rnHours;
  const short = required - available;
  const byHours = rnShortHours !== null && short > rnShortHours.value + NO_DIFFERENCE;
  const byShare = rnShortShare !== null && short > rnShortShare.value * required + NO_DIFFERENCE;
  const broken = byShare ? rnShortShare : byHours ? rnShortHours : null;
  if (broken === null) return [];
  return [
    {
      rule: 'rn_hours',
      breach: true,
      facts: {
        required,
        available,
        short: upToHundredths(short),
        maxHours: rnShortHours?.value ?? null,
        maxShare: rnShortShare?.value ?? null,
        certainty: broken.certainty,
      },
      text:
        `The shift has ${downToHundredths(available)} of ${upToHundredths(required)} hours of RNs; ` +
        `${limits(rnShortHours?.value, rnShortShare?.value)} may be missing` +
        `${certaintyLabel(broken.certainty)}.`,
    },
  ];
}

function limits(hours: number | undefined, share: number | undefined): string {
  const named = [
    ...(hours === undefined ? [] : [people(hours, 'hour', 'hours')]),
    ...(share === undefined ? [] : [`${Math.round(share * 10_000) / 100}%`]),
  ];
  return `at most ${named.join(' or ')}`;
}

/** Upwards, so that what is above a limit never reads like the limit. */
function upToHundredths(value: number): number {
  return Math.ceil(value * 100 - NO_DIFFERENCE) / 100;
}

/** Downwards, so that what falls short never reads as enough. */
function downToHundredths(value: number): number {
  return Math.floor(value * 100 + NO_DIFFERENCE) / 100;
}
