import { z } from 'zod';

/** `stable` is what hospitals run; `pilot` what a few desks try first. */
export const CHANNELS_OF_UPDATES = ['stable', 'pilot'] as const;
export const updateChannelSchema = z.enum(CHANNELS_OF_UPDATES);
export type UpdateChannel = z.infer<typeof updateChannelSchema>;

/**
 * What a build was told when it was packaged: the key `wardline` of the package.json inside the
 * program. Nobody changes it later without breaking the program's signature.
 */
export const buildFactsSchema = z.object({
  /** Null: this kind of installation is rolled out by IT, and the program never looks for updates. */
  updates: z
    .object({
      /** Public Ed25519 keys (SPKI, DER, base64); any one of them may sign. */
      keys: z.array(z.base64()).min(1),
      channel: updateChannelSchema,
      /** Who signs the Windows installer; null: it is not signed. */
      publisher: z.string().nullable(),
    })
    .nullable()
    .default(null),
  /**
   * Only in what tests package: the Node to run the sync host under, where the policy lies, and how
   * long a download may stand still.
   */
  forTests: z
    .object({
      syncNode: z.string(),
      policy: z.string(),
      downloadIdleMs: z.int().positive().optional(),
    })
    .nullable()
    .default(null),
});
export type BuildFacts = z.infer<typeof buildFactsSchema>;

export const NO_FACTS: BuildFacts = { updates: null, forTests: null };
