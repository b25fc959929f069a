import { z } from 'zod';

/** A moment on the wire: ISO 8601, UTC, exactly three digits of milliseconds. Sorts as text. */
export const timeSchema = z.iso.datetime({ precision: 3 });
export type Time = string;

/** A moment as callers may write it (any precision, any offset), brought to the wire's form. */
export const inputTimeSchema = z.iso
  // Nothing is compared with what is no time.
  .datetime({ offset: true, abort: true })
  .transform((text) => new Date(text).toISOString());
