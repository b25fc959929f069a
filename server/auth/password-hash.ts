import argon2 from 'argon2';

// OWASP's second choice for argon2id: some 20 ms on one core, 19 MiB while it runs.
const cost = {
  type: argon2.argon2id,
  memoryCost: 19 * 1024,
  timeCost: 2,
  parallelism: 1,
} as const;

export function hashPassword(password: string): Promise<string> {
  return argon2.hash(password, cost);
}

// Verified against where there is no such user, so that the time an answer takes does not tell
// which names exist.
let decoy: Promise<string> | undefined;

/** @param hash of the user, or null where nobody has that name. False for a disabled user too. */
export async function verifyPassword(hash: string | null, password: string): Promise<boolean> {
  if (hash !== null) return argon2.verify(hash, password);
  decoy ??= hashPassword('nobody has this password');
  await argon2.verify(await decoy, password);
  return false;
}
