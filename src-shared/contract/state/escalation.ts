import { z } from 'zod';
import { localIdSchema } from '../ids.ts';

/**
 * Whom an alert that nobody acknowledges goes to. Charge nurse: nurses on shift in the ward who are
 * signed off for `charge`. Dispatcher: whoever dispatches that ward. House supervisor: the users
 * named, or the hospital's administrators where none is.
 */
export const escalationStepNameSchema = z.enum(['charge_nurse', 'dispatcher', 'house_supervisor']);
export type EscalationStepName = z.infer<typeof escalationStepNameSchema>;

const seconds = z
  .int()
  .min(0)
  .max(24 * 60 * 60);
const secondsBySeverity = z.strictObject({ warning: seconds, critical: seconds });

export const escalationStepSchema = z.strictObject({
  to: escalationStepNameSchema,
  /** After an alert was raised, by its severity. */
  afterSeconds: secondsBySeverity,
  /** Told besides, or (house supervisor) who that is. */
  userIds: z.array(localIdSchema).max(50),
});
export type EscalationStep = z.infer<typeof escalationStepSchema>;

/** A hospital's chain. Steps come one after the other, each no earlier than the one before. */
export const escalationChainSchema = z.strictObject({
  steps: z
    .array(escalationStepSchema)
    .min(1)
    .max(3)
    .refine((steps) => new Set(steps.map(({ to }) => to)).size === steps.length, 'steps repeat')
    .refine(
      (steps) =>
        steps.every((step, index) => {
          const before = steps[index - 1]?.afterSeconds ?? { warning: 0, critical: 0 };
          const { warning, critical } = step.afterSeconds;
          return warning >= before.warning && critical >= before.critical;
        }),
      'a step comes no earlier than the one before',
    ),
  /** An alert acknowledged later than this counts as late in the figures of alarm load. */
  acknowledgeWithinSeconds: secondsBySeverity,
});
export type EscalationChain = z.infer<typeof escalationChainSchema>;
