import { z } from 'zod';
import { severitySchema } from '../state/alert.ts';
import { licenceSchema } from '../state/nurse.ts';
import { inputTimeSchema } from '../time.ts';

const count = z.int().min(0).max(1000);

/**
 * So many people of one licence who stand alike. `onBreak` is how many of them are on a break,
 * `relieving` how many (or all) stand in for somebody who is, `duty` a post away from the bedside,
 * `loads` the patients of each.
 */
export const staffGroupSchema = z
  .strictObject({
    role: licenceSchema,
    count,
    directCare: z.boolean().default(true),
    charge: z.boolean().default(false),
    duty: z.string().min(1).max(40).nullish(),
    onBreak: count.default(0),
    relieving: z.union([z.boolean(), count]).default(false),
    competent: z.boolean().default(true),
    loads: z.array(z.int().min(0).max(1000)).max(1000).optional(),
  })
  .refine((group) => group.onBreak <= group.count, {
    path: ['onBreak'],
    message: 'no more can be on a break than there are',
  })
  .refine((group) => (group.loads?.length ?? 0) <= group.count, {
    path: ['loads'],
    message: 'no more loads than people',
  });
export type StaffGroup = z.infer<typeof staffGroupSchema>;

/** What if: so many patients and these people in a unit, by a pack's rules. Nothing is stored. */
export const evaluateStaffingSchema = z.strictObject({
  /** A top key of the staffing rules, such as `california`. */
  pack: z.string().min(1).max(32),
  unit: z.string().min(1).max(64),
  shift: z.enum(['day', 'morning', 'afternoon', 'evening', 'night']).optional(),
  at: inputTimeSchema.optional(),
  patients: z.int().min(0).max(10_000),
  staff: z.array(staffGroupSchema).max(200),
});
export type EvaluateStaffing = z.infer<typeof evaluateStaffingSchema>;

/** One thing a rule says, with every number it rests on. A `notice` breaks no rule. */
export const findingSchema = z.object({
  ruleId: z.string(),
  severity: severitySchema,
  facts: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
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
