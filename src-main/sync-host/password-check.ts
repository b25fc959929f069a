import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { z } from 'zod';

/** What is kept of a password, to unlock the console without a network. */
export const passwordCheckSchema = z.object({ salt: z.base64(), hash: z.base64() });
export type PasswordCheck = z.infer<typeof passwordCheckSchema>;

const HASH_BYTES = 32;
/** 64 MiB and some 0.2 s a guess. */
const COST: ScryptOptions = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 };

export async function checkFor(password: string): Promise<PasswordCheck> {
  const salt = randomBytes(16);
  const hash = await hashOf(password, salt);
  return { salt: salt.toString('base64'), hash: hash.toString('base64') };
}

export async function passes(check: PasswordCheck, password: string): Promise<boolean> {
  const hash = await hashOf(password, Buffer.from(check.salt, 'base64'));
  const expected = Buffer.from(check.hash, 'base64');
  return expected.length === hash.length && timingSafeEqual(hash, expected);
}

function hashOf(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, COST, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}
