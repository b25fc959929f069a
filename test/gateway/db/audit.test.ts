import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import pg from 'pg';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { putNurse } from '../../../server/commands/put-nurse.ts';
import { verifyAudit } from '../../../server/db/audit-verify.ts';
import { admin, type CommandHouse, openCommandHouse } from '../../support/command-house.ts';

let house: CommandHouse;
beforeAll(async () => {
  house = await openCommandHouse();
  for (let turn = 0; turn < 5; turn += 1) {
    await house.run(
      admitStay({ hospitalId: 'H1', wardId: 'ICU', patient: { ref: `${turn}`, label: 'A' } }),
    );
  }
});
afterAll(() => house.close());

/** What a superuser with bad intent does: past the trigger. Undone after each test. */
const undo: string[] = [];
async function tamper(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: house.test.url });
  await client.connect();
  await client.query(`set session_replication_role = replica`);
  await client.query(text);
  await client.end();
}

beforeEach(async () => {
  for (const text of undo.splice(0)) await tamper(text);
  expect((await verifyAudit(house.database)).faults).toEqual([]);
});

async function faults(): Promise<string[]> {
  return (await verifyAudit(house.database)).faults.map(
    (fault) => `${fault.ward} ${fault.auditSeq} ${fault.what}`,
  );
}

test('what was never touched holds', async () => {
  const report = await verifyAudit(house.database);
  expect(report.wards).toBe(8);
  expect(report.entries).toBe(11);
});

test('an altered entry shows', async () => {
  await tamper(
    `create table kept as select * from audit where ward_id = 'ICU' and hospital_id = 'H1';
     update audit set body = replace(body, 'dispatcher', 'somebody')
     where ward_id = 'ICU' and hospital_id = 'H1' and audit_seq = 3`,
  );
  undo.push(
    `delete from audit where ward_id = 'ICU' and hospital_id = 'H1';
     insert into audit select * from kept; drop table kept`,
  );
  expect(await faults()).toEqual(['H1/ICU 3 the entry, or the one before it, was altered']);
});

test('a missing entry shows', async () => {
  await tamper(
    `create table kept as select * from audit where ward_id = 'ICU' and hospital_id = 'H1';
     delete from audit where ward_id = 'ICU' and hospital_id = 'H1' and audit_seq = 3`,
  );
  undo.push(`insert into audit select * from kept where audit_seq = 3; drop table kept`);
  expect((await faults()).join()).toMatch(/H1\/ICU 4 entries 3 to 3 are missing/);
});

test('an end that was cut off shows', async () => {
  await tamper(
    `create table kept as select * from audit where ward_id = 'ICU' and hospital_id = 'H1';
     delete from audit where ward_id = 'ICU' and hospital_id = 'H1' and audit_seq >= 5`,
  );
  undo.push(`insert into audit select * from kept where audit_seq >= 5; drop table kept`);
  expect((await faults()).join()).toMatch(/the chain ends at 4, the ward knows of 6/);
});

test('an altered event shows, and a missing one', async () => {
  const events = `ward_id = 'ICU' and hospital_id = 'H1' and seq = 2`;
  await tamper(`create table kept as select * from ward_event where ${events}`);
  await tamper(`update ward_event set actor = 'somebody' where ${events}`);
  expect((await faults()).join()).toMatch(/are not those that were committed/);
  await tamper(`delete from ward_event where ${events}`);
  expect((await faults()).join()).toMatch(/are not those that were committed/);
  undo.push(`insert into ward_event select * from kept; drop table kept`);
});

test('an event that no entry tells of shows', async () => {
  await tamper(`update ward set seq = seq + 1 where id = 'ICU' and hospital_id = 'H1'`);
  undo.push(`update ward set seq = seq - 1 where id = 'ICU' and hospital_id = 'H1'`);
  expect((await faults()).join()).toMatch(/no entry tells of the events/);
});

test('what has no events is told too: who set up what, and when', async () => {
  const nurse = { name: 'Ann', licence: 'RN' as const, competencies: [] };
  await house.run(putNurse({ hospitalId: 'H1', nurseId: 'N-9', ...nurse }), admin);
  const [entry] = await house.test.query<{ body: string }>(
    `select body from audit where hospital_id = 'H1' and ward_id = '_house'`,
  );
  expect(JSON.parse(entry?.body ?? '')).toMatchObject({
    ward: 'H1/_house',
    seq: null,
    actor: 'admin',
    command: 'put-nurse',
    events: null,
  });
});
