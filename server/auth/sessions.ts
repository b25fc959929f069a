import { randomUUID } from 'node:crypto';
import type { Session, SessionUser } from '../../src-shared/contract/session.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Database, Statement, Tx } from '../db/database.ts';
import type { AccessTokens } from './access-token.ts';
import { hashOpaqueToken, newOpaqueToken } from './opaque-token.ts';
import { verifyPassword } from './password-hash.ts';
import { hospitalsOf, rolesOf, type Principal } from './principal.ts';
import type { Principals } from './principals.ts';

/** A refresh token that is not used for so long is dead. */
export const REFRESH_TOKEN_SECONDS = 7 * 24 * 60 * 60;

/** A session with its refresh token, before it is decided how the client gets that. */
export interface OpenedSession {
  readonly session: Session;
  readonly refreshToken: string;
}

/** Sign-in, renewal and sign-out. All state is in PostgreSQL, so any gateway can answer. */
export interface Sessions {
  /** @throws Refusal bad_credentials */
  login(username: string, password: string): Promise<OpenedSession>;
  /**
   * Exchanges a refresh token for the next one. A token that was exchanged before revokes its whole
   * family, because one of the two who showed it has stolen it.
   * @throws Refusal refresh_token_invalid; wipe_ordered, which whoever has no token of that sign-in
   * is not told
   */
  refresh(refreshToken: string): Promise<OpenedSession>;
  /** Ends the sign-in of a refresh token; one that is unknown or ended already is fine. */
  logout(refreshToken: string): Promise<void>;
  /** Ends a sign-in by its family, which an access token names. */
  revoke(family: string): Promise<void>;
}

const CREDENTIALS: Statement = {
  name: 'session-credentials',
  text: `select password_hash as hash from app_user where id = $1 and disabled_at is null`,
};
const NEW_FAMILY: Statement = {
  name: 'session-family',
  text: `insert into session_family (id, user_id) values ($1, $2)`,
};
const NEW_TOKEN: Statement = {
  name: 'session-token',
  text: `
    insert into refresh_token (token_hash, family, user_id, expires_at)
    values ($1, $2, $3, now() + make_interval(secs => $4))`,
};
// Two who use one token at the same moment meet at its row: the second finds it used.
const FIND_TOKEN: Statement = {
  name: 'session-find-token',
  text: `
    select t.family, t.user_id as "userId", t.used_at is not null as used,
      t.expires_at <= now() or f.revoked_at is not null as ended,
      f.wipe_ordered_at is not null as wiped
    from refresh_token t join session_family f on f.id = t.family
    where t.token_hash = $1
    for update of t`,
};
const USE_TOKEN: Statement = {
  name: 'session-use-token',
  text: `update refresh_token set used_at = now() where token_hash = $1`,
};
const REVOKE: Statement = {
  name: 'session-revoke',
  text: `update session_family set revoked_at = now() where id = $1 and revoked_at is null`,
};

interface TokenRow {
  readonly family: string;
  readonly userId: string;
  readonly used: boolean;
  readonly ended: boolean;
  readonly wiped: boolean;
}

export function createSessions(
  db: Database,
  tokens: AccessTokens,
  principals: Principals,
): Sessions {
  const open = async (
    userId: string,
    family: string,
    refreshToken: string,
    refused: 'bad_credentials' | 'refresh_token_invalid',
  ): Promise<OpenedSession> => {
    const principal = await principals.getFresh({ userId, family });
    if (principal === null) throw new Refusal(refused);
    const access = await tokens.sign(userId, family);
    return {
      session: {
        accessToken: access.token,
        expiresAt: access.expiresAt,
        user: sessionUser(principal),
      },
      refreshToken,
    };
  };

  return {
    login: async (username, password) => {
      const [user] = await db.system((tx) => tx.query<{ hash: string }>(CREDENTIALS, [username]));
      if (!(await verifyPassword(user?.hash ?? null, password))) {
        throw new Refusal('bad_credentials');
      }
      const family = randomUUID();
      const refreshToken = await db.system(async (tx) => {
        await tx.query(NEW_FAMILY, [family, username]);
        return newRefreshToken(tx, family, username);
      });
      return open(username, family, refreshToken, 'bad_credentials');
    },
    refresh: async (refreshToken) => {
      const next = await db.system((tx) => rotate(tx, refreshToken));
      if (next === null) throw new Refusal('refresh_token_invalid');
      return open(next.userId, next.family, next.refreshToken, 'refresh_token_invalid');
    },
    logout: async (refreshToken) => {
      const userId = await db.system(async (tx) => {
        const [row] = await tx.query<TokenRow>(FIND_TOKEN, [hashOpaqueToken(refreshToken)]);
        if (row !== undefined) await tx.query(REVOKE, [row.family]);
        return row?.userId;
      });
      if (userId !== undefined) principals.forget(userId);
    },
    revoke: async (family) => {
      await db.system((tx) => tx.query(REVOKE, [family]));
    },
  };
}

const NEW_FAMILY_OF_ACTIVE: Statement = {
  name: 'session-family-of-active',
  text: `
    insert into session_family (id, user_id)
    select $1, id from app_user where id = $2 and disabled_at is null
    returning id`,
};

/** A sign-in without a password and without refresh tokens (command line). False: no such user. */
export async function openFamily(db: Database, userId: string, family: string): Promise<boolean> {
  const rows = await db.system((tx) => tx.query(NEW_FAMILY_OF_ACTIVE, [family, userId]));
  return rows.length > 0;
}

/** The next token in place of this one, or null (and, for a token used before, no family any more). */
async function rotate(
  tx: Tx,
  refreshToken: string,
): Promise<{ userId: string; family: string; refreshToken: string } | null> {
  const hash = hashOpaqueToken(refreshToken);
  const [row] = await tx.query<TokenRow>(FIND_TOKEN, [hash]);
  if (row?.wiped === true) throw new Refusal('wipe_ordered');
  if (row === undefined || row.ended) return null;
  if (row.used) {
    await tx.query(REVOKE, [row.family]);
    return null;
  }
  await tx.query(USE_TOKEN, [hash]);
  const next = await newRefreshToken(tx, row.family, row.userId);
  return { userId: row.userId, family: row.family, refreshToken: next };
}

async function newRefreshToken(tx: Tx, family: string, userId: string): Promise<string> {
  const token = newOpaqueToken();
  await tx.query(NEW_TOKEN, [hashOpaqueToken(token), family, userId, REFRESH_TOKEN_SECONDS]);
  return token;
}

export function sessionUser(principal: Principal): SessionUser {
  return {
    id: principal.userId,
    name: principal.name,
    roles: rolesOf(principal),
    hospitals: hospitalsOf(principal),
    nurseIds: { ...principal.nurseIds },
  };
}
