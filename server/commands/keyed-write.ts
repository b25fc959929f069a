import { Refusal } from '../../src-shared/domain/refusal.ts';
import { hospitalsOf, type Principal } from '../auth/principal.ts';
import type { Tx } from '../db/database.ts';
import { keyValues, lookWithKey } from '../db/idempotency-keys.ts';
import { writeStatement } from '../db/row-changes.ts';
import type { CommandParts } from './commands.ts';
import { DELIVERY } from './deliver-assignment.ts';
import {
  checkExpiry,
  type CommandAnswer,
  type CommandRequest,
  hashOf,
  keptAnswer,
  scopeOf,
} from './execute-command.ts';
import { retrying } from './retrying.ts';
import { nothingWanted, type SystemRun, SystemSession, want, type Wanted } from './system-run.ts';
import { asRefusal, requireStorable } from './write-refusals.ts';

export interface KeyedRow {
  readonly hospital_id: string;
  readonly now: string;
}

/** A user's write that is no command on a ward: notifications. */
export interface KeyedWrite<Row extends KeyedRow> {
  readonly name: string;
  readonly status: 200 | 202;
  /** A select of one row, `hospital_id`, `clock_timestamp() as now` and more; none: not found. */
  readonly look: { readonly text: string; readonly values: readonly unknown[] };
  /** Throws a Refusal where the user may not. */
  authorize(principal: Principal, row: Row): void;
  /**
   * Gives what is to be told after the commit. `deliver` runs a command that follows from the write
   * by itself, in the same transaction and before the write's own statements: it locks wards.
   */
  work(
    tx: Tx,
    row: Row,
    newId: () => string,
    deliver: SystemRun['execute'],
  ): Promise<{ readonly answer: object; readonly tell: (parts: CommandParts) => void }>;
}

/**
 * Runs a user's write in one transaction under its idempotency key, and then tells of it. The same
 * key with the same body answers as the first time did. Throws a `Refusal`, and nothing has
 * changed then.
 */
export async function keyedWrite<Row extends KeyedRow>(
  parts: CommandParts,
  write: KeyedWrite<Row>,
  request: CommandRequest,
): Promise<CommandAnswer> {
  requireStorable(request.body);
  const bodyHash = hashOf(request.body);
  const wanted = nothingWanted();
  return retrying(parts.database, (anew) => {
    want(wanted, anew);
    return attempt(parts, write, request, { bodyHash, wanted });
  });
}

async function attempt<Row extends KeyedRow>(
  parts: CommandParts,
  write: KeyedWrite<Row>,
  request: CommandRequest,
  { bodyHash, wanted }: { readonly bodyHash: string; readonly wanted: Wanted },
): Promise<CommandAnswer> {
  const { principal, headers } = request;
  const { text, values } = write.look;
  const tx = await parts.database.begin({ hospitals: hospitalsOf(principal) });
  try {
    const scope = scopeOf(request);
    const [row] = await tx.query<Row & { fresh: boolean }>(
      { name: `write-look-${write.name}`, text: lookWithKey(text, values.length) },
      [...values, ...keyValues(scope, bodyHash)],
    );
    if (row === undefined) throw new Refusal('not_found');
    write.authorize(principal, row);
    if (!row.fresh) return await keptAnswer(tx, scope, bodyHash);
    checkExpiry(headers, row.now);
    const session = new SystemSession(parts, DELIVERY, tx, wanted);
    const { answer, tell } = await write.work(tx, row, parts.newId, (command) =>
      session.execute(command),
    );
    const { userId: user_id, ...rest } = scope;
    const kept = { user_id, ...rest, status: write.status, answer };
    const { statement, values: keptValues } = writeStatement({ idempotencyAnswer: [kept] });
    await tx.query(statement, keptValues);
    await session.commit();
    session.committed();
    tell(parts);
    return { status: write.status, answer };
  } catch (error) {
    await tx.rollback();
    throw asRefusal(error);
  }
}
