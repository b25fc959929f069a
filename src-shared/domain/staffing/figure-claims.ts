import type { Certainty, PackBody, UnitFigures } from '../../contract/state/rule-pack.ts';
import { canonicalJson } from '../log/canonical-json.ts';
import type { Fault } from './pack-faults.ts';
import { SHIPPED_PACKS } from './packs.ts';

/** Something in a pack that says how it was confirmed. */
interface Claim {
  /** Where it stands, as a path of the pack's rules. */
  readonly path: string;
  readonly certainty: Certainty;
  /**
   * Whose it is: law, sources and whom they bind, the unit and its note, the time zone where days
   * or hours are meant. None of it matters to Wardline's own way.
   */
  readonly of: string;
  readonly kind: string;
  /** What it says, and what it rests on. */
  readonly says: string;
}

/** What a hospital may say of any figure: it vouches for no law, and for nothing of Wardline's. */
const ANYBODYS: ReadonlySet<Certainty> = new Set(['hospital', 'memory']);

/** Figures of which a unit has one at most. */
const SINGLE = [
  'rnOnly',
  'averageMax',
  'minPresent',
  'rnMinShare',
  'assistants',
  'inCharge',
  'triage',
  'careHours',
  'rnShortHours',
  'rnShortShare',
  'loadPrompt',
] as const satisfies readonly (keyof UnitFigures)[];

/** Parts of a figure that a hospital may set as it likes. */
const THE_HOSPITALS: ReadonlySet<string> = new Set(['inForce', 'whyOff']);

interface Grounds {
  readonly ofLaw: ReadonlySet<string>;
  readonly ofPractice: ReadonlySet<string>;
}

let grounds: Grounds | null = null;

/** What ships, as claims. Made when somebody first asks, which most processes never do. */
function shipped(): Grounds {
  if (grounds !== null) return grounds;
  const claims = Object.values(SHIPPED_PACKS).flatMap(({ body }) => claimsOf(body));
  const practice = claims.filter(({ certainty }) => certainty === 'practice');
  grounds = { ofLaw: new Set(claims.map(ofLaw)), ofPractice: new Set(practice.map(ofPractice)) };
  return grounds;
}

/**
 * What a hospital's rules claim without ground: only the figure that ships, with its law, its source
 * and whatever tells what it is for, was seen there; whatever was changed is the hospital's own.
 * Paths begin in the rules.
 */
export function unfoundedClaims(body: PackBody): Fault[] {
  return claimsOf(body)
    .filter((claim) => !isFounded(claim))
    .map(({ path, certainty }) => ({
      path,
      message:
        `not as it ships with its law, sources, notes and time zone, so not "${certainty}": ` +
        'the hospital\'s own is "hospital"',
    }));
}

function isFounded(claim: Claim): boolean {
  if (ANYBODYS.has(claim.certainty)) return true;
  if (claim.certainty === 'practice') return shipped().ofPractice.has(ofPractice(claim));
  return shipped().ofLaw.has(ofLaw(claim));
}

function ofLaw({ of, kind, says }: Claim): string {
  return `${of} ${kind} ${says}`;
}

function ofPractice({ kind, says }: Claim): string {
  return `${kind} ${says}`;
}

function claimsOf(body: PackBody): Claim[] {
  const { loadsBind, conditions, roundingUp, shifts, units, exceptions, statements } = body;
  const { timeZone } = body;
  const law = canonicalJson([body.law, body.appliesTo, body.sources]);
  return [
    ...Object.entries(conditions).flatMap(([name, figure]) =>
      claim(`conditions.${name}`, law, name, figure),
    ),
    ...claim('roundingUp', law, 'roundingUp', roundingUp),
    ...claim('shifts', `${law} ${timeZone}`, 'shifts', shifts),
    ...exceptions.flatMap((one, index) => claim(`exceptions.${index}`, law, 'exception', one)),
    ...statements.flatMap((one, index) => claim(`statements.${index}`, law, 'statement', one)),
    ...units.flatMap((figures, index) => {
      const { unit, note, countedIn, counting, ratios } = figures;
      const path = `units.${index}`;
      const of = `${law} ${canonicalJson([unit, note])}`;
      // What a number of patients means is part of the figure.
      const meaning = { countedIn, loadsBind };
      return [
        ...claim(`${path}.counting`, of, 'counting', counting),
        ...ratios.flatMap((ratio, at) => {
          const isDated = ratio.from !== null || ratio.until !== null;
          const whose = isDated ? `${of} ${timeZone}` : of;
          return claim(`${path}.ratios.${at}`, whose, 'ratio', { ...ratio, ...meaning });
        }),
        ...SINGLE.flatMap((name) => {
          const figure = figures[name];
          const counted = figure && { ...figure, countedIn };
          return claim(`${path}.${name}`, of, name, counted);
        }),
      ];
    }),
  ];
}

/** Whether it is in force is the hospital's to say. */
function claim(
  path: string,
  of: string,
  kind: string,
  figure: { readonly certainty: Certainty } | null,
): Claim[] {
  if (figure === null) return [];
  const says = Object.entries(figure).filter(([name]) => !THE_HOSPITALS.has(name));
  const { certainty } = figure;
  return [{ path, certainty, of, kind, says: canonicalJson(Object.fromEntries(says)) }];
}
