import { z } from 'zod';
import { severitySchema } from '../state/alert.ts';
import { factsSchema } from '../state/facts.ts';
import { licenceSchema } from '../state/nurse.ts';
import { packBodySchema, shiftNameSchema } from '../state/rule-pack.ts';
import { acuitySchema } from '../state/stay.ts';
import { inputTimeSchema } from '../time.ts';
import { MAX_SHIFT_MS } from './put-shift.ts';

/** The rule packs that ship: the top keys of the staffing rules that have units, and `custom`. */
export const PACK_IDS = [
  'california',
  'oregon',
  'britishColumbia',
  'queensland',
  'victoria',
  'nhsEngland',
  'custom',
] as const;
export type PackId = (typeof PACK_IDS)[number];

const count = z.int().min(0).max(1000);
const patientCount = z.int().min(0).max(10_000);
const hours = z.number().min(0).max(100_000);

/**
 * So many people of one licence who stand alike. `onBreak` is how many of them are on a break,
 * `relieving` how many (or all) stand in for somebody who is, `duty` a post away from the bedside in
 * letters of either case, `loads` the patients of each.
 */
export const staffGroupSchema = z
  .strictObject({
    role: licenceSchema,
    count,
    directCare: z.boolean().default(true),
    charge: z.boolean().default(false),
    duty: z.string().trim().toLowerCase().min(1).max(40).nullish(),
    onBreak: count.default(0),
    relieving: z.union([z.boolean(), count]).default(false),
    competent: z.boolean().default(true),
    loads: z.array(z.int().min(0).max(1000)).max(1000).optional(),
  })
  .refine((group) => group.onBreak <= group.count, {
    path: ['onBreak'],
    message: 'no more can be on a break than there are',
  })
  .refine(({ relieving, count: all }) => typeof relieving === 'boolean' || relieving <= all, {
    path: ['relieving'],
    message: 'no more can relieve than there are',
  })
  .refine((group) => (group.loads?.length ?? 0) <= group.count, {
    path: ['loads'],
    message: 'no more loads than people',
  });
export type StaffGroup = z.infer<typeof staffGroupSchema>;

const spanSchema = z
  .strictObject({ startsAt: inputTimeSchema, endsAt: inputTimeSchema })
  .refine(({ startsAt, endsAt }) => startsAt < endsAt, {
    path: ['endsAt'],
    message: 'a shift ends after it begins',
  })
  .refine(({ startsAt, endsAt }) => Date.parse(endsAt) - Date.parse(startsAt) <= MAX_SHIFT_MS, {
    path: ['endsAt'],
    message: 'a shift is at most 24 hours long',
  });

/**
 * How many patients and counted nurses there were for a while, where a rule looks back. In a ward
 * with trauma patients: without these and the nurses who are with them.
 */
export const censusIntervalSchema = z
  .strictObject({
    from: inputTimeSchema,
    to: inputTimeSchema,
    patients: patientCount,
    nurses: patientCount,
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'it ends after it begins' });
export type CensusInterval = z.infer<typeof censusIntervalSchema>;

function overlap(history: readonly CensusInterval[]): boolean {
  const sorted = history.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return sorted.some(({ to }, index) => to > (sorted[index + 1]?.from ?? to));
}

/** In any order; none at the same time as another. */
const historySchema = z
  .array(censusIntervalSchema)
  .max(1000)
  .refine((history) => !overlap(history), { message: 'no two at the same time' });

/**
 * What if: so many patients and these people in a unit, by a pack's rules. Nothing is stored.
 * `body` tries rules that are not (yet) those of the pack; `shift` may be the hours of a shift,
 * which is then put to a morning, afternoon or night by the pack's own rule.
 */
export const evaluateStaffingSchema = z
  .strictObject({
    pack: z.string().min(1).max(32),
    body: packBodySchema.optional(),
    unit: z.string().min(1).max(64),
    shift: z.union([shiftNameSchema, spanSchema]).optional(),
    at: inputTimeSchema.optional(),
    patients: patientCount,
    staff: z.array(staffGroupSchema).max(200),
    /** The acuity of those patients for whom it is known. */
    acuity: z.array(acuitySchema).max(10_000).optional(),
    /** Hours of registered nurses in the shift: what the patients need, and what there is. */
    rnHours: z.strictObject({ required: hours, available: hours }).optional(),
    history: historySchema.optional(),
    /**
     * Patients whom an exception of the pack covers, by its id. Of one that covers a whole unit
     * any number but 0 says that it does.
     */
    excepted: z
      .array(z.strictObject({ exception: z.string().min(1).max(40), patients: patientCount }))
      .max(50)
      .refine((all) => new Set(all.map(({ exception }) => exception)).size === all.length, {
        message: 'each exception stands once',
      })
      .optional(),
  })
  .refine(({ acuity, patients }) => acuity === undefined || acuity.length <= patients, {
    path: ['acuity'],
    message: 'no more acuities than patients',
  });
export type EvaluateStaffing = z.infer<typeof evaluateStaffingSchema>;

/** One thing a rule says, with every number it rests on. A `notice` breaks no rule. */
export const findingSchema = z.object({
  ruleId: z.string(),
  severity: severitySchema,
  facts: factsSchema,
  text: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

/** `requiredNurses` is null where the pack has no figure in force for the unit. */
export const evaluateStaffingAnswerSchema = z.object({
  requiredNurses: z.int().min(0).nullable(),
  countedNurses: z.int().min(0),
  compliant: z.boolean(),
  findings: z.array(findingSchema),
});
export type EvaluateStaffingAnswer = z.infer<typeof evaluateStaffingAnswerSchema>;
