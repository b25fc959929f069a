import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  EvaluateStaffing,
  EvaluateStaffingAnswer,
  Finding,
} from '../../src-shared/contract/commands/evaluate-staffing.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { factsOfWard } from '../../src-shared/domain/staffing/ward-facts.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { launchChromium } from '../support/chromium.ts';
import { startGateway, type TestGateway } from '../support/gateway-process.ts';
import type { TestDatabase } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';
import { DeskHouse, type RunningDesk } from './support/desk.ts';
import { packsWithoutPatience, type RandomWard, randomWards } from './support/random-wards.ts';
import { writeWards } from './support/write-wards.ts';

/** Twice as many: a socket holds a thousand subscriptions, houses included, and a console follows 900. */
const WARDS = 500;
const SEEDS = [4, 5];
const HOSPITALS = ['H1', 'H2'] as const;
const WARDS_EACH = WARDS / HOSPITALS.length;
/** What a screen of a hospital follows: its wards and its house. */
const FOLLOWED = WARDS_EACH + 1;

/** What a rule says of a ward as the screens tell it; each number behind it is in the text. */
interface Said {
  readonly ruleId: string;
  readonly severity: string;
  readonly text: string;
}
/** By hospital and ward, sorted by rule. */
type SaidOfWards = Readonly<Record<string, readonly Said[]>>;

/**
 * A thousand random wards that nobody has judged yet. A browser and a desktop console take them in
 * and lose their gateway, so that each judges them by itself. Then another gateway's clock judges
 * the same wards, and is asked about each of them as a what-if besides.
 */
describe.each(SEEDS)('a thousand random wards, seed %i', { timeout: 300_000 }, (seed) => {
  const now = Date.now();
  const packs = packsWithoutPatience(now);
  const bodies = new Map(packs.map(({ id, body }) => [id, body]));
  const wards = randomWards(packs, { count: WARDS, seed, now });
  const hospitals = new Map<string, readonly RandomWard[]>(
    HOSPITALS.map((id, index) => [id, wards.slice(index * WARDS_EACH, (index + 1) * WARDS_EACH)]),
  );
  let database: TestDatabase;
  let redis: TestRedis;
  let house: DeskHouse;
  let browser: Browser;
  let desk: RunningDesk;
  let judge: TestGateway | null = null;
  let api: ApiClient;
  const pages = new Map<string, Page>();
  const states = new Map<string, WardState>();

  beforeAll(async () => {
    redis = await startRedis();
    browser = await launchChromium();
    house = await DeskHouse.open({
      fill: async (empty) => {
        database = empty;
        await writeWards(empty.url, hospitals, packs);
      },
      // Every role but the clock's: nothing here is judged.
      env: { REDIS_URL: redis.url, WARDLINE_ROLES: 'api,realtime,relay,intake' },
    });
  });
  afterAll(async () => {
    await browser.close();
    await judge?.stop();
    await house.close();
    await redis.stop();
  });

  it('come to a browser and to a desktop console, unjudged', async () => {
    for (const hospital of HOSPITALS) {
      const context = await browser.newContext({ baseURL: house.gateway.url });
      context.setDefaultTimeout(60_000);
      context.setDefaultNavigationTimeout(60_000);
      const page = await context.newPage();
      await page.goto(`/h/${hospital}/alerts`);
      await signInOn(page);
      pages.set(hospital, page);
    }
    desk = await house.start();
    const { page } = desk;
    await page.getByLabel('Address of the gateway').fill(house.gateway.url);
    await page.getByRole('button', { name: 'Go on' }).click();
    await signInOn(page);
    // A screen of a hospital follows that; the console follows all, whatever its window shows.
    const followed = 2 * HOSPITALS.length * FOLLOWED;
    await metric(house.gateway, SNAPSHOTS, (count) => count >= followed);
    // A key that is pressed before the page listens to the keyboard is lost.
    await until(
      async () => {
        await page.keyboard.press('!');
        return page.getByRole('heading', { name: 'Alerts' }).isVisible();
      },
      { within: 60_000, every: 500 },
    );
    for (const shown of [page, ...pages.values()]) {
      await shown.getByText('No alert stands').waitFor();
    }
  });

  it('are judged by a gateway while the other two have lost theirs', async () => {
    await house.gateway.stop();
    judge = await startGateway({
      readyWithin: 150_000,
      env: { DATABASE_URL: database.url, REDIS_URL: redis.url },
    });
    await until(async () => (await unjudged(database)) === 0, {
      within: 120_000,
      every: 200,
      what: 'every ward is judged',
    });
    const { url } = judge;
    api = await signIn(url, 'dispatcher');
    for (const [hospital, ofHospital] of hospitals) {
      const read = ofHospital.map(async ({ wardId }) => {
        const path = `/api/v1/hospitals/${hospital}/wards/${wardId}`;
        const { body } = await api.get<{ state: WardState }>(url, path);
        states.set(`${hospital}/${wardId}`, body.state);
      });
      await Promise.all(read);
    }
    expect(states.size).toBe(WARDS);
    const alerts = [...states.values()].flatMap((state) => state.alerts);
    // Not a thousand quiet wards: every rule that can break is broken somewhere, and most wards break one.
    const rules = new Set(alerts.map(({ ruleId }) => ruleId.split('.')[1]));
    expect([...rules].sort()).toEqual([
      'assistants',
      'care_hours',
      'in_charge',
      'load',
      'min_present',
      'not_counted',
      'ratio',
      'skill_mix',
      'triage',
    ]);
    expect(alerts.length).toBeGreaterThan(WARDS / 2);
  });

  it('are found the same by the browser', async () => {
    for (const [hospital, page] of pages) {
      await expectSameAs(page, alertsOf(hospital));
    }
  });

  it('are found the same by the desktop', async () => {
    const { page } = desk;
    for (const hospital of [...HOSPITALS].reverse()) {
      await goTo(page, hospital);
      await page.keyboard.press('!');
      await expectSameAs(page, alertsOf(hospital));
    }
  });

  it('are found the same where the gateway is asked what if', async () => {
    expect(states.size).toBe(WARDS);
    for (const [key, state] of states) {
      const { alerts, staffing } = state;
      const [pack] = wards.filter(({ wardId }) => wardId === state.wardId);
      const answer = await api.send<EvaluateStaffingAnswer>(
        judge?.url ?? '',
        'POST',
        '/api/v1/staffing/evaluate',
        { ...asQuestion(state), pack: pack?.packId, body: bodies.get(pack?.packId ?? '') },
      );
      if (answer.status === 422) {
        // Nobody can ask about a unit that the pack does not know; on a board it asks for nobody.
        expect([key, staffing?.required]).toEqual([key, null]);
        continue;
      }
      expect([key, answer.status]).toEqual([key, 200]);
      const { requiredNurses, countedNurses, findings } = answer.body;
      expect([key, requiredNurses, countedNurses]).toEqual([
        key,
        staffing?.required,
        staffing?.present,
      ]);
      const broken = findings.filter(({ severity }) => severity !== 'notice');
      expect([key, told(broken)]).toEqual([key, told(alerts)]);
    }
  });

  function alertsOf(hospital: string): SaidOfWards {
    const said = new Map<string, Said[]>();
    for (const [key, { alerts }] of states) {
      if (!key.startsWith(`${hospital}/`) || alerts.length === 0) continue;
      said.set(
        key,
        alerts.map(({ ruleId, severity, text }) => ({ ruleId, severity, text })).sort(byRule),
      );
    }
    return Object.fromEntries(said);
  }
});

async function signInOn(page: Page): Promise<void> {
  await page.getByLabel('User name').fill('dispatcher');
  await page.getByLabel('Password').fill('wardline-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.top-bar').waitFor();
}

async function goTo(page: Page, hospital: string): Promise<void> {
  if ((await page.locator('.hospital-name').innerText()) === `Hospital ${hospital}`) return;
  await page.locator('.hospital-name').click();
  await page.getByRole('dialog', { name: 'Hospitals' }).waitFor();
  await page.keyboard.type(hospital);
  await page.keyboard.press('Enter');
  await page.locator('.hospital-name', { hasText: hospital }).waitFor();
}

const SNAPSHOTS = /^wardline_recoveries_total\{kind="snapshot"[^}]*\} (\d+)$/gm;

/** Waits until what a gateway says of itself, summed up, is as it should be. */
async function metric(
  gateway: TestGateway,
  name: RegExp,
  isReached: (value: number) => boolean,
): Promise<void> {
  await until(
    async () => {
      const text = await (await fetch(`${gateway.url}/metrics`)).text();
      return isReached([...text.matchAll(name)].reduce((sum, [, count]) => sum + Number(count), 0));
    },
    { within: 120_000, every: 200, what: name.source },
  );
}

async function unjudged(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ count: string }>(
    `select count(*) from ward where staffing is null and id <> '_house'`,
  );
  return Number(row?.count);
}

/** Waits until a page's list of alerts says the same as the gateway, ward by ward. */
async function expectSameAs(page: Page, wanted: SaidOfWards): Promise<void> {
  const total = Object.values(wanted).flat().length;
  await until(async () => (await page.locator('.alert-item').count()) === total, {
    within: 60_000,
    what: `${String(total)} alerts`,
  }).catch(() => undefined);
  expect(await saidOn(page)).toEqual(wanted);
}

/** The list of alerts, all of which this device has to have found by itself. */
async function saidOn(page: Page): Promise<SaidOfWards> {
  const items = await page.locator('.alert-item').evaluateAll((all) =>
    all.map((item) => ({
      line: item.getAttribute('data-alert-line') ?? '',
      severity: item.getAttribute('data-severity') ?? '',
      text: item.querySelector('.alert-words p')?.textContent ?? '',
      note: item.querySelector('.alert-note')?.textContent ?? '',
    })),
  );
  const said = new Map<string, Said[]>();
  for (const { line, severity, text, note } of items) {
    expect(note).toContain('found on this device');
    const [key = '', ruleId = ''] = line.split(' ');
    said.set(key, [...(said.get(key) ?? []), { ruleId, severity, text }].sort(byRule));
  }
  return Object.fromEntries(said);
}

function byRule(a: { readonly ruleId: string }, b: { readonly ruleId: string }): number {
  return a.ruleId < b.ruleId ? -1 : 1;
}

/**
 * The ward as somebody would ask about it, one row a nurse. A question does not tell of who is off
 * shift; who has handed her patients over for a break is away from the bedside.
 */
function asQuestion(state: WardState): Omit<EvaluateStaffing, 'pack'> {
  const facts = factsOfWard(state, state.staffing?.asOf ?? '');
  if (facts === null) throw new Error(`${state.wardId} was never set up`);
  const { unit, at, patients, acuity, staff } = facts;
  return {
    unit,
    ...(at === null ? {} : { at }),
    patients,
    acuity: [...acuity],
    staff: staff
      .filter((one) => one.onShift)
      .map(({ onShift: _, handedOver, ...one }) =>
        handedOver ? { ...one, onBreak: 0, directCare: false } : one,
      ),
  };
}

/** What a question can find: not who is off shift, nor who of the nurses could be spared. */
function told(found: readonly Pick<Finding, 'ruleId' | 'severity' | 'facts' | 'text'>[]) {
  return found
    .filter(({ ruleId }) => !/\.(not_counted\.off_shift|in_charge|triage)$/.test(ruleId))
    .map(({ ruleId, severity, facts, text }) => ({ ruleId, severity, facts, text }))
    .sort(byRule);
}
