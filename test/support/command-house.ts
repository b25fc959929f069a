import { randomUUID } from 'node:crypto';
import type { CommandHeaders } from '../../src-shared/contract/command-headers.ts';
import type { ProblemCode } from '../../src-shared/contract/problem.ts';
import { HOUSE_WARD_ID, wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { Role } from '../../src-shared/contract/session.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { Licence } from '../../src-shared/contract/state/nurse.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { applyEvents } from '../../src-shared/domain/log/apply-event.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Principal } from '../../server/auth/principal.ts';
import type { CommittedEvents } from '../../server/bus/bus.ts';
import type { Command } from '../../server/commands/command.ts';
import { type Commands, createCommands } from '../../server/commands/commands.ts';
import type { CommandRequest } from '../../server/commands/execute-command.ts';
import { putNurse } from '../../server/commands/put-nurse.ts';
import { putShift } from '../../server/commands/put-shift.ts';
import { putWard } from '../../server/commands/put-ward.ts';
import {
  createWardStates,
  type KnownState,
  type WardStates,
} from '../../server/commands/ward-states.ts';
import { type Database, openDatabase } from '../../server/db/database.ts';
import { verifyEpoch } from '../../server/db/epoch.ts';
import { parseStoredEvent } from '../../server/db/event-text.ts';
import { insertHospital } from '../../server/db/insert-hospital.ts';
import { migrate } from '../../server/db/migrate.ts';
import { readEvents } from '../../server/db/ward-events.ts';
import { readSnapshot } from '../../server/db/ward-snapshot.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';

/** Hospitals H1 and H2, each with ICU, ED and MS1, on a database of their own. */
export interface CommandHouse {
  readonly test: TestDatabase;
  readonly database: Database;
  readonly commands: Commands;
  /** All that was published so far. */
  readonly published: CommittedEvents[];
  /** A second gateway on the same database: its own pool and its own cache of states. */
  secondGateway(): Commands;
  /** What the gateways have cached of a ward. */
  cached(ward: WardKey): KnownState[];
  /** Empties the gateways' caches, after a test has changed rows by hand. */
  forget(): void;
  /** A user's request with defaults. */
  request(as: Principal, path: string, request?: Partial<RequestParts>): CommandRequest;
  /** Runs a command as a user; its whole answer. */
  run<Facts>(
    command: Command<Facts>,
    as?: Principal,
    request?: Partial<RequestParts>,
  ): Promise<Answer>;
  /** The code with which a command is refused. Throws where it is not. */
  refusal<Facts>(
    command: Command<Facts>,
    as?: Principal,
    request?: Partial<RequestParts>,
  ): Promise<ProblemCode>;
  snapshot(ward: WardKey): Promise<{ cursor: { epoch: string; seq: number }; state: LogState }>;
  wardState(ward: WardKey): Promise<WardState>;
  /** The state folded from all events, from the empty ward on. */
  folded(ward: WardKey): Promise<LogState>;
  /** Every log there is. */
  wards(): Promise<WardKey[]>;
  addNurse(hospitalId: string, nurseId: string, options?: NurseOptions): Promise<void>;
  /** A shift from an hour ago for eight hours, which starts at once. */
  startShift(hospitalId: string, nurseId: string, wardId: string | null): Promise<string>;
  close(): Promise<void>;
}

/** What answers hold, whatever the command. */
export interface Answer {
  readonly status: number;
  readonly cursor: { epoch: string; seq: number };
  readonly cursors: Record<string, { epoch: string; seq: number }>;
  readonly stay: { id: string; bedId: string | null; acuity: number | null };
  readonly assignment: { id: string; nurseId: string; confirmedAt: string | null; notes: object[] };
  readonly nurse: { id: string; name: string; onBreakUntil: string | null };
  readonly shift: { id: string };
  readonly ward: { beds: { id: string }[] };
}

interface RequestParts {
  readonly key: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Partial<CommandHeaders>;
}

interface NurseOptions {
  readonly licence?: Licence;
  readonly competencies?: readonly string[];
  readonly userId?: string;
}

export const BEDS = ['B1', 'B2', 'B3', 'B4', 'B5', 'B6'].map((id) => ({ id, label: id }));
const UNIT_TYPES = { ICU: 'critical_care', ED: 'ed', MS1: 'medical_surgical' };

/** A user with these roles in each of these hospitals. */
export function user(
  userId: string,
  roles: readonly Role[],
  hospitals: readonly string[],
  nurseIds: Record<string, string> = {},
): Principal {
  return {
    userId,
    name: userId,
    nurseIds,
    memberships: hospitals.flatMap((hospitalId) =>
      roles.map((role) => ({ hospitalId, role, wardIds: role === 'nurse' ? [] : null })),
    ),
  };
}

export const dispatcher = user('dispatcher', ['dispatcher'], ['H1']);
export const admin = user('admin', ['admin'], ['H1', 'H2']);

/** The caller closes it. */
export async function openCommandHouse(): Promise<CommandHouse> {
  const test = await createTestDatabase();
  await migrate(test.url);
  const open = (): Database =>
    openDatabase({
      url: test.url,
      maxConnections: 12,
      applicationName: 'wardline test',
      onIdleError: () => undefined,
    });
  const database = open();
  const opened = [database];
  await verifyEpoch(database);
  const published: CommittedEvents[] = [];
  const caches: WardStates[] = [];
  const gateway = (db: Database): Commands => {
    const states = createWardStates(100);
    caches.push(states);
    return createCommands({
      database: db,
      states,
      publisher: {
        publish: async (batch) => {
          published.push(...batch);
        },
      },
      onPublishError: (error) => {
        throw error;
      },
      newId: randomUUID,
    });
  };
  const commands = gateway(database);

  const run: CommandHouse['run'] = async (command, as = dispatcher, request = {}) => {
    const { status, answer } = await commands.execute(
      command,
      requestOf(as, request.path ?? `/${command.name}`, request),
    );
    return { status, ...answer } as Answer;
  };
  const house: CommandHouse = {
    test,
    database,
    commands,
    published,
    secondGateway: () => {
      const second = open();
      opened.push(second);
      return gateway(second);
    },
    run,
    refusal: async (command, as, request) => {
      try {
        await run(command, as, request);
      } catch (error) {
        if (error instanceof Refusal) return error.code;
        throw error;
      }
      throw new Error(`${command.name} was not refused`);
    },
    cached: (ward) => caches.flatMap((states) => states.get(ward) ?? []),
    forget: () => {
      for (const states of caches) states.clear();
    },
    request: requestOf,
    snapshot: async (ward) => {
      const snapshot = await readSnapshot(database, 'system', ward);
      if (snapshot === null) throw new Error(`there is no ${ward}`);
      return snapshot;
    },
    wardState: async (ward) => (await house.snapshot(ward)).state as WardState,
    folded: async (ward) => {
      const [hospitalId = '', wardId = ''] = ward.split('/');
      let state = emptyState({ hospitalId, wardId });
      for (let after = 0; ;) {
        const page = await database.system((tx) => readEvents(tx, ward, after, 1000));
        state = applyEvents(state, page.events.map(parseStoredEvent));
        after = page.cursor.seq;
        if (!page.more) return state;
      }
    },
    wards: async () => {
      const rows = await test.query<{ hospital_id: string; id: string }>(
        'select hospital_id, id from ward',
      );
      return rows.map((row) => wardKey({ hospitalId: row.hospital_id, wardId: row.id }));
    },
    addNurse: async (hospitalId, nurseId, options = {}) => {
      await run(
        putNurse({
          hospitalId,
          nurseId,
          name: `Nurse ${nurseId}`,
          licence: options.licence ?? 'RN',
          competencies: [...(options.competencies ?? Object.values(UNIT_TYPES))],
          userId: options.userId ?? null,
        }),
        admin,
      );
    },
    startShift: async (hospitalId, nurseId, wardId) => {
      const shiftId = `S-${randomUUID()}`;
      await run(
        putShift({
          hospitalId,
          shiftId,
          nurseId,
          wardId,
          startsAt: new Date(Date.now() - 3_600_000).toISOString(),
          endsAt: new Date(Date.now() + 7 * 3_600_000).toISOString(),
        }),
        admin,
      );
      return shiftId;
    },
    close: async () => {
      await Promise.all(opened.map((db) => db.close()));
      await test.drop();
    },
  };
  for (const hospitalId of ['H1', 'H2']) await build(house, hospitalId);
  return house;
}

function requestOf(
  principal: Principal,
  path: string,
  request: Partial<RequestParts> = {},
): CommandRequest {
  return {
    principal,
    method: 'POST',
    path,
    body: request.body ?? {},
    headers: {
      idempotencyKey: request.key ?? randomUUID(),
      expires: null,
      basis: [],
      own: [],
      ...request.headers,
    },
  };
}

async function build(house: CommandHouse, hospitalId: string): Promise<void> {
  await house.database.system((tx) =>
    insertHospital(tx, { id: hospitalId, name: hospitalId, timeZone: 'UTC' }),
  );
  for (const [wardId, unitType] of Object.entries(UNIT_TYPES)) {
    await house.run(putWard({ hospitalId, wardId, name: wardId, unitType, beds: BEDS }), admin);
  }
}

export const HOUSE_OF_H1 = wardKey({ hospitalId: 'H1', wardId: HOUSE_WARD_ID });
