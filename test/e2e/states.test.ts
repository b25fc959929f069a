import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildHarness, type Harness, sceneUrl } from '../renderer/support/harness/build-harness.ts';
import { launchChromium } from '../support/chromium.ts';
import { until } from '../support/until.ts';
import { picturePath, type Size, SIZES } from './support/console.ts';

/** States that are hard to bring about with a server: over the fake host. */
describe('states not to forget', () => {
  let harness: Harness;
  let browser: Browser;

  beforeAll(async () => {
    [harness, browser] = await Promise.all([buildHarness(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await harness.close();
  });

  const open = async (scene: string, route: string, size: Size = 'desk'): Promise<Page> => {
    const context = await browser.newContext({ viewport: SIZES[size], reducedMotion: 'reduce' });
    context.setDefaultTimeout(10_000);
    await harness.serve(context);
    const page = await context.newPage();
    await page.goto(sceneUrl(scene, route));
    return page;
  };

  it('says what to do on a first run without hospitals', async () => {
    const page = await open('empty', '/');
    await page.getByRole('heading', { name: 'No hospital yet' }).waitFor();
  });

  it('says so when a hospital has no wards', async () => {
    const page = await open('no-wards', '/h/H1');
    await page.getByRole('heading', { name: 'No wards yet' }).waitFor();
  });

  it('shows 450 wards and renders only those in sight, by keyboard to the last', async () => {
    const page = await open('large', '/h/H1');
    await page.locator('.wards-item').first().waitFor();
    await page.getByText('of 450').waitFor();
    expect(await page.locator('.wards-item').count()).toBeLessThan(80);
    await page.locator('.wards-item a').first().focus();
    await page.keyboard.press('End');
    await page.locator('[aria-posinset="450"] a:focus').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('[aria-posinset="449"] a:focus').waitFor();
  });

  it('shows a ward of 60 beds whole, and changes only the card that changed', async () => {
    const page = await open('large', '/h/H1/w/BIG');
    await until(async () => (await page.locator('.bed-card').count()) === 60);
    // Time changes cards too: an expected discharge comes into sight four hours before.
    await page.clock.setFixedTime(Date.now());
    await page.evaluate(() => {
      for (const card of document.querySelectorAll('.bed-card')) {
        new MutationObserver(() => {
          card.setAttribute('data-was-changed', '');
        }).observe(card, { childList: true, characterData: true, subtree: true });
      }
    });
    const card = page.locator('.bed-card', { has: page.locator('.bed-patient') }).nth(7);
    const before = await card.locator('.acuity').innerText();
    await card.focus();
    await page.keyboard.press(before.includes('5') ? '1' : '5');
    await until(async () => (await page.locator('[data-was-changed]').count()) > 0);
    expect(await page.locator('[data-was-changed]').count()).toBe(1);
  });

  it('says that a ward has no beds, and still admits', async () => {
    const page = await open('large', '/h/H1/w/BARE');
    await page.getByRole('heading', { name: 'This ward has no beds yet' }).waitFor();
    await page.keyboard.press('n');
    await page.getByLabel('Name on the board').fill('W. Waiting');
    await page.getByLabel('Patient number').fill('1');
    await page.keyboard.press('Enter');
    await page.locator('.bed-card-waiting', { hasText: 'W. Waiting' }).waitFor();
    await page.getByText('1 waiting for a bed').waitFor();
  });

  it('keeps a half-filled form when the session ends, and asks for the password over it', async () => {
    const page = await open('usual', '/h/H1/w/ICU');
    await page.locator('.bed-card').first().waitFor();
    await page.keyboard.press('n');
    await page.getByLabel('Name on the board').fill('H. Halfway');
    await turn(page, "sessionCell.set({ status: 'signed-out', reason: 'session-ended' })");
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await page.screenshot({ path: picturePath('session-ended') });
    await page.getByLabel('Password').fill('x');
    await page.keyboard.press('Enter');
    await page
      .getByRole('heading', { name: 'Your session has ended' })
      .waitFor({ state: 'detached' });
    expect(await page.getByLabel('Name on the board').inputValue()).toBe('H. Halfway');
  });

  it('tells that somebody else took the bed of a form that is open', async () => {
    const page = await open('usual', '/h/H1/w/ICU');
    await page.locator('.bed-card').first().waitFor();
    await page.keyboard.press('n');
    const bedId = await page.getByLabel('Bed', { exact: true }).inputValue();
    await turn(
      page,
      `execute({ kind: 'admit-stay', body: { hospitalId: 'H1', wardId: 'ICU', bedId: '${bedId}', patient: { ref: '9', label: 'Q. Quicker' } } })`,
    );
    await page.getByText('Somebody has been put into this bed').waitFor();
    expect(await page.getByRole('button', { name: 'Admit', exact: true }).last().isDisabled()).toBe(
      true,
    );
  });

  it('gives a stale ward its time in words, and takes its colour', async () => {
    const page = await open('usual', '/h/H1/w/ED');
    await page.locator('.bed-card').first().waitFor();
    const since = 'Date.now() - 70000';
    await turn(page, `setFreshness('H1/ED', { kind: 'stale', since: ${since} })`);
    await page
      .locator('.board[data-freshness="stale"]')
      .getByText(/As of \d\d:\d\d:\d\d/)
      .waitFor();
    await page
      .locator('.ward-row-doubtful')
      .getByText(/As of \d\d:\d\d:\d\d/)
      .waitFor();
    await turn(page, `setFreshness('H1/ED', { kind: 'catching-up', asOf: ${since} })`);
    await page.locator('.board[data-freshness="catching-up"]').getByText('Catching up').waitFor();
  });

  it('asks both sides when a change no longer holds', async () => {
    const page = await open('usual', '/h/H1/w/ICU');
    await page.locator('.bed-card').first().waitFor();
    await turn(
      page,
      `pendingCell.set([{
        commandId: 'c1', madeAt: Date.now() - 600000, expiresAt: Date.now() + 600000, status: 'question', shown: false,
        changeable: false, behind: null,
        command: { kind: 'set-acuity', ward: 'H1/ICU', stayId: fakeHost.state('H1/ICU').get().stays[0].id, body: { acuity: 3 } },
        problem: { code: 'changed_since', status: 409, sentence: 'Something the command was based on has changed since.' },
        meanwhile: [{ ward: 'H1/ICU', type: 'stay.updated', at: new Date().toISOString(), actor: 'dana', data: { stay: fakeHost.state('H1/ICU').get().stays[0] } }],
      }])`,
    );
    await page.getByRole('button', { name: '1 to answer' }).waitFor();
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByText('what you decided it on has changed').waitFor();
    await page.locator('.sides-mine', { hasText: '3' }).waitFor();
    await page.getByText(/: now in bed \S+, acuity \d/).waitFor();
    await page.getByText('dana', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Do mine all the same' }).waitFor();
    await page.getByRole('button', { name: 'Keep theirs' }).waitFor();
    await page.screenshot({ path: picturePath('question') });
  });

  it('is light or dark as one likes, and stays so', async () => {
    const page = await open('usual', '/h/H1/w/ICU');
    await page.getByRole('button', { name: /: menu/ }).click();
    await page.getByRole('menuitem', { name: 'Dark', exact: true }).click();
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme'] ?? null);
    expect(await theme()).toBe('dark');
    await page.reload();
    await page.locator('.bed-card').first().waitFor();
    expect(await theme()).toBe('dark');
  });

  it('drags a nurse onto a bed with the mouse', async () => {
    const page = await open('usual', '/h/H1/w/ICU');
    const bed = page.locator('.bed-card', { hasText: 'no nurse' }).first();
    await bed.waitFor();
    const label = await bed.locator('.bed-label').innerText();
    const nurse = page.locator('.nurse-row').first();
    const name = await nurse.locator('.nurse-name').innerText();
    await nurse.dragTo(bed);
    await page
      .locator('.bed-card', { has: page.locator('.bed-label', { hasText: label }) })
      .locator('.bed-nurse', { hasText: name })
      .waitFor();
  });

  it('cuts a name of 40 letters and says it in the title', async () => {
    const page = await open('usual', '/h/H1/w/ICU', 'narrow');
    await page.locator('.bed-card').first().waitFor();
    const label = 'Maximiliana Fitzgerald-Montgomery of York';
    await page.keyboard.press('n');
    await page.getByLabel('Name on the board').fill(label);
    await page.getByLabel('Patient number').fill('40');
    await page.keyboard.press('Enter');
    const name = page.locator('.bed-patient .cut', { hasText: label });
    await name.waitFor();
    expect(await name.getAttribute('title')).toContain(label);
    const width = await name.evaluate((element) => [element.scrollWidth, element.clientWidth]);
    expect(width[0]).toBeGreaterThan(width[1] ?? 0);
  });

  // Zoom at 200% makes 720 of 1440 px; 320 px is what WCAG's reflow asks for.
  it.each([
    { name: 'text-200', width: 720, height: 450 },
    { name: 'reflow-320', width: 320, height: 640 },
  ])('needs no sideways scrolling at $width px ($name)', async ({ name, width, height }) => {
    const routes = { usual: ['/h/H1', '/h/H1/w/ED'], nurse: ['/'] };
    for (const [scene, paths] of Object.entries(routes)) {
      for (const path of paths) {
        const page = await open(scene, path);
        await page.setViewportSize({ width, height });
        await page.locator('.wards-item, .bed-card, .nurse-group, .my-title').first().waitFor();
        await page.screenshot({ path: picturePath(`${name}-${scene}-${paths.indexOf(path)}`) });
        const wide = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        expect(wide, `${scene} ${path}`).toBeLessThanOrEqual(0);
        await page.context().close();
      }
    }
  });
});

/** Turns a screw of the fake host. */
async function turn(page: Page, script: string): Promise<void> {
  await page.evaluate(`window.fakeHost.${script}; null`);
}
