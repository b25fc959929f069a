import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { setPack } from '../../../server/commands/set-pack.ts';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { rotateEpoch, verifyEpoch } from '../../../server/db/epoch.ts';
import { readHeads } from '../../../server/db/ward-heads.ts';
import { type CommandHouse, openCommandHouse } from '../../support/command-house.ts';

let house: CommandHouse;
beforeAll(async () => {
  house = await openCommandHouse();
});
afterAll(() => house.close());

const epochNow = async (): Promise<string> => (await readHeads(house.database, [])).epoch;
const admit = () =>
  house.run(admitStay({ hospitalId: 'H1', wardId: 'ICU', patient: { ref: '1', label: 'A' } }));

test('it stays while cluster and timeline stay', async () => {
  const epoch = await epochNow();
  expect(await verifyEpoch(house.database)).toEqual({ epoch, drawn: null });
  expect(await epochNow()).toBe(epoch);
});

test('gateways that start at once agree on one', async () => {
  await house.test.query('delete from installation');
  const drawn = await Promise.all(Array.from({ length: 6 }, () => verifyEpoch(house.database)));
  expect(new Set(drawn.map((check) => check.epoch)).size).toBe(1);
  expect(drawn.filter((check) => check.drawn === 'first start')).toHaveLength(1);
});

test('another cluster, or another timeline, draws a new one', async () => {
  const first = await epochNow();
  await house.test.query(`update installation set system_identifier = '1'`);
  const restored = await verifyEpoch(house.database);
  expect(restored.drawn).toBe('another cluster');
  expect(restored.epoch).not.toBe(first);
  await house.test.query('update installation set timeline = timeline + 1');
  expect((await verifyEpoch(house.database)).drawn).toBe('another timeline');
});

test('a promotion is noticed by the next read and the next command, without a restart', async () => {
  const before = (await admit()).cursor;
  await house.test.query('update installation set timeline = timeline - 1');
  const after = (await admit()).cursor;
  expect(after.epoch).not.toBe(before.epoch);
  expect(after.seq).toBeGreaterThan(before.seq);
  await house.test.query('update installation set timeline = timeline - 1');
  expect(await epochNow()).not.toBe(after.epoch);
  await house.test.query('update installation set timeline = timeline - 1');
  expect((await house.snapshot('H1/ICU')).cursor.epoch).not.toBe(after.epoch);
});

test('rotating draws a new one that everybody sees; positions stay', async () => {
  const before = (await admit()).cursor;
  const epoch = await rotateEpoch(house.database);
  expect(epoch).not.toBe(before.epoch);
  expect(await epochNow()).toBe(epoch);
  const { cursor } = await house.snapshot('H1/ICU');
  expect(cursor).toEqual({ epoch, seq: before.seq });
  const next = await admit();
  expect(next.cursor.epoch).toBe(epoch);
  await house.commands.system('system:clock', (run) =>
    run.execute(setPack({ hospitalId: 'H1', pack: SHIPPED_PACKS.california })),
  );
  expect(house.published.at(-1)?.epoch).toBe(epoch);
});

test('a user who may not ask for the cluster is told what to grant', async () => {
  const role = `wardline_test_${randomBytes(4).toString('hex')}`;
  await house.test.query(`create role ${role} login`);
  await house.test.query('revoke execute on function pg_control_system() from public');
  const url = new URL(house.test.url);
  url.username = role;
  const pool = new pg.Pool({ connectionString: url.href });
  try {
    await expect(verifyEpoch({ pool })).rejects.toThrow(
      /grant execute on function pg_control_system/,
    );
  } finally {
    await pool.end();
    await house.test.query('grant execute on function pg_control_system() to public');
    await house.test.query(`drop role ${role}`);
  }
});
