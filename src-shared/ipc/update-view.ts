import { z } from 'zod';

/** Why an update is not taken. */
export const UPDATE_REFUSALS = {
  unreachable: 'The gateway did not answer when it was asked for updates.',
  signature_missing: 'The list of updates on the gateway has no signature.',
  signature_wrong: 'The list of updates on the gateway is not signed by a key this program knows.',
  not_a_manifest: 'The list of updates on the gateway does not have the expected form.',
  foreign_channel: 'The list of updates on the gateway belongs to another channel.',
  foreign_platform: 'The list of updates on the gateway is for another kind of computer.',
  older_manifest: 'The list of updates on the gateway is older than one seen before.',
  older_version: 'The gateway offers an older version than the one that runs.',
  wrong_hash: 'The update that was downloaded is not the one that was signed.',
  wrong_size: 'The update on the gateway is not as long as the one that was signed.',
  wrong_publisher: 'The update that was downloaded is not signed by the publisher of this program.',
  not_downloaded: 'The update could not be downloaded.',
  no_longer_offered: 'The gateway no longer has this update for this computer.',
  not_installed: 'The update could not be installed; the version that runs goes on.',
} as const;
export type UpdateRefusal = keyof typeof UPDATE_REFUSALS;
const refusalSchema = z.enum(Object.keys(UPDATE_REFUSALS) as [UpdateRefusal, ...UpdateRefusal[]]);

/** Why the console should not end just now for an update, by what wants a person. */
export const DISTURBANCES = {
  waiting: 'Changes wait to be sent. The update can be installed once they are.',
  dialog: 'A dialog is open in another window of this console. Finish or close it first.',
  alarms: 'Alarms of the boards in this console’s windows wait to be seen.',
} as const;
export type Disturbance = keyof typeof DISTURBANCES;
export const disturbanceSchema = z.enum(
  Object.keys(DISTURBANCES) as [Disturbance, ...Disturbance[]],
);

/** How it stands with updates, as windows are told. */
export const updateViewSchema = z.discriminatedUnion('phase', [
  /** This installation never looks: it is IT's (`it`), or the policy says so (`policy`). */
  z.object({ phase: z.literal('off'), why: z.enum(['it', 'policy']) }),
  /** Nothing newer is known. `checkedAt` is this computer's clock, ms; null: not asked yet. */
  z.object({ phase: z.literal('none'), checkedAt: z.number().nullable() }),
  z.object({ phase: z.literal('loading'), version: z.string() }),
  z.object({ phase: z.literal('refused'), code: refusalSchema, checkedAt: z.number() }),
  /** Downloaded and checked. `mayAsk`: nobody has said "later" in the last hours. */
  z.object({ phase: z.literal('ready'), version: z.string(), mayAsk: z.boolean() }),
]);
export type UpdateView = z.infer<typeof updateViewSchema>;
