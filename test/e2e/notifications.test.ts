import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { signIn } from '../support/api-client.ts';
import { until } from '../support/until.ts';
import {
  bedCard,
  type ConsoleHouse,
  openConsoleHouse,
  openWard,
  picturePath,
  type Screen,
  SIZES,
} from './support/console.ts';

const NURSE = 'N-0001';

describe('what a dispatcher writes and a nurse answers', () => {
  let house: ConsoleHouse;
  let desk: Screen;
  let phone: Screen;
  let ward: WardState;

  beforeAll(async () => {
    house = await openConsoleHouse();
    ward = await wardOfNurse();
    desk = await house.openAs('dispatcher');
    await openWard(desk.page, ward.wardId);
    phone = await house.openAs('nurse', { size: 'phone' });
    await phone.page.getByRole('heading', { name: 'My patients' }).waitFor();
  }, 120_000);
  afterAll(() => house.close());

  it('goes to everybody on the ward and is answered with one tap', async () => {
    const { page } = desk;
    await page.getByRole('button', { name: 'Message to everybody on this ward' }).click();
    await page.getByLabel('Answered with Yes, No or Call me').fill('Who can stay until nine?');
    await page.screenshot({ path: picturePath('message-dialog') });
    await expectClean(page, 'the message dialog');
    await page.getByRole('button', { name: 'Send' }).click();
    const card = phone.page.locator('.note', { hasText: 'Who can stay until nine?' });
    await card.waitFor();
    await phone.page.screenshot({ path: picturePath('nurse-message') });
    for (const name of ['Yes', 'No', 'Call me']) {
      const box = await card.getByRole('button', { name }).boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
    }
    await expectClean(phone.page, 'the cards of messages');
    await card.getByRole('button', { name: 'Call me' }).tap();
    await card.waitFor({ state: 'detached' });
    // The answer comes to the desk as news of its own.
    const news = page.getByRole('region', { name: /News/ });
    // As long as one points at it, it stays.
    await news.getByText(/Call me — “Who can stay until nine\?”/).hover();
    await page.screenshot({ path: picturePath('news-desk') });
    await expectClean(page, 'news');
    await news.getByRole('button', { name: 'Got it' }).click();
    await news.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Notifications/ }).click();
    await page.getByText(/Call me — “Who can stay until nine\?”/).waitFor();
    await page.locator('.note', { hasText: 'Who can stay until nine?' }).getByText('Call me', { exact: true }).first().waitFor(); // prettier-ignore
    await page.screenshot({ path: picturePath('bell-desk') });
    await page.keyboard.press('Escape');
  }, 120_000);

  it('brings a nurse’s call for help to the desk, and the answer back', async () => {
    const { page } = phone;
    await page.getByRole('button', { name: 'Help' }).tap();
    const usual = page.getByRole('button', { name: 'I need a second pair of hands.' });
    await usual.waitFor();
    await page.screenshot({ path: picturePath('nurse-help') });
    for (const one of [usual, page.getByRole('button', { name: 'Send' })]) {
      expect((await one.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
    await usual.tap();
    await page.getByRole('heading', { name: 'The desk has been told' }).waitFor();
    await page.screenshot({ path: picturePath('nurse-help-sent') });
    await page.getByRole('button', { name: 'Close' }).last().tap();
    const band = desk.page.locator('.band', { hasText: 'I need a second pair of hands.' });
    await band.getByText(ward.wardId).waitFor();
    await desk.page.screenshot({ path: picturePath('desk-help') });
    await band.getByRole('button', { name: 'Yes' }).click();
    await band.waitFor({ state: 'detached' });
    const told = page.locator('.note-cards .note', { hasText: /Yes — “I need a second pair/ });
    await told.getByRole('button', { name: 'Got it' }).tap();
    await told.waitFor({ state: 'detached' });
  });

  it('says of a call for help that could not be sent that it was not', async () => {
    const { page, context } = phone;
    await page.getByRole('button', { name: 'Help' }).tap();
    await context.setOffline(true);
    try {
      await page.getByLabel('Or in your own words').fill('Bed 4, please');
      await page.getByRole('button', { name: 'Send' }).tap();
      await page
        .getByRole('alert')
        .getByText(/^Not sent: /)
        .waitFor();
      await page.screenshot({ path: picturePath('nurse-help-offline') });
    } finally {
      await context.setOffline(false);
    }
    const list = await house.api.get<{ notifications: { title: string }[] }>(
      house.gateway.url,
      '/api/v1/notifications',
    );
    expect(list.body.notifications.map(({ title }) => title)).not.toContain('Bed 4, please');
    await page.keyboard.press('Escape');
    await page.getByLabel('Or in your own words').waitFor({ state: 'detached' });
  });

  it('stands behind the nurse’s bell, and what she reads without a network is told later', async () => {
    const sent = await house.api.send<{ id: string }>(
      house.gateway.url,
      'POST',
      '/api/v1/notifications',
      { hospitalId: 'H1', nurseId: NURSE, kind: 'message', title: 'Are you back?' },
    );
    expect(sent.status).toBe(202);
    const { page, context } = phone;
    const card = page.locator('.note-cards .note', { hasText: 'Are you back?' });
    await card.waitFor();
    await context.setOffline(true);
    await card.getByRole('button', { name: 'Yes' }).tap();
    await card.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Notifications/ }).tap();
    const row = page.locator('.note-list .note', { hasText: 'Are you back?' });
    await row.getByText('being sent').waitFor();
    await page.screenshot({ path: picturePath('bell-nurse') });
    await context.setOffline(false);
    await row.getByText('being sent').waitFor({ state: 'detached', timeout: 60_000 });
    await row.getByText('You answered: Yes').waitFor();
  }, 120_000);

  it('shows on the board when an assignment was delivered, before it is confirmed', async () => {
    const state = await house.ward(ward.wardId);
    // The card of a patient with several nurses shows how far the first one's is.
    const free = state.stays.find(
      (stay) => !state.assignments.some((one) => one.stayId === stay.id),
    );
    if (!free) throw new Error('no patient without a nurse');
    const given = await house.api.send<{ assignment: { id: string } }>(
      house.gateway.url,
      'POST',
      '/api/v1/assignments',
      { hospitalId: 'H1', wardId: ward.wardId, nurseId: NURSE, stayId: free.id },
    );
    expect(given.status).toBe(201);
    const { id } = given.body.assignment;
    const assignment = async () =>
      (await house.ward(ward.wardId)).assignments.find((one) => one.id === id);
    await until(async () => (await assignment())?.deliveredAt != null);
    expect((await assignment())?.confirmedAt).toBeNull();
    const bed = ward.beds.find((one) => one.id === free.bedId);
    const onBoard = bedCard(desk.page, bed?.label ?? '').locator('.confirmation');
    await onBoard.and(desk.page.locator('[data-confirmation="delivered"]')).first().waitFor();
    await desk.page.screenshot({ path: picturePath('board-delivered') });
    const path = `/api/v1/assignments/${id}/confirm`;
    const nurse = await signIn(house.gateway.url, 'nurse');
    expect((await nurse.send(house.gateway.url, 'POST', path, {})).status).toBe(200);
    await onBoard.and(desk.page.locator('[data-confirmation="confirmed"]')).first().waitFor();
    expect(phone.complaints.filter((text) => !text.includes('ERR_INTERNET')).join('\n')).toBe('');
  });

  it.each(
    (['desk', 'narrow', 'phone'] as const).flatMap((size) =>
      (['light', 'dark'] as const).map((theme) => [size, theme] as const),
    ),
  )(
    'has no serious fault of accessibility: %s, %s',
    async (size, theme) => {
      for (const [screen, heading] of [
        [desk, 'Sent by you'],
        [phone, 'Notifications'],
      ] as const) {
        const { page } = screen;
        await page.setViewportSize(SIZES[size]);
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await page.getByRole('button', { name: /^Notifications/ }).click();
        await page.getByRole('heading', { name: heading, exact: true }).waitFor();
        const whose = screen === desk ? 'desk' : 'nurse';
        await page.screenshot({ path: picturePath(`bell-${whose}-${size}-${theme}`) });
        await expectClean(page, `the bell’s list at the ${whose}`);
        await page.keyboard.press('Escape');
        await page
          .getByRole('heading', { name: heading, exact: true })
          .waitFor({ state: 'detached' });
      }
    },
    120_000,
  );

  async function wardOfNurse(): Promise<WardState> {
    const path = '/api/v1/hospitals/H1/wards';
    const { body } = await house.api.get<{ wards: { id: string }[] }>(house.gateway.url, path);
    for (const { id } of body.wards) {
      const state = await house.ward(id);
      if (state.nurses.some((nurse) => nurse.id === NURSE)) return state;
    }
    throw new Error(`${NURSE} is in no ward`);
  }
});

/** Nothing serious for axe, in the page as it stands. */
async function expectClean(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`),
    what,
  ).toEqual([]);
}
