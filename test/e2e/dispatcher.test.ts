import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import {
  bedCard,
  type ConsoleHouse,
  focusBed,
  openConsoleHouse,
  type Screen,
} from './support/console.ts';
import { first, freeBed, labelOfBed, onDuty, patient } from './support/people.ts';

/** One dispatcher works through a night; each test goes on where the one before ended. */
describe('a dispatcher at the desk', () => {
  let house: ConsoleHouse;
  let screen: Screen;

  beforeAll(async () => {
    house = await openConsoleHouse();
    screen = await house.open();
  });
  afterAll(async () => {
    await house.close();
  });

  it('is told in words why a sign-in failed, then signs in', async () => {
    const { page } = screen;
    await page.goto('/');
    await page.getByLabel('User name').fill('dispatcher');
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('User name and password do not match').waitFor();
    await page.getByLabel('Password').fill('wardline-demo');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /ICU/ }).first().waitFor();
    expect(await page.locator('.wards-item').count()).toBeGreaterThan(5);
  });

  it('finds a ward by / and opens it by keyboard', async () => {
    const { page } = screen;
    await page.keyboard.press('/');
    await page.keyboard.type('emerg');
    await page.getByRole('link', { name: /^ED Emergency/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.type('ed');
    // ED begins EDCC too, so it waits for Enter.
    await page.keyboard.press('Enter');
    await page.locator('.board[data-freshness="live"]').waitFor();
    await page
      .getByRole('heading', { name: /Emergency/ })
      .first()
      .waitFor();
    const state = await house.ward('ED');
    await page.getByText(`${state.stays.length}/${state.beds.length}`).first().waitFor();
  });

  it('steps to the next ward of the list and back by ] and [', async () => {
    const { page } = screen;
    const codes = await page.locator('.wards-item .ward-code').allInnerTexts();
    const next = codes[(codes.indexOf('ED') + 1) % codes.length] ?? '';
    await page.keyboard.press(']');
    await page.waitForURL(`**/w/${next}`);
    await page.keyboard.press('[');
    await page.waitForURL('**/w/ED');
    await page.locator('.board[data-freshness="live"]').waitFor();
  });

  it('admits a patient into a free bed', async () => {
    const { page } = screen;
    const bed = freeBed(await house.ward('ED'));
    await focusBed(page, bed.label);
    await page.keyboard.press('n');
    await page.getByLabel('Name on the board').fill('Z. Testmann');
    await page.getByLabel('Patient number').fill('MRN-E2E-1');
    await page.keyboard.press('Enter');
    await bedCard(page, bed.label).getByText('Z. Testmann').waitFor();
    await bedCard(page, bed.label).getByText('no nurse').waitFor();
    await until(async () => patient(await house.ward('ED'), 'Z. Testmann').bedId === bed.id);
  });

  it('assigns a nurse by keyboard: a, letters, Enter', async () => {
    const { page } = screen;
    const state = await house.ward('ED');
    const nurse = first(onDuty(state.nurses), 'nurse on duty in ED');
    const stay = patient(state, 'Z. Testmann');
    const label = labelOfBed(state, stay.bedId);
    await focusBed(page, label);
    await page.keyboard.press('a');
    await page.getByRole('combobox').fill(nurse.name);
    await page.keyboard.press('Enter');
    await bedCard(page, label).getByText(nurse.name).waitFor();
    await until(async () =>
      (await house.ward('ED')).assignments.some(
        (one) => one.stayId === stay.id && one.nurseId === nurse.id,
      ),
    );
  });

  it('sets the acuity by a digit and takes it back by u', async () => {
    const { page } = screen;
    const label = await bedOf('Z. Testmann');
    await focusBed(page, label);
    await page.keyboard.press('4');
    await bedCard(page, label).locator('[data-acuity="4"]').waitFor();
    await page.keyboard.press('u');
    await bedCard(page, label).locator('.acuity-unknown').waitFor();
    await until(async () => patient(await house.ward('ED'), 'Z. Testmann').acuity === null);
  });

  it('is refused in words and finds a way on: a nurse of another ward, with a reason', async () => {
    const { page } = screen;
    const elsewhere = first(onDuty((await house.ward('MS1')).nurses), 'nurse on duty in MS1');
    const label = await bedOf('Z. Testmann');
    await focusBed(page, label);
    await page.keyboard.press('a');
    await page.getByRole('combobox').fill(elsewhere.name);
    await page.getByRole('option', { name: new RegExp(`${elsewhere.name}.*in MS1`) }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`${elsewhere.name} is on shift in MS1`).waitFor();
    await dialog.getByRole('button', { name: 'Emergency' }).click();
    await dialog.getByRole('button', { name: 'Assign' }).click();
    await bedCard(page, label).getByText('+1').waitFor();
    await page.locator('.nurse-row', { hasText: elsewhere.name }).first().waitFor();
    await until(async () => (await house.ward('ED')).nurses.some((one) => one.id === elsewhere.id));
  });

  it('moves a nurse to another ward from the roster', async () => {
    const { page } = screen;
    const nurse = first(onDuty((await house.pool()).nurses), 'nurse in the pool');
    await page.locator('.nurse-row', { hasText: nurse.name }).focus();
    await page.keyboard.press('m');
    await page.getByRole('combobox').fill('MS2');
    await page.keyboard.press('Enter');
    await page.getByText(`Done: Move ${nurse.name} to MS2`).waitFor();
    await until(async () => (await house.ward('MS2')).nurses.some((one) => one.id === nurse.id));
    await page.keyboard.press('u');
    await until(async () => (await house.pool()).nurses.some((one) => one.id === nurse.id));
  });

  it('runs a command from the palette', async () => {
    const { page } = screen;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('transfer testmann');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: /Transfer Z. Testmann/ }).fill('ms2');
    await page.keyboard.press('Enter');
    await page.getByText('Done: Transfer Z. Testmann to MS2').waitFor();
    await until(async () => patient(await house.ward('MS2'), 'Z. Testmann').id !== '');
    await page.keyboard.press('u');
    await until(async () => patient(await house.ward('ED'), 'Z. Testmann').id !== '');
  });

  it('sends a nurse on a break and calls her back', async () => {
    const { page } = screen;
    const nurse = first(onDuty((await house.ward('ED')).nurses), 'nurse on duty in ED');
    const row = page.locator('.nurse-row', { hasText: nurse.name });
    await row.focus();
    await page.keyboard.press('b');
    await page.getByRole('button', { name: 'Start the break' }).click();
    await row.getByText('break until').waitFor();
    await row.focus();
    await page.keyboard.press('b');
    await row.getByText('left').waitFor();
  });

  it('drags a patient to another bed by keyboard', async () => {
    const { page } = screen;
    const before = await house.ward('ED');
    const stay = patient(before, 'Z. Testmann');
    const from = labelOfBed(before, stay.bedId);
    await bedCard(page, from).getByRole('button', { name: 'Drag Z. Testmann' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await until(async () => patient(await house.ward('ED'), 'Z. Testmann').bedId !== stay.bedId);
    await page.keyboard.press('u');
    await until(async () => patient(await house.ward('ED'), 'Z. Testmann').bedId === stay.bedId);
  });

  it('ends an assignment', async () => {
    const { page } = screen;
    // The transfer and back ended those that there were.
    const label = await bedOf('Z. Testmann');
    await focusBed(page, label);
    await page.keyboard.press('a');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.press('Enter');
    await bedCard(page, label).locator('.confirmation').waitFor();
    await focusBed(page, label);
    await page.keyboard.press('x');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.press('Enter');
    await bedCard(page, label).getByText('no nurse').waitFor();
  });

  it('opens a patient by Enter, and the drawer takes the keys that it shows', async () => {
    const { page } = screen;
    const label = await bedOf('Z. Testmann');
    await focusBed(page, label);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Z. Testmann' }).getByText('MRN-E2E-1').waitFor();
    await page.keyboard.press('c');
    await page.getByRole('combobox', { name: /Acuity of Z. Testmann/ }).fill('3');
    await page.keyboard.press('Enter');
    await bedCard(page, label).locator('[data-acuity="3"]').waitFor();
  });

  it('asks before a discharge, then the bed is free', async () => {
    const { page } = screen;
    const label = await bedOf('Z. Testmann');
    await focusBed(page, label);
    await page.keyboard.press('d');
    await page.getByRole('alertdialog').getByText('This cannot be undone').waitFor();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discharge' }).click();
    await bedCard(page, label).getByText('empty').waitFor();
    await until(async () =>
      (await house.ward('ED')).stays.every((one) => one.patient.label !== 'Z. Testmann'),
    );
  });

  it('signs out, and the address of a board shows nothing any more', async () => {
    const { page } = screen;
    await page.getByRole('button', { name: /: menu/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('User name').waitFor();
    await page.goto('/h/H1/w/ED');
    await page.getByLabel('User name').waitFor();
    expect(await page.locator('.bed-card').count()).toBe(0);
  });

  it('never broke a script or the content security policy', () => {
    // A 401 is how the browser tells that a password was wrong.
    const complaints = screen.complaints.filter((text) => !text.includes('401'));
    expect(complaints).toEqual([]);
  });

  async function bedOf(label: string): Promise<string> {
    const state = await house.ward('ED');
    return labelOfBed(state, patient(state, label).bedId);
  }
});
