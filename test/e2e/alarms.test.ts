import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { packAnswerSchema } from '../../src-shared/contract/staffing-reads.ts';
import type { Alert } from '../../src-shared/contract/state/alert.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import type { z } from 'zod';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { until } from '../support/until.ts';
import { type ConsoleHouse, openConsoleHouse, openWard, type Screen } from './support/console.ts';
import { first, onDuty } from './support/people.ts';

type PackAnswer = z.infer<typeof packAnswerSchema>;

/** One shortage and all that a dispatcher does about it; each test goes on where the last ended. */
describe('a ward falls short', () => {
  let house: ConsoleHouse;
  let screen: Screen;
  let admin: ApiClient;

  beforeAll(async () => {
    house = await openConsoleHouse();
    admin = await signIn(house.gateway.url, 'admin');
    await rulesWithoutPatience();
    screen = await house.openAs('dispatcher');
    await openWard(screen.page, 'ICU');
  });
  afterAll(async () => {
    await house.close();
  });

  it('is told aloud, at the top and at the foot of the page, with its rule and numbers', async () => {
    const { page } = screen;
    await acknowledgeAll();
    await page.locator('.alert-strip').waitFor({ state: 'detached' });
    await allOnABreak('MS1');
    const strip = page.locator('.alert-strip', { hasText: 'MS1' });
    await strip.getByText(/need \d+ nurses at 1:5; 0 count/).waitFor();
    await strip.getByText('Critical').waitFor();
    await page.locator('[data-news="critical"]', { hasText: 'MS1' }).waitFor();
    await page.getByRole('button', { name: /^Alerts: [1-9]\d*(, [1-9]\d*)? new$/ }).waitFor();
    await page
      .locator('.ward-row', { hasText: 'MS1' })
      .getByText(/^short \d/)
      .waitFor();
  });

  it('is explained by w: the rule, its certainty, everybody who does not count, 12 hours', async () => {
    const { page } = screen;
    await page.keyboard.press('w');
    const dialog = page.getByRole('dialog', { name: 'Too few nurses' });
    await dialog.getByText('the same numbers').waitFor();
    await dialog.getByText('One nurse to at most 5 patients').waitFor();
    await dialog.getByText('checked against the regulation', { exact: true }).first().waitFor();
    await dialog.getByText('Counted: 0', { exact: true }).waitFor();
    await dialog
      .getByText(/on a break, nobody relieves, until/)
      .first()
      .waitFor();
    await dialog.locator('.step-plot canvas').waitFor();
    await dialog.getByText(/^Short /).waitFor();
    await page.keyboard.press('Escape');
  });

  it('is acknowledged by k, under the dispatcher’s name', async () => {
    const { page } = screen;
    await page.keyboard.press('k');
    await until(async () => (await ratioAlert('MS1')).status === 'acknowledged');
    expect((await ratioAlert('MS1')).acknowledged?.by).toBe('dispatcher');
  });

  it('stands in the list with who acknowledged it; z shelves it with a reason, u brings it back', async () => {
    const { page } = screen;
    await page.keyboard.press('!');
    const line = page.locator('.alert-item', { hasText: 'MS1' }).filter({ hasText: 'Too few' });
    await line.getByText(/acknowledged by dispatcher at \d\d:\d\d/).waitFor();
    await line.getByRole('link', { name: /MS1/ }).focus();
    await page.keyboard.press('z');
    await page.getByLabel('Reason').fill('A nurse is on the way');
    await page.keyboard.press('Enter');
    await line.getByText(/shelved until .* by dispatcher: A nurse is on the way/).waitFor();
    await until(async () => (await ratioAlert('MS1')).status === 'shelved');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('u');
    await until(async () => (await ratioAlert('MS1')).status === 'unacknowledged');
  });

  it('goes from alert to alert by the arrow keys', async () => {
    const { page } = screen;
    const links = page.locator('[data-alert-focus]');
    await links.first().focus();
    await page.keyboard.press('ArrowDown');
    const focused = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('[data-alert-focus]')].indexOf(
          document.activeElement ?? document.body,
        ),
      );
    expect(await focused()).toBe(1);
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe(0);
  });

  it('gives the keyboard to the next line when one is answered, once for each press', async () => {
    const { page } = screen;
    const lines = page.getByRole('region', { name: 'To acknowledge' }).locator('.alert-item');
    const before = await lines.count();
    expect(before).toBeGreaterThan(1);
    const next = await lines.nth(1).getAttribute('data-alert-line');
    await lines.first().locator('[data-alert-focus]').focus();
    // The second one is what a key that is held sends.
    await page.keyboard.down('k');
    await page.keyboard.down('k');
    await page.keyboard.up('k');
    const focused = () =>
      page.evaluate(
        () =>
          document.activeElement?.closest('[data-alert-line]')?.getAttribute('data-alert-line') ??
          null,
      );
    await until(async () => (await focused()) === next, { what: 'the next line' });
    expect(await lines.count()).toBe(before - 1);
    await page.keyboard.press('z');
    await page.getByRole('dialog', { name: /^Shelve the alert of / }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until(async () => (await focused()) === next, { what: 'the line that was asked about' });
    // Where no line holds the keyboard and none stands at the foot, the keys mean nothing.
    await page.evaluate(() => {
      (document.activeElement as HTMLElement).blur();
    });
    await page.keyboard.press('k');
    await page.keyboard.press('z');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await lines.count()).toBe(before - 1);
  });

  it('says when the sound is off and until when, and gives it back', async () => {
    const { page } = screen;
    await page.getByRole('button', { name: /^Alerts: / }).click();
    await page.getByRole('menuitem', { name: 'No sound for 15 minutes' }).click();
    const mark = page.getByRole('button', { name: /No sound until \d\d:\d\d/ });
    await mark.waitFor();
    await mark.click();
    await mark.waitFor({ state: 'detached' });
  });

  it('shows how much the alarms ask of people', async () => {
    const { page } = screen;
    await page.getByRole('radio', { name: 'Alarm load' }).click();
    await page.getByText('acknowledged in time').waitFor();
    await page.locator('.step-plot canvas').waitFor();
    await page.getByRole('cell', { name: 'Too few nurses' }).first().waitFor();
  });

  it('is thought through: with enough nurses the rules would be kept', async () => {
    const { page } = screen;
    await page.goto('/h/H1/what-if?ward=MS1');
    await page.getByText('Rules are broken').waitFor();
    const state = await house.ward('MS1');
    const [onBreak] = await page.getByLabel('On a break').all();
    if (!onBreak) throw new Error('nobody to think of');
    for (const field of await page.getByLabel('On a break').all()) await field.fill('0');
    await page.getByLabel('Patients', { exact: true }).fill('1');
    await page.getByText('The rules are kept').waitFor();
    expect((await house.ward('MS1')).stays.length).toBe(state.stays.length);
  });

  it('goes on being judged without the network, marked as from old data', async () => {
    const { page, context } = screen;
    await openWard(page, 'MS1');
    await context.setOffline(true);
    try {
      await page.getByText(/^from data of \d\d:\d\d$/).waitFor({ timeout: 40_000 });
      await page.keyboard.press('w');
      await page
        .getByRole('dialog')
        .getByText(/From data of .* judged here/)
        .waitFor();
      await page.keyboard.press('Escape');
    } finally {
      await context.setOffline(false);
    }
    await page.locator('.board[data-freshness="live"]').waitFor({ timeout: 40_000 });
  });

  it('clears when nurses are back', async () => {
    const { page } = screen;
    for (const nurse of (await house.ward('MS1')).nurses) {
      await house.api.send(house.gateway.url, 'POST', `/api/v1/nurses/${nurse.id}/break/end`, {
        hospitalId: 'H1',
      });
    }
    await until(async () => {
      const alerts = (await house.ward('MS1')).alerts;
      return alerts.every(({ ruleId, status }) => !isRatio(ruleId) || status === 'returned');
    });
    await page
      .locator('.ward-row', { hasText: 'MS1' })
      .getByText(/^short \d/)
      .waitFor({
        state: 'detached',
      });
  });

  it('went without an error of the page or a breach of its policy', () => {
    // What a browser says of a network that is off.
    const complaints = screen.complaints.filter((text) => !text.includes('ERR_INTERNET'));
    expect(complaints).toEqual([]);
  });

  /** California's rules, raising and clearing at once, in force in the whole hospital. */
  async function rulesWithoutPatience(): Promise<void> {
    const { url } = house.gateway;
    const read = await admin.get<PackAnswer>(url, '/api/v1/hospitals/H1/packs/california');
    const { body } = read.body.pack;
    const alarms = Object.fromEntries(
      Object.entries(body.alarms).map(([rule, alarm]) => [
        rule,
        { ...alarm, holdMs: 0, clearMs: 0 },
      ]),
    );
    const put = await admin.send(url, 'PUT', '/api/v1/hospitals/H1/packs/at-once', {
      title: 'California, at once',
      replaces: null,
      body: { ...body, alarms },
    });
    expect(put.status).toBe(200);
    const force = await admin.send(url, 'PUT', '/api/v1/hospitals/H1/pack-in-force', {
      packId: 'at-once',
      version: 1,
    });
    expect(force.status).toBe(200);
  }

  async function acknowledgeAll(): Promise<void> {
    const { url } = house.gateway;
    await until(async () => {
      const answer = await house.api.get<{ alerts: Alert[] }>(url, '/api/v1/hospitals/H1/alerts');
      const open = answer.body.alerts.filter(({ acknowledged }) => acknowledged === null);
      for (const { id } of open) {
        await house.api.send(url, 'POST', `/api/v1/alerts/${id}/acknowledge`, {});
      }
      return open.length === 0;
    });
  }

  async function allOnABreak(wardId: string): Promise<void> {
    const nurses = (await house.ward(wardId)).nurses.filter((one) => one.onBreakUntil === null);
    first(onDuty(nurses), `nurse on duty in ${wardId}`);
    for (const nurse of nurses) {
      await house.api.send(house.gateway.url, 'POST', `/api/v1/nurses/${nurse.id}/break`, {
        hospitalId: 'H1',
        minutes: 60,
      });
    }
  }

  async function ratioAlert(wardId: string): Promise<Alert> {
    const state: WardState = await house.ward(wardId);
    const found = state.alerts.find(({ ruleId }) => isRatio(ruleId));
    if (!found) throw new Error(`no alert in ${wardId}`);
    return found;
  }
});

function isRatio(ruleId: string): boolean {
  return ruleId === 'at-once.ratio';
}
