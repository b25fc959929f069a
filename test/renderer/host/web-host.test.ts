import { beforeEach, describe, expect, it } from 'vitest';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import type { CommandOutcome } from '../../../src-shared/sync/views.ts';
import { FakeBrowser, type FakeTab } from './fake-browser.ts';

const ICU: WardKey = 'H1/ICU';
const MS1: WardKey = 'H1/MS1';

let browser: FakeBrowser;
beforeEach(() => {
  browser = new FakeBrowser();
  browser.clock.onStep = () => {
    if (browser.openSockets > 1) throw new Error('two sockets on one device');
  };
});

async function tabs(count: number): Promise<FakeTab[]> {
  const opened = Array.from({ length: count }, () => browser.openTab());
  for (const tab of opened) tab.host.watch(ICU);
  await browser.clock.advance(3_000);
  return opened;
}

function expectLive(tab: FakeTab, ward: WardKey = ICU): void {
  expect(tab.host.freshness(ward).get()).toEqual({ kind: 'live' });
  expect(canonicalJson(tab.host.state(ward).get())).toBe(
    canonicalJson(browser.wards.ward(ward).state),
  );
}

function stayAt(tab: FakeTab): Stay {
  const state = tab.host.state(ICU).get();
  return state !== null && 'stays' in state ? state.stays[0]! : (undefined as never);
}

function setAcuity(
  tab: FakeTab,
  acuity: number,
): { id: string; outcome: () => CommandOutcome | null } {
  const { commandId, outcome } = tab.host.execute({
    kind: 'set-acuity',
    ward: ICU,
    stayId: stayAt(tab).id,
    body: { acuity },
  });
  let is: CommandOutcome | null = null;
  void outcome.then((came) => {
    is = came;
  });
  return { id: commandId, outcome: () => is };
}

describe('T1: one socket a device', () => {
  it('every tab shows the same, one holds the socket', async () => {
    const opened = await tabs(4);
    expect(browser.openSockets).toBe(1);
    for (const tab of opened) {
      expectLive(tab);
      expect(tab.host.session.get()).toMatchObject({ status: 'signed-in' });
      expect(tab.host.connection.get()).toEqual({ phase: 'open', silent: false });
      expect(tab.host.lastHeardMs()).toBeLessThan(4_000);
      expect(Math.abs(tab.host.serverNow() - browser.clock.serverNow)).toBeLessThan(300);
    }
    const [one, two] = opened;
    setAcuity(one!, 5);
    await browser.clock.advance(500);
    expect(stayAt(two!).acuity).toBe(5);
    for (const tab of opened) expectLive(tab);
  });

  it('a tab watches what it wants itself, and sees only that on its board', async () => {
    const [one, two] = await tabs(2);
    const stop = two!.host.watch(MS1);
    await browser.clock.advance(1_000);
    expectLive(two!, MS1);
    expect([...one!.host.board.get().keys()]).toEqual([ICU]);
    expect([...two!.host.board.get().keys()].sort()).toEqual([ICU, MS1]);
    stop();
    expect([...two!.host.board.get().keys()]).toEqual([ICU]);
    expect(two!.host.freshness(MS1).get().kind).toBe('stale');
    await browser.clock.advance(8_000);
    expect(browser.gateway.heard.at(-1)).toMatchObject({ type: 'unsubscribe', ward: MS1 });
  });

  it('a follower’s command is pending everywhere, and its end is told where it was given', async () => {
    const [one, two] = await tabs(2);
    const { id, outcome } = setAcuity(two!, 5);
    await browser.clock.advance(5);
    for (const tab of [one!, two!]) {
      expect(tab.host.pending.get()).toMatchObject([{ commandId: id, shown: true }]);
      expect(stayAt(tab).acuity).toBe(5);
    }
    await browser.clock.advance(1_000);
    expect(outcome()).toMatchObject({ status: 'done' });
    for (const tab of [one!, two!]) expect(tab.host.pending.get()).toEqual([]);
  });

  it('reads, sign-out and sign-in work from a follower', async () => {
    const [one, two] = await tabs(2);
    await Promise.all([two!.host.signOut(), browser.clock.advance(3_000)]);
    for (const tab of [one!, two!]) {
      expect(tab.host.session.get()).toMatchObject({ status: 'signed-out', reason: 'signed-out' });
      expect(tab.host.state(ICU).get()).toBeNull();
    }
    const [result] = await Promise.all([
      two!.host.signIn({ username: 'dispatcher', password: 'x', ownDevice: false }),
      browser.clock.advance(5_000),
    ]);
    expect(result).toEqual({ ok: true });
    for (const tab of [one!, two!]) expectLive(tab);
    const [reading] = await Promise.all([two!.host.hospitals(), browser.clock.advance(1_000)]);
    expect(reading).toMatchObject({ ok: false, problem: { code: 'not_found' } });
  });
});

describe('a page before anybody has signed in', () => {
  const renewals = (): number =>
    browser.gateway.requests.filter(({ path }) => path.endsWith('/auth/refresh')).length;

  it('asks for no renewal, and for one after a sign-in', async () => {
    browser.settings.mayBeSignedIn = false;
    const [first] = await tabs(1);
    expect(first!.host.session.get()).toEqual({
      status: 'signed-out',
      reason: 'never-signed-in',
    });
    expect(renewals()).toBe(0);
    const signIn = { username: 'dispatcher', password: 'secret', ownDevice: false };
    await Promise.all([first!.host.signIn(signIn), browser.clock.advance(3_000)]);
    expectLive(first!);
    first!.kill();
    const [reloaded] = await tabs(1);
    expect(renewals()).toBe(1);
    expectLive(reloaded!);
  });

  it('asks for none after a sign-out, even one that no server heard of', async () => {
    const [first] = await tabs(1);
    const before = renewals();
    for (const network of browser.networks) network.cut();
    await Promise.all([first!.host.signOut(), browser.clock.advance(30_000)]);
    first!.kill();
    const [reloaded] = await tabs(1);
    expect(renewals()).toBe(before);
    expect(reloaded!.host.session.get()).toMatchObject({ status: 'signed-out' });
  });

  it('asks no more once the gateway has said that the session is over', async () => {
    browser.gateway.sessionGoesOn = false;
    const [first] = await tabs(1);
    expect(renewals()).toBe(1);
    first!.kill();
    await tabs(1);
    expect(renewals()).toBe(1);
  });
});

describe('T2, T3: the leader goes', () => {
  it('another tab takes over, goes on from the same cursors, and shows no hole', async () => {
    const [one, two, three] = await tabs(3);
    const state = two!.host.state(ICU).get();
    const before = browser.gateway.heard.length;
    one!.kill();
    await browser.clock.advance(100);
    expect(two!.host.state(ICU).get()).toEqual(state);
    await browser.clock.advance(5_000);
    expect(browser.openSockets).toBe(1);
    for (const tab of [two!, three!]) expectLive(tab);
    const asked = browser.gateway.heard.slice(before).filter((each) => each.type === 'subscribe');
    expect(asked).toMatchObject([{ ward: ICU, cursor: browser.wards.cursor(ICU) }]);
  });

  it('what waits is not lost, and is done once', async () => {
    const [one, two] = await tabs(2);
    for (const network of browser.networks) network.cut();
    await browser.clock.advance(20_000);
    const given = [5, 4, 3].map((acuity) => setAcuity(two!, acuity));
    await browser.clock.advance(5);
    const own = setAcuity(one!, 2);
    await browser.clock.advance(1_000);
    one!.kill();
    await browser.clock.advance(1_000);
    expect(two!.host.pending.get().length).toBe(4);
    expect(stayAt(two!).acuity).toBe(2);
    for (const network of browser.networks) network.heal();
    await browser.clock.advance(60_000);
    for (const { id, outcome } of given) {
      expect(outcome()).toMatchObject({ status: 'done' });
      expect(browser.wards.runs.get(id)).toBe(1);
    }
    expect(browser.wards.runs.get(own.id)).toBe(1);
    expect(two!.host.pending.get()).toEqual([]);
    expectLive(two!);
  });

  it('a command that the leader did not live to answer is still one command', async () => {
    const [one, two] = await tabs(2);
    const { id, outcome } = setAcuity(two!, 5);
    await browser.clock.advance(60);
    one!.kill();
    await browser.clock.advance(20_000);
    expect(outcome()).toMatchObject({ status: 'done' });
    expect(browser.wards.runs.get(id)).toBe(1);
  });

  it('nor is one that a tab gave which does not lead next', async () => {
    const [one, , three] = await tabs(3);
    const { id, outcome } = setAcuity(three!, 5);
    await browser.clock.advance(1);
    one!.kill();
    await browser.clock.advance(20_000);
    expect(outcome()).toMatchObject({ status: 'done' });
    expect(browser.wards.runs.get(id)).toBe(1);
  });

  it('a call made while nobody leads is answered by who leads next', async () => {
    const [one, two] = await tabs(2);
    one!.kill();
    const { outcome } = setAcuity(two!, 5);
    await browser.clock.advance(5_000);
    expect(outcome()).toMatchObject({ status: 'done' });
  });

  it('tabs come and go, and there is never more than one socket', async () => {
    const open = await tabs(3);
    for (let round = 0; round < 12; round++) {
      open.splice(round % open.length, 1)[0]!.kill();
      open.push(...(await tabs(1)));
      await browser.clock.advance(round * 700);
    }
    await browser.clock.advance(10_000);
    expect(browser.openSockets).toBe(1);
    for (const tab of open) expectLive(tab);
  });

  it('a tab that is closed in order lets go at once', async () => {
    const [one, two] = await tabs(2);
    await Promise.all([one!.host.close(), browser.clock.advance(5_000)]);
    expectLive(two!);
    await Promise.all([two!.host.close(), browser.clock.advance(5_000)]);
    expect(browser.openSockets).toBe(0);
  });
});

describe('T4, T5: age and absence', () => {
  it('T4: a leader that froze is stale for its followers within 13 s', async () => {
    const [one, two] = await tabs(2);
    one!.frozen = true;
    const from = browser.clock.now;
    while (two!.host.freshness(ICU).get().kind === 'live') await browser.clock.advance(100);
    expect(browser.clock.now - from).toBeLessThanOrEqual(13_000);
    browser.thaw(one!);
    await browser.clock.advance(20_000);
    expectLive(two!);
  });

  it('T4: a message that lay in a frozen tab’s queue is as old as it is', async () => {
    const [, two] = await tabs(2);
    two!.frozen = true;
    await browser.clock.advance(60_000);
    for (const network of browser.networks) network.cut();
    await browser.clock.advance(60_000);
    browser.thaw(two!);
    await browser.clock.advance(1);
    expect(two!.host.freshness(ICU).get().kind).toBe('stale');
  });

  it('T5: what only a closed tab watched is watched no more', async () => {
    const [, two] = await tabs(2);
    two!.host.watch(MS1);
    await browser.clock.advance(1_000);
    two!.kill();
    await browser.clock.advance(10_000);
    expect(browser.gateway.heard.at(-1)).toMatchObject({ type: 'unsubscribe', ward: MS1 });
  });
});

describe('T7: what stays on the disk', () => {
  it('nothing, unless the device is the user’s own', async () => {
    const [one] = await tabs(1);
    setAcuity(one!, 5);
    await browser.clock.advance(5_000);
    expect(await browser.disk.load()).toEqual({ owner: null, wards: [], queue: [] });
  });

  it('boards and queue, if it is; and they are there at once next time', async () => {
    browser.gateway.sessionGoesOn = false;
    const [one] = await tabs(1);
    const signIn = { username: 'dispatcher', password: 'x', ownDevice: true };
    await Promise.all([one!.host.signIn(signIn), browser.clock.advance(5_000)]);
    expectLive(one!);
    for (const network of browser.networks) network.cut();
    await browser.clock.advance(20_000);
    const { id } = setAcuity(one!, 5);
    await browser.clock.advance(100);
    one!.kill();
    const later = browser.openTab();
    browser.networks.at(-1)!.cut();
    later.host.watch(ICU);
    await browser.clock.advance(1_000);
    expect(later.host.session.get()).toMatchObject({ status: 'signed-in' });
    expect(later.host.freshness(ICU).get().kind).toBe('stale');
    expect(stayAt(later).acuity).toBe(5);
    browser.networks.at(-1)!.heal();
    await browser.clock.advance(60_000);
    expect(browser.wards.runs.get(id)).toBe(1);
    expectLive(later);
  });

  it('signing out, or in without saying so again, deletes it', async () => {
    browser.gateway.sessionGoesOn = false;
    const [one] = await tabs(1);
    for (const leave of ['sign out', 'sign in as on a shared one']) {
      const own = { username: 'dispatcher', password: 'x', ownDevice: true };
      await Promise.all([one!.host.signIn(own), browser.clock.advance(5_000)]);
      expect((await browser.disk.load()).wards.length, leave).toBe(1);
      const going =
        leave === 'sign out' ? one!.host.signOut() : one!.host.signIn({ ...own, ownDevice: false });
      await Promise.all([going, browser.clock.advance(5_000)]);
      expect(await browser.disk.load(), leave).toEqual({ owner: null, wards: [], queue: [] });
      expect(browser.settings.ownDevice).toBe(false);
    }
  });

  it('a disk that cannot be opened is told and done without', async () => {
    browser.settings.ownDevice = true;
    browser.disk.load = () => Promise.reject(new Error('forbidden'));
    const [one] = await tabs(1);
    expectLive(one!);
    expect(one!.reports).toEqual([expect.stringContaining('forbidden')]);
  });
});
