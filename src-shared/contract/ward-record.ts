import { z } from 'zod';
import { hospitalIdSchema, wardIdSchema } from './ids.ts';
import { severitySchema } from './state/alert.ts';
import { factsSchema } from './state/facts.ts';
import { licenceSchema } from './state/nurse.ts';
import { shiftNameSchema } from './state/rule-pack.ts';
import { packRefSchema } from './state/staffing.ts';
import { waiverSchema } from './state/waiver.ts';
import { timeSchema } from './time.ts';

/** From when to when; null: it lasts beyond what the record covers. */
const span = { from: timeSchema, to: timeSchema.nullable() };

const recordedNurseSchema = z.object({
  nurseId: z.string(),
  name: z.string(),
  licence: licenceSchema,
  competencies: z.array(z.string()),
  /** When she was on duty in the ward, and why that ended where somebody said. */
  duty: z.array(z.object({ ...span, endReason: z.string().nullable() })),
  /** `until` is when it was to end. A reliever from outside the ward is named by her id alone. */
  breaks: z.array(
    z.object({
      ...span,
      until: timeSchema,
      relievedBy: z.object({ nurseId: z.string(), name: z.string().nullable() }).nullable(),
    }),
  ),
  /** Whom she had; `patient` null: the ward as a whole. */
  patients: z.array(
    z.object({
      ...span,
      stayId: z.string().nullable(),
      patient: z.object({ ref: z.string(), label: z.string() }).nullable(),
      acuity: z.int().nullable(),
      assignedBy: z.string(),
      confirmedAt: timeSchema.nullable(),
    }),
  ),
});

/** Something that somebody did about a shortfall, or that the system did. */
const recordedDeedSchema = z.object({
  at: timeSchema,
  by: z.string(),
  what: z.enum([
    'raised',
    'acknowledged',
    'shelved',
    'unshelved',
    'escalated',
    'returned',
    'cleared',
    'nurse_moved_in',
    'nurse_moved_out',
    'shift_started',
    'shift_ended',
    'patient_moved_out',
    'patient_discharged',
    'waived',
    'waiver_ended',
  ]),
  /** In words: who, where to, why. */
  text: z.string(),
});

/** While a waiver kept a shortfall from being an alert: whose it was, and why. */
const recordedWaiverSchema = z.object({ ...span, by: z.string(), reason: z.string() });

const recordedShortfallSchema = z.object({
  /** The last alert of it; null: a waiver kept it from being one. */
  alertId: z.string().nullable(),
  ruleId: z.string(),
  severity: severitySchema,
  /** The rule's words when it was first told, and every number. */
  text: z.string(),
  facts: factsSchema,
  since: timeSchema,
  /** Null: never, as with `alertId`. */
  raisedAt: timeSchema.nullable(),
  /** When the rule was kept again; null: not within what the record covers. */
  endedAt: timeSchema.nullable(),
  /** Within what the record covers. */
  seconds: z.int().min(0),
  /** In the order of time; none in records from before these were kept. */
  waived: z.array(recordedWaiverSchema).default([]),
  deeds: z.array(recordedDeedSchema),
});

/**
 * Who had whom in a ward during one shift, and where that was too few. Made from the ward's events,
 * and kept when those are gone.
 */
export const wardRecordSchema = z.object({
  hospitalId: hospitalIdSchema,
  wardId: wardIdSchema,
  wardName: z.string().nullable(),
  unitType: z.string().nullable(),
  shift: shiftNameSchema,
  startsAt: timeSchema,
  endsAt: timeSchema,
  /** False while the shift is running: what is told goes up to `asOf`. */
  complete: z.boolean(),
  asOf: timeSchema,
  nurses: z.array(recordedNurseSchema),
  /** The verdict, at each change. */
  staffing: z.array(
    z.object({
      at: timeSchema,
      pack: packRefSchema,
      required: z.int().nullable(),
      present: z.int(),
      ratio: z.number().nullable(),
      waiver: waiverSchema.nullable(),
    }),
  ),
  patients: z.object({ atStart: z.int(), atEnd: z.int(), most: z.int() }),
  shortfalls: z.array(recordedShortfallSchema),
});
export type WardRecord = z.infer<typeof wardRecordSchema>;
export type RecordedNurse = WardRecord['nurses'][number];
export type RecordedShortfall = WardRecord['shortfalls'][number];
export type RecordedDeed = RecordedShortfall['deeds'][number];
