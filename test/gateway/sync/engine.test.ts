import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HOUSE_WARD_ID, wardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import { hospitalsAnswerSchema } from '../../../src-shared/contract/reads.ts';
import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import type { Command } from '../../../src-shared/sync/command.ts';
import { type ApiClient, signIn } from '../../support/api-client.ts';
import { startGateway, type TestGateway } from '../../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { type NodeDevice, nodeDevice } from './node-device.ts';

const WARDS = ['ICU', 'ED', 'MS1', HOUSE_WARD_ID].map((wardId) =>
  wardKey({ hospitalId: 'H1', wardId }),
);
const ICU: WardKey = 'H1/ICU';

describe('the sync engine against a real gateway', () => {
  let database: TestDatabase;
  let gateway: TestGateway;
  let other: ApiClient;
  let device: NodeDevice;

  beforeAll(async () => {
    database = await createTestDatabase();
    gateway = await startGateway({
      env: { DATABASE_URL: database.url, WARDLINE_DEMO: '1', WARDLINE_DEMO_FEED: '0' },
    });
    other = await signIn(gateway.url, 'dispatcher');
  });
  afterAll(async () => {
    await gateway.stop();
    await database.drop();
  });
  beforeEach(async () => {
    device = nodeDevice(gateway.url);
    await device.engine.start();
    await until(() => device.engine.session.view.get().status === 'signed-out');
    expect(await device.engine.signIn('dispatcher', 'wardline-demo')).toBeNull();
    for (const ward of WARDS) device.engine.watch(ward);
    await allLive();
  });
  afterEach(async () => {
    await device.close();
  });

  function allLive(): Promise<unknown> {
    return until(() => WARDS.every((ward) => device.engine.freshness(ward).get().kind === 'live'), {
      what: 'every ward live',
      within: 20_000,
    });
  }

  async function expectEqual(): Promise<void> {
    for (const ward of WARDS) {
      const path = `/api/v1/hospitals/${ward.replace('/', '/wards/')}`;
      const { body } = await other.get<{ state: unknown }>(gateway.url, path);
      expect(canonicalJson(device.engine.state(ward).get()), ward).toBe(canonicalJson(body.state));
    }
  }

  function someStay(skip = 0): Stay {
    const state = device.engine.state(ICU).get() as WardState;
    return state.stays[skip]!;
  }

  function setAcuity(stay: Stay, acuity: number): Command {
    return { kind: 'set-acuity', ward: ICU, stayId: stay.id, body: { acuity } };
  }

  it('shows what the server has, live, and goes on from its cursors after a break', async () => {
    await expectEqual();
    device.breakSocket();
    await until(() => device.engine.freshness(ICU).get().kind !== 'live');
    await other.send(gateway.url, 'POST', `/api/v1/stays/${someStay().id}/acuity`, { acuity: 5 });
    await allLive();
    await until(() => someStay().acuity === 5);
    await expectEqual();
    expect(device.reports).toEqual([]);
  });

  it('shows a command at once, and has the server’s board in the end', async () => {
    const stay = someStay();
    const acuity = stay.acuity === 2 ? 3 : 2;
    const { outcome } = device.engine.execute(setAcuity(stay, acuity));
    await Promise.resolve();
    await Promise.resolve();
    expect(someStay().acuity).toBe(acuity);
    expect(await outcome).toMatchObject({ status: 'done' });
    await until(() => device.engine.pending.get().length === 0);
    await expectEqual();
    expect(device.reports).toEqual([]);
  });

  it('foresees exactly what the server writes: admit, assign, transfer, discharge', async () => {
    const patient = { ref: 'T-1', label: 'Test patient' };
    const admitted = device.engine.execute({
      kind: 'admit-stay',
      body: { hospitalId: 'H1', wardId: 'ICU', patient, acuity: 3 },
    });
    expect(await admitted.outcome).toMatchObject({ status: 'done' });
    const icu = (): WardState => device.engine.state(ICU).get() as WardState;
    const stay = await until(() => icu().stays.find((each) => each.patient.ref === 'T-1'));
    const nurse = icu().nurses.find((each) => each.shift !== null)!;
    const assigned = device.engine.execute({
      kind: 'assign-nurse',
      body: { hospitalId: 'H1', wardId: 'ICU', nurseId: nurse.id, stayId: stay.id },
    });
    await Promise.resolve();
    await Promise.resolve();
    expect(device.engine.pending.get().at(-1)).toMatchObject({ shown: true });
    expect(await assigned.outcome).toMatchObject({ status: 'done' });
    for (const command of [
      { kind: 'transfer-stay', ward: ICU, stayId: stay.id, body: { wardId: 'MS1' } },
      { kind: 'discharge-stay', ward: 'H1/MS1', stayId: stay.id },
    ] satisfies Command[]) {
      expect(await device.engine.execute(command).outcome).toMatchObject({ status: 'done' });
    }
    await until(() => device.engine.pending.get().length === 0);
    await expectEqual();
  });

  it('tells a refusal by code and sentence', async () => {
    const { outcome } = device.engine.execute({
      kind: 'discharge-stay',
      ward: ICU,
      stayId: '99999999-9999-4999-8999-999999999999',
    });
    expect(await outcome).toMatchObject({ status: 'refused', problem: { code: 'not_found' } });
  });

  it('asks when what an offline command was decided on has changed', async () => {
    const stay = someStay(1);
    const [mine, theirs] = [4, 5].filter((each) => each !== stay.acuity).concat(1);
    process.kill(gateway.pid, 'SIGSTOP');
    device.breakSocket();
    await until(() => device.engine.freshness(ICU).get().kind === 'stale');
    const { commandId } = device.engine.execute(setAcuity(stay, mine!));
    process.kill(gateway.pid, 'SIGCONT');
    await other.send(gateway.url, 'POST', `/api/v1/stays/${stay.id}/acuity`, { acuity: theirs });
    const question = await until(
      () => device.engine.pending.get().find((each) => each.status === 'question'),
      { within: 25_000, what: 'the question' },
    );
    expect(question).toMatchObject({ commandId, problem: { code: 'changed_since' } });
    expect(question.meanwhile).toMatchObject([
      { type: 'stay.updated', actor: 'dispatcher', data: { stay: { acuity: theirs } } },
    ]);
    expect(someStay(1).acuity).toBe(theirs);
    device.engine.resolve(commandId, 'mine');
    await until(() => device.engine.pending.get().length === 0);
    await until(() => someStay(1).acuity === mine);
    await expectEqual();
  });

  it('renews its access token and stays on the same socket', async () => {
    expect(await device.engine.session.renew()).toBe('renewed');
    const reading = await device.engine.read('/api/v1/hospitals', hospitalsAnswerSchema);
    expect(reading.ok).toBe(true);
    const nothing = await device.engine.read('/api/v1/hospitals/H99/wards', z.unknown());
    expect(nothing).toMatchObject({ ok: false, problem: { code: 'not_found' } });
    expect(device.engine.connection.get()).toEqual({ phase: 'open', silent: false });
  });

  it('signs out, and cannot come back without a password', async () => {
    await device.engine.signOut();
    expect(device.engine.state(ICU).get()).toBeNull();
    expect(await device.engine.session.renew()).toBe('refused');
  });
});
