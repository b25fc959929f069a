import { z } from 'zod';
import { localIdSchema, wardIdSchema } from '../ids.ts';
import { plannedShiftSchema } from '../state/shift.ts';
import { inputTimeSchema } from '../time.ts';
import { writeAnswerShape } from './answer.ts';

/** The longest shift there is. */
export const MAX_SHIFT_MS = 24 * 60 * 60 * 1000;

/** Plan or change a shift; `wardId` null is the float pool. At most 24 h long. */
export const putShiftSchema = z
  .strictObject({
    nurseId: localIdSchema,
    wardId: wardIdSchema.nullable(),
    startsAt: inputTimeSchema,
    endsAt: inputTimeSchema,
  })
  .refine((shift) => shift.endsAt > shift.startsAt, {
    path: ['endsAt'],
    message: 'a shift ends after it starts',
  })
  .refine((shift) => Date.parse(shift.endsAt) - Date.parse(shift.startsAt) <= MAX_SHIFT_MS, {
    path: ['endsAt'],
    message: 'a shift is at most 24 hours long',
  });
export type PutShift = z.infer<typeof putShiftSchema>;

export const putShiftAnswerSchema = z.object({ shift: plannedShiftSchema, ...writeAnswerShape });
