import { z } from 'zod';
import { hospitalIdSchema, localIdSchema, wardIdSchema } from '../../../src-shared/contract/ids.ts';
import { bedSchema } from '../../../src-shared/contract/state/bed.ts';

/** A place as it is kept with the instruction that was mapped to it. */
export const placeSchema = z.object({
  hospitalId: hospitalIdSchema,
  wardId: wardIdSchema,
  bed: bedSchema.extend({ id: localIdSchema }).nullable(),
  onDemand: z.boolean(),
});

/** What the messages of a visit have come to, as it is kept. Times are ms. */
export const wantedSchema = z.object({
  place: placeSchema.nullable(),
  gone: z.boolean(),
  placedAt: z.number().nullable().default(null),
  patient: z.object({ key: z.string(), ref: z.string(), label: z.string().nullable() }).nullable(),
  admittedAt: z.number().nullable(),
  expectedDischargeAt: z.number().nullable(),
  dischargedAt: z.number().nullable(),
});
export type Wanted = z.infer<typeof wantedSchema>;
export type WantedPlace = z.infer<typeof placeSchema>;

/** Whether two places are the same ward and bed. */
export function samePlace(one: WantedPlace | null, other: WantedPlace | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.hospitalId === other.hospitalId &&
    one.wardId === other.wardId &&
    one.bed?.id === other.bed?.id
  );
}
