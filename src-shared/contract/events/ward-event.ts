import { z } from 'zod';
import { alertAcknowledgedSchema } from './alert-acknowledged.ts';
import { alertClearedSchema } from './alert-cleared.ts';
import { alertRaisedSchema } from './alert-raised.ts';
import { alertReturnedSchema } from './alert-returned.ts';
import { alertShelvedSchema } from './alert-shelved.ts';
import { alertUpdatedSchema } from './alert-updated.ts';
import { assignmentEndedSchema } from './assignment-ended.ts';
import { assignmentStartedSchema } from './assignment-started.ts';
import { assignmentUpdatedSchema } from './assignment-updated.ts';
import { handoverNotedSchema } from './handover-noted.ts';
import { nurseArrivedSchema } from './nurse-arrived.ts';
import { nurseBreakEndedSchema } from './nurse-break-ended.ts';
import { nurseBreakStartedSchema } from './nurse-break-started.ts';
import { nurseLeftSchema } from './nurse-left.ts';
import { nurseUpdatedSchema } from './nurse-updated.ts';
import { packUpdatedSchema } from './pack-updated.ts';
import { packWithdrawnSchema } from './pack-withdrawn.ts';
import { shiftEndedSchema } from './shift-ended.ts';
import { shiftPlannedSchema } from './shift-planned.ts';
import { shiftStartedSchema } from './shift-started.ts';
import { shiftUpdatedSchema } from './shift-updated.ts';
import { shiftWithdrawnSchema } from './shift-withdrawn.ts';
import { staffingUpdatedSchema } from './staffing-updated.ts';
import { stayAdmittedSchema } from './stay-admitted.ts';
import { stayArrivedSchema } from './stay-arrived.ts';
import { stayDischargedSchema } from './stay-discharged.ts';
import { stayLeftSchema } from './stay-left.ts';
import { stayUpdatedSchema } from './stay-updated.ts';
import { wardUpdatedSchema } from './ward-updated.ts';

/** Any event of a ward's or a house's log. */
export const wardEventSchema = z.discriminatedUnion('type', [
  stayAdmittedSchema,
  stayArrivedSchema,
  stayLeftSchema,
  stayUpdatedSchema,
  stayDischargedSchema,
  nurseArrivedSchema,
  nurseLeftSchema,
  nurseUpdatedSchema,
  nurseBreakStartedSchema,
  nurseBreakEndedSchema,
  shiftStartedSchema,
  shiftUpdatedSchema,
  shiftEndedSchema,
  shiftPlannedSchema,
  shiftWithdrawnSchema,
  assignmentStartedSchema,
  assignmentUpdatedSchema,
  assignmentEndedSchema,
  staffingUpdatedSchema,
  alertRaisedSchema,
  alertUpdatedSchema,
  alertAcknowledgedSchema,
  alertShelvedSchema,
  alertReturnedSchema,
  alertClearedSchema,
  handoverNotedSchema,
  packUpdatedSchema,
  packWithdrawnSchema,
  wardUpdatedSchema,
]);
export type WardEvent = z.infer<typeof wardEventSchema>;
export type WardEventType = WardEvent['type'];

/** One type of event, by name: `EventOf<'stay.admitted'>`. */
export type EventOf<T extends WardEventType> = Extract<WardEvent, { type: T }>;
