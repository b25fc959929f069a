import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { until } from '../support/until.ts';
import {
  type ConsoleHouse,
  openConsoleHouse,
  picturePath,
  type Screen,
} from './support/console.ts';

const NURSE = 'N-0001';

describe('a nurse with a tablet', () => {
  let house: ConsoleHouse;
  let screen: Screen;
  let wardId: string;

  beforeAll(async () => {
    house = await openConsoleHouse();
    wardId = (await wardOfNurse()).wardId;
    screen = await house.openAs('nurse', { size: 'phone' });
  });
  afterAll(async () => {
    await house.close();
  });

  it('sees the shift and own patients, and nobody else’s', async () => {
    const { page } = screen;
    await page.getByRole('heading', { name: 'My patients' }).waitFor();
    await page
      .getByText(/left|shift is over/)
      .first()
      .waitFor();
    const state = await house.ward(wardId);
    const mine = state.assignments.filter((one) => one.nurseId === NURSE && one.stayId !== null);
    await until(async () => (await page.locator('.my-card, .new-card').count()) === mine.length);
    expect(await page.locator('.bed-card').count()).toBe(0);
  });

  it('gets a new assignment at once and confirms it with one tap', async () => {
    const { page } = screen;
    const state = await house.ward(wardId);
    const free = state.stays.find(
      (stay) => !state.assignments.some((one) => one.nurseId === NURSE && one.stayId === stay.id),
    );
    if (!free) throw new Error('no other patient');
    const body = { hospitalId: 'H1', wardId, nurseId: NURSE, stayId: free.id };
    const answer = await house.api.send<{ assignment: { id: string } }>(
      house.gateway.url,
      'POST',
      '/api/v1/assignments',
      body,
    );
    expect(answer.status).toBe(201);
    const card = page.locator('.new-card', { hasText: free.patient.label });
    await card.waitFor({ timeout: 3_000 });
    await page.screenshot({ path: picturePath('nurse-new') });
    const confirm = card.getByRole('button', { name: 'Confirm' });
    const box = await confirm.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    await confirm.tap();
    await page.locator('.my-card', { hasText: free.patient.label }).waitFor();
    await until(async () => {
      const now = await house.ward(wardId);
      const mine = now.assignments.find((one) => one.id === answer.body.assignment.id);
      return mine?.confirmedAt != null;
    });
  });

  it('goes on a break and comes back', async () => {
    const { page } = screen;
    await page.getByRole('button', { name: 'Break' }).tap();
    await page.getByRole('button', { name: 'Start the break' }).tap();
    await page.getByText(/on a break until/).waitFor();
    await page.getByRole('button', { name: 'I am back' }).tap();
    await page.getByRole('button', { name: 'Break' }).waitFor();
  });

  it('leaves a note for whoever comes next', async () => {
    const { page } = screen;
    await page.getByRole('button', { name: 'Hand over' }).tap();
    await page.getByRole('button', { name: /^Note/ }).first().tap();
    await page.getByLabel('For whoever takes over').fill('Sleeps since two.');
    await page.getByRole('button', { name: 'Keep the note' }).tap();
    await page.getByText('Sleeps since two.').first().waitFor();
  });

  it('shows how old the data are when the line is down', async () => {
    const { page, context } = screen;
    await context.setOffline(true);
    try {
      await page.getByText('is not live').first().waitFor({ timeout: 40_000 });
      await page.screenshot({ path: picturePath('nurse-offline') });
    } finally {
      await context.setOffline(false);
    }
    await until(async () => (await page.getByText('is not live').count()) === 0, {
      within: 50_000,
    });
  });

  async function wardOfNurse(): Promise<WardState> {
    const { body } = await house.api.get<{ wards: { id: string }[] }>(
      house.gateway.url,
      '/api/v1/hospitals/H1/wards',
    );
    for (const { id } of body.wards) {
      const state = await house.ward(id);
      if (state.nurses.some((nurse) => nurse.id === NURSE)) return state;
    }
    throw new Error(`${NURSE} is in no ward`);
  }
});
