import { z } from 'zod';
import { uuidSchema } from './ids.ts';
import { inputTimeSchema } from './time.ts';

/** `H1/ICU@epoch:seq`: the position at which a command was decided on. */
export const basisSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_-]{0,31}\/[A-Za-z0-9_][A-Za-z0-9_-]{0,31}@[^@:\s]{1,64}:\d{1,15}$/,
    'a basis is hospital/ward@epoch:seq',
  )
  .transform((text) => {
    const [ward = '', position = ''] = text.split('@');
    const [epoch = '', seq = ''] = position.split(':');
    return { ward, cursor: { epoch, seq: Number(seq) } };
  });
export type Basis = z.infer<typeof basisSchema>;

/**
 * What a command may bring besides its body. `Wardline-Basis` may be repeated or comma-separated,
 * `Wardline-Own` lists the keys of the same queue's earlier commands, comma-separated.
 */
export const commandHeadersSchema = z.object({
  idempotencyKey: uuidSchema,
  expires: inputTimeSchema.nullable(),
  basis: z.array(basisSchema).max(100),
  own: z.array(uuidSchema).max(500),
});
export type CommandHeaders = z.infer<typeof commandHeadersSchema>;
