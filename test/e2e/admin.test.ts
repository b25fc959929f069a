import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { type ConsoleHouse, openConsoleHouse, type Screen } from './support/console.ts';

describe('an administrator', () => {
  let house: ConsoleHouse;
  let screen: Screen;

  beforeAll(async () => {
    house = await openConsoleHouse();
    screen = await house.openAs('admin');
  });
  afterAll(async () => {
    await house.close();
  });

  it('creates a ward with beds, and is told what is wrong with its code', async () => {
    const { page } = screen;
    await page.waitForURL('**/admin/wards');
    await page.getByRole('button', { name: 'New ward' }).click();
    await page.getByLabel('Code').fill('new ward');
    await page.getByLabel('Name', { exact: true }).fill('Day surgery');
    await page.getByLabel('Kind of unit').selectOption('pacu');
    await page.getByLabel('Beds, one label a line').fill('DS-1\nDS-2\n\nDS-3');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('alert').getByText('Code:').waitFor();
    await page.getByLabel('Code').fill('DS');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('row', { name: /DS Day surgery/ }).waitFor();
    const state = await house.ward('DS');
    expect(state.beds.map((bed) => bed.label)).toEqual(['DS-1', 'DS-2', 'DS-3']);
  });

  it('renames a bed without losing it, and may not take one in use', async () => {
    const { page } = screen;
    const before = await house.ward('DS');
    await page.getByRole('button', { name: 'Change Day surgery' }).click();
    await page.getByLabel('Beds, one label a line').fill('DS-1\nDS-2\nDS-3 window');
    await page.getByRole('button', { name: 'Save' }).click();
    await until(async () =>
      (await house.ward('DS')).beds.some((bed) => bed.label === 'DS-3 window'),
    );
    const after = await house.ward('DS');
    expect(after.beds.map((bed) => bed.id)).toEqual(before.beds.map((bed) => bed.id));

    await page.getByRole('button', { name: 'Change Intensive care' }).click();
    await page.getByLabel('Beds, one label a line').fill('ICU-01');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('Another patient is in that bed').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('hires a nurse and plans a shift', async () => {
    const { page } = screen;
    await page.getByRole('link', { name: 'Staff', exact: true }).click();
    await page.getByRole('button', { name: 'New nurse' }).click();
    await page.getByLabel('Number').fill('N-9001');
    await page.getByLabel('Name', { exact: true }).fill('Zora Neu');
    await page.getByLabel('Home ward').selectOption('DS');
    await page.getByLabel('Signed off for').fill('pacu, DS');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('searchbox', { name: 'Find a nurse' }).fill('zora');
    await page.getByRole('cell', { name: 'N-9001' }).waitFor();
    await page.getByRole('button', { name: 'Plan a shift for Zora Neu' }).click();
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Shifts' }).click();
    await page.getByRole('searchbox', { name: 'Find a shift' }).fill('zora');
    await page.getByRole('row', { name: /Zora Neu DS .* planned/ }).waitFor();
  });

  it('maps a location and takes the entry away again', async () => {
    const { page } = screen;
    await page.getByRole('link', { name: 'HL7 locations' }).click();
    await page.getByRole('button', { name: 'New entry' }).click();
    await page.getByLabel('Point of care').fill('DAYSURG');
    await page.getByLabel('Ward', { exact: true }).selectOption('DS');
    await page.getByLabel('Bed there').fill('*');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('searchbox', { name: 'Find a location' }).fill('daysurg');
    await page.getByRole('row', { name: /DAYSURG any any any DS made on demand/ }).waitFor();
    await page.getByRole('button', { name: /Remove DAYSURG/ }).click();
    await page.getByText('No entry matches.').waitFor();
  });

  it('looks through the messages that came in', async () => {
    const { page } = screen;
    await page.getByRole('link', { name: 'HL7 messages' }).click();
    await page.getByText('No message is in this state.').waitFor();
    await page.getByRole('radio', { name: 'Applied' }).click();
    await page.getByRole('table', { name: 'HL7 messages' }).waitFor();
  });

  it('is a page for administrators only', async () => {
    const { page, context } = await house.openAs('dispatcher');
    await page.goto('/h/H1/admin/staff');
    await page.getByRole('heading', { name: 'This page is for administrators' }).waitFor();
    await context.close();
  });

  it('never broke a script or the content security policy', () => {
    // The browser also tells of the 409 that was provoked.
    const complaints = screen.complaints.filter((text) => !text.includes('409'));
    expect(complaints).toEqual([]);
  });
});
