import { randomBytes } from 'node:crypto';
import type { Database, Statement } from '../db/database.ts';

const KEEP: Statement = {
  name: 'jwt-secret-keep',
  text: `
    update installation set jwt_secret = coalesce(jwt_secret, $1)
    returning jwt_secret as secret`,
};

/** The installation's secret for access tokens, made once by whoever asks first (demo mode). */
export async function storedJwtSecret(db: Database): Promise<string> {
  const [row] = await db.system((tx) =>
    tx.query<{ secret: string }>(KEEP, [randomBytes(48).toString('base64url')]),
  );
  if (row === undefined) throw new Error('the installation row is missing: run the migrations');
  return row.secret;
}
