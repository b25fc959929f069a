import { z } from 'zod';
import { licenceSchema } from './nurse.ts';
import { packSchema } from './pack.ts';

/**
 * How a figure was confirmed: against the regulation's own text (`verified`), in summaries of it
 * (`secondary`), or not at all (`memory`). `practice` is Wardline's own way to count where the
 * rule's sources are silent, `hospital` a figure that the hospital set itself.
 */
export const certaintySchema = z.enum(['verified', 'secondary', 'memory', 'practice', 'hospital']);
export type Certainty = z.infer<typeof certaintySchema>;

export const shiftNameSchema = z.enum(['day', 'morning', 'afternoon', 'evening', 'night']);
export type ShiftName = z.infer<typeof shiftNameSchema>;

/** The rules that can be broken. A finding's id is `pack.rule`, or `pack.rule.reason`. */
export const ruleNameSchema = z.enum([
  'ratio',
  'load',
  'average',
  'min_present',
  'care_hours',
  'skill_mix',
  'assistants',
  'in_charge',
  'triage',
  'rn_hours',
  'not_counted',
]);
export type RuleName = z.infer<typeof ruleNameSchema>;

const words = z.string().min(1).max(500);
const dateSchema = z.iso.date();
const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is HH:MM');

/** What every figure has besides its value. One that is not in force says why. */
const figureShape = {
  certainty: certaintySchema,
  /** What it rests on, in words. */
  source: words,
  inForce: z.boolean(),
  whyOff: words.nullable(),
};
type FigureShape = z.infer<z.ZodObject<typeof figureShape>>;

function saysWhyOff({ inForce, whyOff }: FigureShape): boolean {
  return inForce || whyOff !== null;
}
const WHY_OFF = { path: ['whyOff'], message: 'a figure that is not in force says why' };

const flagSchema = z
  .strictObject({ value: z.literal(true), ...figureShape })
  .refine(saysWhyOff, WHY_OFF);
const shareSchema = z
  .strictObject({ value: z.number().min(0).max(1), ...figureShape })
  .refine(saysWhyOff, WHY_OFF);
const countSchema = z
  .strictObject({ value: z.int().min(1).max(100), ...figureShape })
  .refine(saysWhyOff, WHY_OFF);
const hoursSchema = z
  .strictObject({ value: z.number().min(0).max(1000), ...figureShape })
  .refine(saysWhyOff, WHY_OFF);

/**
 * Patients that one nurse may have at most. `shift` null holds on every shift; `from` (the first
 * day) and `until` (the first day no more) are days in the pack's time zone, null where open.
 */
export const ratioSchema = z
  .strictObject({
    value: z.int().min(1).max(100),
    shift: shiftNameSchema.nullable(),
    from: dateSchema.nullable(),
    until: dateSchema.nullable(),
    ...figureShape,
  })
  .refine(saysWhyOff, WHY_OFF);
export type RatioFigure = z.infer<typeof ratioSchema>;

/** Patients for each nurse on average over the last `hours`. */
const averageSchema = z
  .strictObject({
    value: z.int().min(1).max(100),
    hours: z.int().min(1).max(24),
    ...figureShape,
  })
  .refine(saysWhyOff, WHY_OFF);

/** People needed besides those whom the ratio asks for; `shifts` null on every shift. */
const besidesSchema = z
  .strictObject({
    value: z.int().min(1).max(20),
    shifts: z.array(shiftNameSchema).min(1).max(5).nullable(),
    ...figureShape,
  })
  .refine(saysWhyOff, WHY_OFF);

const careHours = z.number().min(0).max(100);
/** Hours of care that a patient needs in 24 hours, by acuity; `unrated` where it is unknown. */
export const careHoursTableSchema = z.strictObject({
  1: careHours,
  2: careHours,
  3: careHours,
  4: careHours,
  5: careHours,
  unrated: careHours,
});
export type CareHoursTable = z.infer<typeof careHoursTableSchema>;

const careHoursSchema = z
  .strictObject({ value: careHoursTableSchema, ...figureShape })
  .refine(saysWhyOff, WHY_OFF);

/** What a pack asks of one type of unit; null where it does not speak of it. */
export const unitFiguresSchema = z.strictObject({
  /** A `unit` of the staffing rules; `*` for all that the pack does not name. */
  unit: z.string().min(1).max(64),
  note: words.nullable(),
  /** What is counted as a patient, where that is not plain: couplets, occupied rooms. */
  countedIn: z.string().min(1).max(80).nullable(),
  /** Who counts as a nurse. */
  counting: z.strictObject({
    value: z.array(licenceSchema).min(1).max(4),
    certainty: certaintySchema,
    source: words,
  }),
  /** Narrows `counting` to registered nurses. */
  rnOnly: flagSchema.nullable(),
  ratios: z.array(ratioSchema).max(20),
  averageMax: averageSchema.nullable(),
  /** Counted nurses who have to be there while anybody is a patient. */
  minPresent: countSchema.nullable(),
  /** The part of the nurses required who have to be registered nurses. */
  rnMinShare: shareSchema.nullable(),
  /** Further people for each patient, of whatever licence. */
  assistants: countSchema.nullable(),
  inCharge: besidesSchema.nullable(),
  triage: besidesSchema.nullable(),
  careHours: careHoursSchema.nullable(),
  /** By how many hours of a shift, or what part of them, registered nurses may be short. */
  rnShortHours: hoursSchema.nullable(),
  rnShortShare: shareSchema.nullable(),
  /** Patients of one nurse on a day shift above which to look closer; breaks no rule. */
  loadPrompt: countSchema.nullable(),
});
export type UnitFigures = z.infer<typeof unitFiguresSchema>;

/** Who counts, in any unit. One that is null or not in force does not keep anybody from counting. */
const conditionsSchema = z.strictObject({
  competence: flagSchema.nullable(),
  /** Whoever is on a break counts only as far as somebody else relieves. */
  breaks: flagSchema.nullable(),
  /** Whoever is in charge counts only in direct care. */
  charge: flagSchema.nullable(),
  triage: flagSchema.nullable(),
  radio: flagSchema.nullable(),
});
export type Conditions = z.infer<typeof conditionsSchema>;

/** The shifts of a day by the clock of the pack's time zone, and what a shift is that lies in two. */
const shiftTimesSchema = z.strictObject({
  windows: z
    .array(z.strictObject({ shift: shiftNameSchema, from: timeOfDaySchema, to: timeOfDaySchema }))
    .min(1)
    .max(5),
  /** For two shifts that a span lies in for equally long: which of them it is. */
  ties: z
    .array(
      z.strictObject({
        between: z.tuple([shiftNameSchema, shiftNameSchema]),
        is: shiftNameSchema,
      }),
    )
    .max(10),
  certainty: certaintySchema,
  source: words,
});
export type ShiftTimes = z.infer<typeof shiftTimesSchema>;

/**
 * Patients, or a whole unit, to which the rules do not apply when somebody says so. One that was
 * stored before it said whether it is in force is not.
 */
const exceptionSchema = z
  .strictObject({
    id: z.string().min(1).max(40),
    covers: z.enum(['patients', 'unit']),
    /** The units it is for; null for any. */
    units: z.array(z.string().min(1).max(64)).max(100).nullable(),
    text: words,
    certainty: certaintySchema,
    source: words,
    inForce: z.boolean().default(false),
    whyOff: words.nullable().default('It was never put in force.'),
  })
  .refine(saysWhyOff, WHY_OFF);
export type RuleException = z.infer<typeof exceptionSchema>;

/** A sentence of the rules without a figure that is evaluated. */
const statementSchema = z.strictObject({
  text: words,
  certainty: certaintySchema,
  source: words,
  /** How Wardline applies it; null: it does not. */
  applied: words.nullable(),
});

const DAY_MS = 86_400_000;
/** How an alert of a rule behaves: how long it has to hold before it is raised, and cleared. */
const alarmSchema = z.strictObject({
  severity: z.enum(['warning', 'critical']),
  holdMs: z.int().min(0).max(DAY_MS),
  clearMs: z.int().min(0).max(DAY_MS),
});
export type AlarmSetting = z.infer<typeof alarmSchema>;

let timeZones: ReadonlySet<string> | null = null;

function isTimeZone(name: string): boolean {
  // The list has no second names (`US/Pacific`); the first format takes ten times as long to make.
  timeZones ??= new Set(Intl.supportedValuesOf('timeZone'));
  if (timeZones.has(name)) return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** The rules themselves, as a hospital may copy and edit them. */
export const packBodySchema = z
  .strictObject({
    law: words,
    appliesTo: words,
    sources: z.array(words).max(50),
    /** The IANA zone in which dates and shifts are meant. */
    timeZone: z.string().min(1).max(64).refine(isTimeZone, 'not a known time zone'),
    /** Whether a load above the ratio breaks it, or only the number of nurses in the ward counts. */
    loadsBind: z.enum(['nurse', 'ward']),
    /** Where rounding up is a rule of its own, and not what the ratio means anyway. */
    roundingUp: z.strictObject({ certainty: certaintySchema, source: words }).nullable(),
    conditions: conditionsSchema,
    shifts: shiftTimesSchema.nullable(),
    units: z.array(unitFiguresSchema).min(1).max(100),
    exceptions: z.array(exceptionSchema).max(50),
    statements: z.array(statementSchema).max(100),
    alarms: z.record(ruleNameSchema, alarmSchema),
  })
  .refine(({ units }) => new Set(units.map(({ unit }) => unit)).size === units.length, {
    path: ['units'],
    message: 'each unit stands once',
  });
export type PackBody = z.infer<typeof packBodySchema>;

/**
 * A rule pack with its rules. `author` is null for one that ships; every edit is a version of its
 * own. The id begins the ids of its findings, which are at most 64 characters.
 */
export const rulePackSchema = packSchema.extend({
  id: z.string().min(1).max(32),
  author: z.string().min(1).max(80).nullable(),
  body: packBodySchema,
});
export type RulePack = z.infer<typeof rulePackSchema>;
