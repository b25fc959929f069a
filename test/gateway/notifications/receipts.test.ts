import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertUser } from '../../../server/auth/users.ts';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { assignNurse } from '../../../server/commands/assign-nurse.ts';
import { createCommands } from '../../../server/commands/commands.ts';
import { createReceipts, type Receipts } from '../../../server/commands/receipts.ts';
import { type Database, openDatabase } from '../../../server/db/database.ts';
import { appendNotifications } from '../../../server/db/notifications.ts';
import { type CommandHouse, openCommandHouse } from '../../support/command-house.ts';
import { type StallingProxy, startStallingProxy } from '../../support/stalling-proxy.ts';
import { until } from '../../support/until.ts';

// Receipts whose way to PostgreSQL is cut and mended.

let house: CommandHouse;
let proxy: StallingProxy;
let database: Database;
beforeAll(async () => {
  house = await openCommandHouse();
  await house.database.system((tx) =>
    insertUser(tx, {
      ...{ id: 'nurse', name: 'The nurse', passwordHash: 'x' },
      memberships: [{ hospitalId: 'H1', role: 'nurse', wardIds: null }],
    }),
  );
  await house.addNurse('H1', 'N-1', { userId: 'nurse' });
  await house.startShift('H1', 'N-1', 'ICU');
  const url = new URL(house.test.url);
  proxy = await startStallingProxy(Number(url.port));
  url.port = String(proxy.port);
  database = openDatabase({
    ...{ url: url.href, maxConnections: 4, applicationName: 'wardline test' },
    onIdleError: () => undefined,
  });
});
afterAll(async () => {
  await database.close();
  await proxy.close();
  await house.close();
});

interface Trouble {
  readonly waiting: number;
  readonly lost: number;
}

function open(most?: number): { receipts: Receipts; troubles: Trouble[] } {
  const troubles: Trouble[] = [];
  const receipts = createReceipts({
    database,
    commands: createCommands({
      ...{ database, publisher: { publish: async () => undefined } },
      ...{ onPublishError: () => undefined, newId: randomUUID },
    }),
    users: { tell: () => undefined },
    onError: (_, counts) => troubles.push(counts),
    ...(most === undefined ? {} : { most }),
  });
  return { receipts, troubles };
}

async function notify(): Promise<string> {
  const id = randomUUID();
  await house.database.system((tx) =>
    appendNotifications(tx, [
      {
        ...{ id, hospitalId: 'H1', wardId: null, to: { userId: 'nurse' }, kind: 'system' },
        ...{ title: 'x', ref: null, sender: 'system:test', senderName: null, urgent: true },
      },
    ]),
  );
  // Its place in the line, though others came within the second.
  await house.test.query(
    `update notification set seq = 1000 + queued where id = $1 and seq is null`,
    [id],
  );
  return id;
}

const device = (): { userId: string; deviceId: string } => ({
  ...{ userId: 'nurse', deviceId: randomUUID() },
});
const kept = async (deviceId: string): Promise<string[]> =>
  (await house.test.query<{ id: string }>(
    'select notification_id as id from receipt where device_id = $1', [deviceId],
  )).map(({ id }) => id); // prettier-ignore
const cut = (troubles: readonly Trouble[]): Promise<unknown> =>
  until(() => troubles.length > 0, { what: 'that nothing can be kept' });

test('what comes while PostgreSQL is down is kept when it is back, and delivers its assignment', async () => {
  const patient = { ref: 'p', label: 'A. Test' };
  const { stay } = await house.run(
    admitStay({ hospitalId: 'H1', wardId: 'ICU', bedId: 'B1', patient }),
  );
  const { assignment } = await house.run(
    assignNurse({ hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId: stay.id }),
  );
  const [told] = await house.test.query<{ id: string }>(
    'select id from notification where ref = $1',
    [assignment.id],
  );
  const id = told?.id ?? '';
  const plain = await notify();
  const { receipts, troubles } = open();
  const one = device();
  proxy.cut();
  await receipts.delivered(one, [id, plain]);
  await cut(troubles);
  await receipts.delivered(one, [id]);
  expect(await kept(one.deviceId)).toEqual([]);
  proxy.resume();
  await until(async () => (await kept(one.deviceId)).length === 2, { what: 'the receipts' });
  const state = await house.wardState('H1/ICU');
  expect(state.assignments.find((a) => a.id === assignment.id)?.deliveredAt).not.toBeNull();
  const updates = await house.test.query(
    `select from ward_event where type = 'assignment.updated' and data -> 'assignment' ->> 'id' = $1`,
    [assignment.id],
  );
  expect(updates).toHaveLength(1);
  expect(troubles.map(({ lost }) => lost)).toEqual([0]);
  await receipts.close();
});

test('those that came first wait, up to a bound, and what is passed over is told', async () => {
  const ids = [await notify(), await notify(), await notify()];
  const { receipts, troubles } = open(2);
  const one = device();
  proxy.cut();
  await receipts.delivered(one, ids.slice(0, 2));
  await cut(troubles);
  await receipts.delivered(one, ids.slice(2));
  await until(() => troubles.some(({ lost }) => lost === 1), { what: 'the one too many' });
  proxy.resume();
  await until(async () => (await kept(one.deviceId)).length === 2, { what: 'the receipts' });
  expect((await kept(one.deviceId)).sort()).toEqual(ids.slice(0, 2).sort());
  await receipts.close();
});

test('one that PostgreSQL refuses holds up no other, and is given up', async () => {
  const ids = [await notify(), await notify(), await notify(), await notify()];
  const { receipts, troubles } = open();
  const one = device();
  await house.test.query(
    `create function refuse() returns trigger language plpgsql as $$
     begin raise exception 'not this one'; end $$`,
  );
  await house.test.query(
    `create trigger refuse before insert on receipt for each row
     when (new.notification_id = '${ids[1] ?? ''}') execute function refuse()`,
  );
  try {
    await receipts.delivered(one, ids);
    await until(() => troubles.some(({ lost }) => lost === 1), { what: 'the one', within: 10_000 });
    await until(async () => (await kept(one.deviceId)).length === 3, { what: 'the others' });
    expect(await kept(one.deviceId)).not.toContain(ids[1]);
  } finally {
    await house.test.query('drop trigger refuse on receipt');
  }
  await receipts.close();
});

test('closing while PostgreSQL is down ends, and tells what is given up', async () => {
  const id = await notify();
  const { receipts, troubles } = open();
  proxy.cut();
  try {
    await receipts.delivered(device(), [id]);
    await receipts.close();
  } finally {
    proxy.resume();
  }
  expect(troubles.at(-1)).toEqual({ waiting: 0, lost: 1 });
});
