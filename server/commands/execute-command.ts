import { createHash } from 'node:crypto';
import type { CommandHeaders } from '../../src-shared/contract/command-headers.ts';
import { canonicalJson } from '../../src-shared/domain/log/canonical-json.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import { hospitalsOf, type Principal } from '../auth/principal.ts';
import { writesOf } from '../db/append-events.ts';
import type { OpenTx, Tx } from '../db/database.ts';
import { type KeyScope, readKept } from '../db/idempotency-keys.ts';
import { appendNotifications } from '../db/notifications.ts';
import { checkBasis } from './basis.ts';
import { answerOf, carryOut, committedEvents, type Held, keepInView, timeOf } from './carry-out.ts';
import type { Command } from './command.ts';
import type { CommandParts } from './commands.ts';
import type { Locks } from './known-reaches.ts';
import { type HeldReach, lockAndLook, lookWithFreshKey } from './look-and-lock.ts';
import { retrying } from './retrying.ts';
import { asRefusal, requireStorable } from './write-refusals.ts';

/** A user's request, as HTTP hands it on: `path` is the full one, `body` the parsed JSON as sent. */
export interface CommandRequest {
  readonly principal: Principal;
  readonly headers: CommandHeaders;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface CommandAnswer {
  readonly status: number;
  readonly answer: object;
}

/**
 * Runs a user's command in one transaction (DESIGN §3.1) and, once that has committed, hands its
 * events to the publisher. The same key with the same body answers as the first time did. Throws a
 * `Refusal`, and nothing has changed then; of any other error that is not known (`isUnavailable`):
 * the same request with the same key is safe to repeat.
 */
export async function executeCommand<Facts>(
  parts: CommandParts,
  command: Command<Facts>,
  request: CommandRequest,
): Promise<CommandAnswer> {
  requireStorable(request.body);
  const bodyHash = hashOf(request.body);
  return retrying(parts.database, (again) => {
    // A row that the command itself makes is not there to be locked yet.
    const isMade = command.prepare !== undefined;
    const guess = again ?? (isMade ? undefined : parts.reaches.get(command.look));
    return attempt(parts, command, request, { bodyHash, guess });
  });
}

/** Equal for bodies that mean the same JSON. */
export function hashOf(body: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(body ?? null))
    .digest('hex');
}

async function attempt<Facts>(
  parts: CommandParts,
  command: Command<Facts>,
  request: CommandRequest,
  given: { readonly bodyHash: string; readonly guess: Locks | undefined },
): Promise<CommandAnswer> {
  const { principal } = request;
  const { bodyHash, guess } = given;
  const tx = await parts.database.begin({ hospitals: hospitalsOf(principal) });
  try {
    const scope = scopeOf(request);
    // The locks are asked for without waiting for the look, where it is known what they will be.
    const [{ reach, fresh }, early] = await Promise.all([
      lookWithFreshKey(tx, command, scope, bodyHash),
      guess === undefined ? undefined : lockAndLook(tx, command, guess),
    ]);
    if (!command.allows(principal, reach)) throw new Refusal('forbidden');
    if (!fresh) return await keptAnswer(tx, scope, bodyHash);
    const locked = early ?? (await lockAndLook(tx, command, reach));
    parts.reaches.put(command.look, locked.reach);
    return await underLocks(parts, tx, command, request, locked);
  } catch (error) {
    await tx.rollback();
    throw asRefusal(error);
  }
}

export function scopeOf({ principal, method, path, headers }: CommandRequest): KeyScope {
  return { userId: principal.userId, method, path, key: headers.idempotencyKey };
}

export async function keptAnswer(
  tx: OpenTx,
  scope: KeyScope,
  bodyHash: string,
): Promise<CommandAnswer> {
  const kept = await readKept(tx, scope);
  // What cannot be seen was written for a hospital that the user has left since.
  if (kept?.bodyHash !== bodyHash || kept.status === null) {
    throw new Refusal('idempotency_key_reused');
  }
  await tx.commit();
  return { status: kept.status, answer: kept.answer as object };
}

async function underLocks<Facts>(
  parts: CommandParts,
  tx: OpenTx,
  command: Command<Facts>,
  request: CommandRequest,
  locked: HeldReach<Facts>,
): Promise<CommandAnswer> {
  const { principal, headers } = request;
  const { reach, epoch } = locked;
  if (!command.allows(principal, reach)) throw new Refusal('forbidden');
  const wards = new Map(locked.wards.map((ward) => [ward.key, ward]));
  const held: Held = { tx, epoch, wards, states: parts.states, shelf: parts.shelf, own: new Map() };
  checkExpiry(headers, timeOf(locked.now, locked.wards));
  await checkBasis(tx, principal, epoch, headers, command.subject(reach));

  const doer = { actor: principal.userId, commandId: headers.idempotencyKey };
  const done = await carryOut(held, command, locked, doer, parts.newId);
  const answer = { status: command.status, answer: answerOf(held, done) };
  const { userId: user_id, ...scope } = scopeOf(request);
  const writes = writesOf(done.additions, done.author, {
    answer: { user_id, ...scope, ...answer },
    reopened: command.reopens?.(reach) ?? [],
    alarms: done.alarms,
  });
  // One behind the other without waiting: after a failed one PostgreSQL turns the commit down.
  const sent = [...done.rows, ...writes.statements].map((write) => send(tx, write));
  const notifying = appendNotifications(tx, done.notifications);
  const [notifications] = await Promise.all([notifying, tx.commit(), ...sent]);
  keepInView(held, done, writes.wards);
  for (const [ward, known] of held.own) parts.states.put(ward, known);
  parts.publish(committedEvents(epoch, done.additions));
  parts.notify(notifications);
  return answer;
}

function send(
  tx: Tx,
  write: { statement: { name: string; text: string }; values: readonly unknown[] },
): Promise<unknown> {
  return tx.query(write.statement, write.values);
}

export function checkExpiry({ expires }: CommandHeaders, at: string): void {
  if (expires !== null && at > expires) {
    throw new Refusal('command_expired', `It was good until ${expires}; now it is ${at}.`);
  }
}
