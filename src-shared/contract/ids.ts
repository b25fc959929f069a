import { z } from 'zod';

/** Hospital and ward ids, as they appear in addresses, channel names and cache keys. */
const ID = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,31}$/;

export const hospitalIdSchema = z
  .string()
  .regex(ID, 'a hospital id is 1 to 32 letters, digits, "_" or "-"');
export const wardIdSchema = z
  .string()
  .regex(ID, 'a ward id is 1 to 32 letters, digits, "_" or "-"');

/** Ids of beds, nurses, shifts and users: chosen by the hospital, up to 64 characters. */
const LOCAL_ID = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;
export const localIdSchema = z
  .string()
  .regex(LOCAL_ID, 'an id is 1 to 64 letters, digits, "_", "." or "-"');

/** Any UUID, whatever its version, in lower case. */
export const uuidSchema = z.guid().toLowerCase();

/** The log of a hospital's float pool, planned shifts and rule packs. Not a ward that anyone lies in. */
export const HOUSE_WARD_ID = '_house';

/** A ward's full name on the wire: `H1/ICU`. */
export const wardKeySchema = z
  .string()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_-]{0,31}\/[A-Za-z0-9_][A-Za-z0-9_-]{0,31}$/,
    'a ward is named hospital/ward, for example H1/ICU',
  );
export type WardKey = string;

export interface WardRef {
  readonly hospitalId: string;
  readonly wardId: string;
}

export function wardKey(ref: WardRef): WardKey {
  return `${ref.hospitalId}/${ref.wardId}`;
}

/** The parts of a ward key. The key must have passed `wardKeySchema`. */
export function parseWardKey(key: WardKey): WardRef {
  const slash = key.indexOf('/');
  return { hospitalId: key.slice(0, slash), wardId: key.slice(slash + 1) };
}
