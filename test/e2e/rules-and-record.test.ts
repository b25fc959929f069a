import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EscalationChain } from '../../src-shared/contract/state/escalation.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { until } from '../support/until.ts';
import {
  type ConsoleHouse,
  openConsoleHouse,
  openWard,
  picturePath,
  type Screen,
  SIZES,
} from './support/console.ts';

/** The rules of a hospital from a copy to the record of what they found, against a real gateway. */
describe('the rules of a hospital', () => {
  let house: ConsoleHouse;
  let admin: Screen;
  let desk: Screen;
  let adminApi: ApiClient;

  beforeAll(async () => {
    house = await openConsoleHouse();
    adminApi = await signIn(house.gateway.url, 'admin');
    admin = await house.openAs('admin');
    desk = await house.openAs('dispatcher');
  });
  afterAll(async () => {
    await house.close();
  });

  it('are copied, edited with what they would say, and saved as a version with an author', async () => {
    const { page } = admin;
    await page.goto('/h/H1/admin/rules');
    await page.getByRole('button', { name: 'Copy California, 22 CCR 70217' }).click();
    await page.getByLabel('Id', { exact: true }).fill('ours');
    await page.getByLabel('Title').fill('Ours');
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('heading', { name: 'Ours' }).waitFor();
    await page.getByRole('button', { name: 'Edit Medical surgical' }).click();
    await page.getByLabel('Patients to a nurse, at most').fill('three');
    await page.getByLabel('Where what you changed comes from').fill('Nursing board, 3 March');
    await page.getByRole('button', { name: 'Save version 2' }).click();
    await page.getByText('Patients to a nurse: a whole number from 1 to 100.').waitFor();
    await page.getByLabel('Patients to a nurse, at most').fill('1');
    await page.getByRole('button', { name: 'What if' }).click();
    await page.getByText('20 nurses required.').waitFor();
    await looks(page, 'rules-edit');
    await page.getByRole('button', { name: 'Save version 2' }).click();
    await page.getByRole('button', { name: 'Version 2, admin' }).waitFor();
    await page.getByText('One nurse to at most 1 patient', { exact: true }).first().waitFor();
    await looks(page, 'rules-pack');
    await page.getByRole('button', { name: 'All packs' }).click();
  });

  it('are put in force in one ward, which they judge at once', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Give a ward its own' }).click();
    const form = page.getByRole('dialog', { name: 'Rules of a ward' });
    await form.getByLabel('Ward').selectOption('MS1');
    await form.getByLabel('Rule pack').selectOption('ours');
    await form.getByRole('button', { name: 'Put in force' }).click();
    await page.getByText('MS1: Ours, version 2.').waitFor();
    await until(async () => (await house.ward('MS1')).staffing?.pack.id === 'ours');
    const state = await house.ward('MS1');
    expect(state.staffing).toMatchObject({ required: state.stays.length });
    await looks(page, 'rules-in-force');
  });

  it('raise an alert that names the law, the time and the numbers, in two lines on a phone', async () => {
    const { page } = desk;
    await openWard(page, 'MS1');
    const strip = page.locator('.alert-strip');
    const raised = until(
      async () => (await house.ward('MS1')).alerts.some(({ ruleId }) => ruleId === 'ours.ratio'),
      { within: 60_000 },
    );
    await raised;
    await page.keyboard.press('!');
    const item = page.locator('.alert-item', { hasText: 'MS1' }).filter({ hasText: 'Too few' });
    await item.getByText(/since \d\d:\d\d .* 22 CCR 70217/).waitFor();
    await looks(page, 'alert-list');
    await openWard(page, 'MS1');
    await strip.getByText(/since \d\d:\d\d/).waitFor();
    await looks(page, 'alert-line');
    await page.setViewportSize(SIZES.phone);
    const box = await strip.boundingBox();
    expect(box?.height).toBeLessThan(110);
    await page.setViewportSize(SIZES.desk);
  });

  it('are waived in an emergency, under a name and a reason, until somebody ends it', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Emergency waiver' }).click();
    const dialog = page.getByRole('dialog', { name: 'Emergency waiver' });
    await dialog.getByLabel('Where').selectOption('MS1');
    await dialog.getByLabel('Reason').fill('Fire on the third floor');
    await looks(page, 'waiver-form');
    await dialog.getByRole('button', { name: 'Waive the rules' }).click();
    await page.getByRole('cell', { name: 'Fire on the third floor' }).waitFor();
    await until(async () => (await house.ward('MS1')).staffing?.waiver?.author === 'admin');
    // Silent after its clear time, which is a minute, and told in the verdict instead.
    await until(
      async () => (await house.ward('MS1')).alerts.every(({ status }) => status === 'returned'),
      { within: 90_000 },
    );
    const { staffing } = await house.ward('MS1');
    expect(staffing?.waived.map(({ ruleId }) => ruleId)).toContain('ours.ratio');
    await looks(page, 'waiver-list');
    await page.getByRole('button', { name: 'End now' }).click();
    await page.getByText(/ended .* by admin/).waitFor();
    await until(async () => (await house.ward('MS1')).staffing?.waiver === null);
  }, 150_000);

  it('send what nobody acknowledges up a chain that the hospital sets', async () => {
    const { page } = admin;
    await page.goto('/h/H1/admin/escalation');
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByLabel('Dispatcher, critical').fill('soon');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Dispatcher, critical').fill('60');
    await looks(page, 'escalation-form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: '1 min' }).waitFor();
    const { body } = await adminApi.get<{ chain: EscalationChain }>(
      house.gateway.url,
      '/api/v1/hospitals/H1/escalation',
    );
    expect(body.chain.steps[1]).toMatchObject({ to: 'dispatcher', afterSeconds: { critical: 60 } });
    await looks(page, 'escalation');
  });

  it('stand in the record of the shift, on screen, as CSV and as PDF', async () => {
    const { page } = desk;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('record');
    await page.getByRole('option', { name: /Record of shifts/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Record of shifts' }).waitFor();
    await page.getByLabel('Ward').selectOption('MS1');
    const sheet = page.getByRole('article', { name: 'Record' });
    await sheet.getByRole('heading', { name: /^Shortfalls: [1-9]/ }).waitFor();
    await sheet.getByText('Too few nurses').first().waitFor();
    await sheet
      .getByText(/Waived .* by admin: Fire on the third floor/)
      .first()
      .waitFor();
    const nurse = (await house.ward('MS1')).nurses[0];
    await sheet
      .getByText(nurse?.name ?? '?')
      .first()
      .waitFor();
    await looks(page, 'record');
    const csv = await downloaded(page, 'CSV');
    expect(csv.toString('utf8')).toContain('ours.ratio');
    const pdf = await downloaded(page, 'PDF');
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(2_000);
  });

  it('are found by Ctrl K: alerts and what-if too', async () => {
    const { page } = desk;
    for (const [words, heading] of [
      ['alerts', 'Alerts'],
      ['what if', 'What if'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(words);
      await page
        .getByRole('option', { name: new RegExp(heading) })
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: heading, exact: true }).waitFor();
    }
    // It begins with a unit that the rules know.
    await page.getByText('Rules are broken').first().waitFor();
    await looks(page, 'what-if');
  });

  it('went without an error of a page or a breach of its policy', () => {
    const complaints = [...admin.complaints, ...desk.complaints];
    expect(complaints.filter((text) => !/401|400|422/.test(text))).toEqual([]);
  });
});

/** Pictures of a page at each width in light and dark; nothing may stick out at the side. */
async function looks(page: Page, name: string): Promise<void> {
  for (const size of ['desk', 'narrow', 'phone'] as const) {
    await page.setViewportSize(SIZES[size]);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.screenshot({ path: picturePath(`rules-${name}-${size}-${theme}`) });
    }
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect([name, size, over]).toEqual([name, size, 0]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(SIZES.desk);
}

async function downloaded(page: Page, format: 'CSV' | 'PDF'): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: format }).click(),
  ]);
  return readFile(await download.path());
}
