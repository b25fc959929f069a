import type { Statement, Tx } from './database.ts';
import { pruneOlder } from './prune.ts';

/** What a key is scoped to: the same key of another user, or for another address, is another key. */
export interface KeyScope {
  readonly userId: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
}

export interface KeptRequest {
  readonly bodyHash: string;
  /** null while its own transaction is under way. */
  readonly status: number | null;
  readonly answer: unknown;
}

/**
 * SQL that puts a key's row beside a look: `fresh` tells whether this transaction made it. Where
 * another one is about to, it waits for that one's end.
 * @param look SQL that answers `hospital_id` and other columns
 * @param used how many parameters the look has; five more follow: those of `keyValues`
 */
export function lookWithKey(look: string, used: number): string {
  const at = (offset: number): string => `$${used + offset}`;
  return `
    with found as materialized (${look}),
    made as (
      insert into idempotency_key (user_id, method, path, key, hospital_id, body_hash)
      select ${at(1)}::text, ${at(2)}::text, ${at(3)}::text, ${at(4)}::uuid, hospital_id,
        ${at(5)}::text
      from found
      on conflict (user_id, method, path, key) do nothing
      returning key
    )
    select found.*, exists (select from made) as fresh from found`;
}

export function keyValues(scope: KeyScope, bodyHash: string): readonly string[] {
  return [scope.userId, scope.method, scope.path, scope.key, bodyHash];
}

const KEPT: Statement = {
  name: 'idempotency-kept',
  text: `
    select body_hash as "bodyHash", status, answer from idempotency_key
    where user_id = $1 and method = $2 and path = $3 and key = $4::uuid`,
};

/** What was kept under a key; null: nothing that this transaction may see. */
export async function readKept(tx: Tx, scope: KeyScope): Promise<KeptRequest | null> {
  const { userId, method, path, key } = scope;
  const [row] = await tx.query<KeptRequest>(KEPT, [userId, method, path, key]);
  return row ?? null;
}

/** Days that the answer under a key is kept. */
const KEY_DAYS = 7;

/** Removes keys that are older than that (system role), at most so many; how many it removed. */
export const pruneKeys = pruneOlder('idempotency_key', KEY_DAYS);
