import { z } from 'zod';
import { addNoteSchema } from '../contract/commands/add-note.ts';
import { admitStaySchema } from '../contract/commands/admit-stay.ts';
import { assignNurseSchema } from '../contract/commands/assign-nurse.ts';
import { endBreakSchema } from '../contract/commands/end-break.ts';
import { endShiftSchema } from '../contract/commands/end-shift.ts';
import { moveNurseSchema } from '../contract/commands/move-nurse.ts';
import { setAcuitySchema } from '../contract/commands/set-acuity.ts';
import { setBedSchema } from '../contract/commands/set-bed.ts';
import { shelveAlertSchema } from '../contract/commands/shelve-alert.ts';
import { startBreakSchema } from '../contract/commands/start-break.ts';
import { swapBedsSchema } from '../contract/commands/swap-beds.ts';
import { transferStaySchema } from '../contract/commands/transfer-stay.ts';
import { localIdSchema, uuidSchema, wardKeySchema } from '../contract/ids.ts';

/** `ward` is the ward on whose board the user saw what the command is about. */
const onStay = { ward: wardKeySchema, stayId: uuidSchema };
const onAssignment = { ward: wardKeySchema, assignmentId: uuidSchema };
const onAlert = { ward: wardKeySchema, alertId: uuidSchema };
const onNurse = { ward: wardKeySchema, nurseId: localIdSchema };

/**
 * What a person can ask of a ward's board, as the screens say it and as the queue keeps it.
 * `body` is the request's body; the address is made from the rest.
 */
export const commandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('admit-stay'), body: admitStaySchema }),
  z.object({ kind: z.literal('transfer-stay'), ...onStay, body: transferStaySchema }),
  z.object({ kind: z.literal('discharge-stay'), ...onStay }),
  z.object({ kind: z.literal('set-acuity'), ...onStay, body: setAcuitySchema }),
  z.object({ kind: z.literal('set-bed'), ...onStay, body: setBedSchema }),
  z.object({ kind: z.literal('swap-beds'), ...onStay, body: swapBedsSchema }),
  z.object({ kind: z.literal('assign-nurse'), body: assignNurseSchema }),
  z.object({ kind: z.literal('confirm-assignment'), ...onAssignment }),
  z.object({ kind: z.literal('end-assignment'), ...onAssignment }),
  z.object({ kind: z.literal('add-note'), ...onAssignment, body: addNoteSchema }),
  z.object({ kind: z.literal('move-nurse'), ...onNurse, body: moveNurseSchema }),
  z.object({ kind: z.literal('start-break'), ...onNurse, body: startBreakSchema }),
  z.object({ kind: z.literal('end-break'), ...onNurse, body: endBreakSchema }),
  z.object({ kind: z.literal('end-shift'), ...onNurse, body: endShiftSchema }),
  z.object({ kind: z.literal('acknowledge-alert'), ...onAlert }),
  z.object({ kind: z.literal('shelve-alert'), ...onAlert, body: shelveAlertSchema }),
  z.object({ kind: z.literal('unshelve-alert'), ...onAlert }),
]);
export type Command = z.infer<typeof commandSchema>;
export type CommandKind = Command['kind'];
