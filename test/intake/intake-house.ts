import { randomUUID } from 'node:crypto';
import pino from 'pino';
import type { IntakeMessage } from '../../src-shared/contract/intake.ts';
import type { Location } from '../../src-shared/contract/commands/put-locations.ts';
import { putLocations } from '../../server/commands/put-locations.ts';
import type { Commands } from '../../server/commands/commands.ts';
import { rotateEpoch } from '../../server/db/epoch.ts';
import { createIntake } from '../../server/intake/intake.ts';
import type { IntakeParts } from '../../server/intake/intake.ts';
import { createIntakeDesk } from '../../server/intake/intake-desk.ts';
import type { DeskUser, IntakeDesk } from '../../server/intake/intake-desk.ts';
import type { MllpHandler } from '../../server/intake/mllp/mllp-connection.ts';
import { admin, openCommandHouse } from '../support/command-house.ts';
import type { CommandHouse } from '../support/command-house.ts';
import { adtText } from './adt-text.ts';
import type { AdtText } from './adt-text.ts';

/** What the tests' hospitals have mapped: `ICU^^B1^H1` and so on, and `DAY` with beds on demand. */
export const LOCATIONS: readonly Location[] = ['ICU', 'ED', 'MS1'].flatMap((wardId) => [
  { pointOfCare: wardId, facility: 'H1', wardId },
  ...['B1', 'B2', 'B3', 'B4', 'B5', 'B6'].map((bedId) => ({
    pointOfCare: wardId,
    bed: bedId,
    facility: 'H1',
    wardId,
    bedId,
  })),
]);

export interface IntakeHouse extends CommandHouse {
  readonly intake: MllpHandler;
  readonly desk: IntakeDesk;
  /** What intake counted, in order. */
  readonly counted: string[];
  /** A second process's intake on the same database. */
  secondIntake(): MllpHandler;
  /** Sends an ADT message; `MSA-1` of its answer. Each has a time later than the one before. */
  send(given: AdtText, intake?: MllpHandler): Promise<string>;
  /** From here on messages tell of a time after all that was done at desks. */
  later(): void;
  /** Sends bytes as they are; the whole answer. */
  sendBytes(bytes: string | Buffer, intake?: MllpHandler): Promise<string>;
  /** Every patient on a board of the hospital: label, then `ward/bed`. */
  board(hospitalId?: string): Promise<Record<string, string>>;
  /** Status of the newest messages, the newest first. */
  statuses(): Promise<string[]>;
  latest(): Promise<IntakeMessage>;
  map(locations: readonly Location[], hospitalId?: string): Promise<void>;
  replay(id: number, key?: string): Promise<IntakeMessage>;
  dismiss(id: number, key?: string): Promise<IntakeMessage>;
  /** Folds every log from its events and compares it with its rows. */
  check(): Promise<void>;
  /** Everything as it was when the house was opened: quicker than opening another. */
  reset(): Promise<void>;
}

const BUILT = ['hospital', 'ward', 'bed', 'ward_event', 'audit', 'location'];

export const PEER = { address: '127.0.0.1', port: 50_000 };
export const deskUser: DeskUser = { userId: 'admin', hospitals: ['H1', 'H2'] };

/** Hospitals H1 and H2 with H1's locations mapped. The caller closes it. */
export async function openIntakeHouse(parts: Partial<IntakeParts> = {}): Promise<IntakeHouse> {
  const house = await openCommandHouse();
  const counted: string[] = [];
  const build = (commands: Commands): MllpHandler =>
    createIntake({
      database: house.database,
      commands,
      log: pino({ level: 'silent' }),
      count: (outcome) => counted.push(outcome),
      now: () => Date.now(),
      allowList: null,
      ...parts,
    });
  const intake = build(house.commands);
  const { database, commands } = house;
  const desk = createIntakeDesk({ database, commands, now: () => Date.now() });
  let minute = 0;
  let year = 2026;
  const sendBytes: IntakeHouse['sendBytes'] = async (bytes, by = intake) => {
    const answer = await by.message(Buffer.from(bytes as string), PEER);
    return Buffer.from(answer).toString('utf8');
  };
  const opened: IntakeHouse = {
    ...house,
    intake,
    desk,
    counted,
    secondIntake: () => build(house.secondGateway()),
    sendBytes,
    send: async (given, by) => {
      minute += 1;
      const sentAt = new Date(Date.UTC(year, 2, 1, 0, minute)).toISOString();
      const text = adtText({
        sentAt: `${sentAt.replace(/\D/g, '').slice(0, 14)}+0000`,
        controlId: `C${minute}`,
        ...given,
      });
      return /MSA\|(\w\w)/.exec(await sendBytes(text, by))?.[1] ?? 'no answer';
    },
    later: () => {
      year = 2097;
    },
    board: async (hospitalId = 'H1') => {
      const rows = await house.test.query<{ label: string; place: string }>(
        `select patient_label as label, ward_id || '/' || coalesce(bed_id, '-') as place from stay
         where hospital_id = $1 and ended_at is null`,
        [hospitalId],
      );
      if (new Set(rows.map(({ label }) => label)).size < rows.length)
        throw new Error('twice there');
      return Object.fromEntries(rows.map(({ label, place }) => [label, place]));
    },
    statuses: async () => {
      const { messages } = await desk.list(deskUser, { limit: 100 });
      return messages.map(({ status }) => status);
    },
    latest: async () => {
      const { messages } = await desk.list(deskUser, { limit: 1 });
      if (messages[0] === undefined) throw new Error('no message yet');
      return messages[0];
    },
    map: async (locations, hospitalId = 'H1') => {
      await house.run(putLocations({ hospitalId, locations }), admin, {
        body: locations,
        path: `/api/v1/hospitals/${hospitalId}/locations`,
      });
    },
    replay: (id, key = randomUUID()) => desk.replay({ user: deskUser, id, key }),
    dismiss: (id, key = randomUUID()) => desk.dismiss({ user: deskUser, id, key }),
    reset: async () => {
      minute = 0;
      year = 2026;
      counted.length = 0;
      house.published.length = 0;
      await reset(house);
    },
    check: async () => {
      for (const ward of await house.wards()) {
        const [folded, { state }] = await Promise.all([house.folded(ward), house.snapshot(ward)]);
        if (canonical(folded) !== canonical(state))
          throw new Error(`${ward} differs from its events`);
      }
    },
  };
  await opened.map(LOCATIONS);
  await house.test.query(
    BUILT.map((table) => `create table kept_${table} as table ${table}`).join(';'),
  );
  return opened;
}

/** Without triggers, since the audit takes no changes; a new epoch, since states are remembered. */
async function reset({ test, database }: CommandHouse): Promise<void> {
  const tables = await test.query<{ name: string }>(
    `select tablename as name from pg_tables
     where schemaname = 'public' and tablename !~ '^(kept_|kysely_|installation$|ward_event_)'`,
  );
  await test.query(`
    set session_replication_role = replica;
    truncate ${tables.map(({ name }) => name).join(', ')} restart identity;
    ${BUILT.map((table) => `insert into ${table} select * from kept_${table};`).join('\n')}`);
  await rotateEpoch(database);
}

function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]): [string, unknown] => [key, sorted(member)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** `ICU^^B1^H1` for `ICU/B1`. */
export function at(place: string): string {
  const [ward = '', bed = ''] = place.split('/');
  return `${ward}^^${bed}^H1`;
}

/** A second patient beside the usual one. */
export const LIND = { patient: 'P2^^^H1^MR', name: 'Lind^Tove', visit: 'V2' } as const;
