import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { until } from '../support/until.ts';
import { DeskHouse, picture, type RunningDesk } from './support/desk.ts';

/** Heartbeat interval, time to answer, and a tick: so long a dead line may look alive. */
const STALE_WITHIN_MS = 13_000;

/** One day of a desk, step by step: each step goes on from the one before. */
describe('the desktop console works through an outage', () => {
  let house: DeskHouse;
  let desk: RunningDesk;
  let api: ApiClient;
  /** The patient to whom a nurse is given while the line is down, and her nurse. */
  let given: { stayId: string; label: string; nurseId: string; nurse: string };

  beforeAll(async () => {
    house = await DeskHouse.open();
    api = await signIn(house.gateway.url, 'dispatcher');
  });
  afterAll(async () => {
    await house.close();
  });

  const ward = async (wardId = 'ICU'): Promise<WardState> => {
    const path = `/api/v1/hospitals/H1/wards/${wardId}`;
    const { body } = await api.get<{ state: WardState }>(house.gateway.url, path);
    return body.state;
  };
  const board = (page: Page, freshness: string) =>
    page.locator(`.board[data-freshness="${freshness}"]`);
  const card = (page: Page, label: string) => page.locator('.bed-card', { hasText: label });

  it('asks for its gateway at the first start', async () => {
    // There is no keyring here; a hospital has to say that a key in a file will do.
    house.setPolicy({ withoutKeyring: 'file' });
    desk = await house.start();
    const { page } = desk;
    await page.getByLabel('Address of the gateway').fill('ftp://nowhere');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('An address is like').waitFor();
    await picture(page, '01-first-start');
    await page.getByLabel('Address of the gateway').fill(house.gateway.url);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByLabel('User name').waitFor();
  });

  it('signs in, and the board is live', async () => {
    const { page } = desk;
    await page.getByLabel('User name').fill('dispatcher');
    await page.getByLabel('Password').fill('wardline-demo');
    await picture(page, '02-sign-in');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.ward-row', { hasText: 'ICU' }).first().click();
    await board(page, 'live').waitFor();
    await picture(page, '03-live');
  });

  it('says within 13 s that a frozen gateway no longer vouches for the board', async () => {
    const { page } = desk;
    process.kill(house.gateway.pid, 'SIGSTOP');
    const frozenAt = performance.now();
    await board(page, 'stale').waitFor();
    expect(performance.now() - frozenAt).toBeLessThan(STALE_WITHIN_MS);
    await page.getByText('You can work on').waitFor();
    await picture(page, '04-frozen');
    process.kill(house.gateway.pid, 'SIGCONT');
    await board(page, 'live').waitFor();
  });

  it('says at once that a killed gateway is gone', async () => {
    const { page } = desk;
    await house.gateway.kill9();
    const killedAt = performance.now();
    await board(page, 'stale').waitFor();
    expect(performance.now() - killedAt).toBeLessThan(2_000);
    await page.locator('.band-warning', { hasText: 'Offline since' }).waitFor();
    await picture(page, '05-killed');
  });

  it('lets the dispatcher assign, and keeps it in a queue', async () => {
    const { page } = desk;
    await page.locator('.bed-card', { hasText: 'no nurse' }).first().focus();
    await page.keyboard.press('a');
    await page.getByRole('dialog').waitFor();
    await picture(page, '06-assign-offline');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '1 to send' }).waitFor();
    await page.keyboard.press('q');
    await page.getByRole('dialog', { name: 'Changes from this device' }).waitFor();
    const item = page.locator('.queue-item');
    await item.getByText('waits for the connection').waitFor();
    await picture(page, '07-queue');
    const words = await item.getByRole('strong').innerText();
    const [, nurse, label] = /^Assign (.*) to (.*)$/.exec(words) ?? [];
    given = { stayId: '', nurseId: '', label: label!, nurse: nurse! };
    await page.keyboard.press('Escape');
    await card(page, given.label).getByText(given.nurse).waitFor();
  });

  it('loses nothing when the page is loaded anew', async () => {
    const { page } = desk;
    await page.reload();
    await board(page, 'stale').waitFor();
    await page.getByRole('button', { name: '1 to send' }).waitFor();
    await card(page, given.label).getByText(given.nurse).waitFor();
    await picture(page, '08-reloaded');
  });

  it('starts with the gateway still dead: board and queue are there', async () => {
    await desk.quit();
    desk = await house.start();
    const { page } = desk;
    await page.locator('.ward-row', { hasText: 'ICU' }).first().click();
    await board(page, 'stale').waitFor();
    await page.getByRole('button', { name: '1 to send' }).waitFor();
    await card(page, given.label).getByText(given.nurse).waitFor();
    await picture(page, '09-cold-start');
  });

  it('sends the queue when the gateway is back, and the board equals the server’s', async () => {
    const { page } = desk;
    await house.startGateway();
    await board(page, 'live').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: '1 to send' }).waitFor({ state: 'detached' });
    const state = await ward();
    const stay = state.stays.find((one) => one.patient.label === given.label)!;
    const nurse = state.nurses.find((one) => one.name === given.nurse)!;
    const assigned = state.assignments.filter(
      (one) => one.stayId === stay.id && one.nurseId === nurse.id,
    );
    expect(assigned).toHaveLength(1);
    given = { ...given, stayId: stay.id, nurseId: nurse.id };
    await picture(page, '10-sent');
    expect(await bedsOnScreen(page)).toEqual(bedsOf(await ward()));
  });

  it('asks when something changed meanwhile, and does what it is told', async () => {
    const { page } = desk;
    const state = await ward();
    const stay = state.stays.find(({ id }) => id === given.stayId)!;
    const [mine, theirs] = stay.acuity === 5 ? ['4', 3] : ['5', stay.acuity === 1 ? 2 : 1];
    await house.gateway.kill9();
    await board(page, 'stale').waitFor();
    await card(page, given.label).focus();
    await page.keyboard.press(mine);
    await page.getByRole('button', { name: '1 to send' }).waitFor();
    // Another desk reaches the hospital over a gateway that this one does not know.
    await house.elsewhere(async (url) => {
      const other = await signIn(url, 'dispatcher');
      const path = `/api/v1/stays/${given.stayId}/acuity`;
      expect((await other.send(url, 'POST', path, { acuity: theirs })).status).toBe(200);
    });
    await house.startGateway();
    await page.locator('.band', { hasText: 'needs your answer' }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('.sides-mine', { hasText: mine }).waitFor();
    await dialog.locator('.sides-theirs', { hasText: String(theirs) }).waitFor();
    await picture(page, '11-question');
    await page.keyboard.press('m');
    await dialog.waitFor({ state: 'detached' });
    await until(async () => {
      const now = (await ward()).stays.find(({ id }) => id === given.stayId);
      return now?.acuity === Number(mine);
    });
    await page.locator('.band', { hasText: 'needs your answer' }).waitFor({ state: 'detached' });
    await picture(page, '12-answered');
  });

  it('complained about nothing', () => {
    expect(desk.complaints).toEqual([]);
  });
});

interface ShownBed {
  readonly bed: string;
  readonly patient: string;
  readonly acuity: string;
  readonly nurses: readonly string[];
}

/** The beds as the window draws them, by label. */
async function bedsOnScreen(page: Page): Promise<ShownBed[]> {
  const beds = await page.locator('.bed-card').evaluateAll((cards) =>
    cards.map((card) => {
      const title = (selector: string) => card.querySelector(selector)?.getAttribute('title') ?? '';
      return {
        bed: title('.bed-label'),
        patient: title('.bed-patient .cut'),
        acuity: card.querySelector('.acuity')?.getAttribute('data-acuity') ?? '',
        nurses: title('.bed-nurse .cut')
          .split(', ')
          .filter((name) => name !== '')
          .sort(),
      };
    }),
  );
  return beds.sort((a, b) => (a.bed < b.bed ? -1 : 1));
}

/** The same out of a ward's state. */
function bedsOf(state: WardState): ShownBed[] {
  const nameOf = (nurseId: string) =>
    state.nurses.find(({ id }) => id === nurseId)?.name ?? nurseId;
  const beds = state.beds.map((bed) => {
    const stay = state.stays.find(({ bedId }) => bedId === bed.id);
    const held = state.assignments.filter(({ stayId }) => stay !== undefined && stayId === stay.id);
    return {
      bed: bed.label,
      patient: stay === undefined ? '' : `${stay.patient.label} (${stay.patient.ref})`,
      acuity: stay?.acuity == null ? '' : String(stay.acuity),
      nurses: held.map(({ nurseId }) => nameOf(nurseId)).sort(),
    };
  });
  return beds.sort((a, b) => (a.bed < b.bed ? -1 : 1));
}
