import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import { latencyRow, printTable } from '../figures.ts';
import { HttpLines } from '../http-lines.ts';
import { startPolling } from '../pollers.ts';
import type { Stage } from '../stage.ts';

const SAMPLES = 100;
const WARD = 'MS1';

/**
 * POST sent → the patient's card painted in Chromium, on a console of the other gateway. Painted
 * means: the second frame after the one in which the text stood in the document, so what is told is
 * rather a frame too much than too little. The baseline is a client that asks the same gateway each
 * three seconds; what it gets is not even painted yet.
 */
export async function painted(stage: Stage): Promise<void> {
  const [writer, reader] = stage.gateways;
  const browser = await launchChromium();
  const line = new HttpLines(stage.dispatcher.token);
  const sentAt = new Map<string, number>();
  const polled: number[] = [];
  const polling = await startPolling([{ ward: `H1/${WARD}`, url: reader.url, line }], (events) => {
    for (const event of events) {
      const sent = sentAt.get(event.commandId ?? '');
      if (sent !== undefined && event.type === 'stay.admitted') polled.push(now() - sent);
    }
  });
  try {
    const page = await openBoard(
      await browser.newPage({ viewport: { width: 1440, height: 900 } }),
      reader.url,
    );
    const seen: number[] = [];
    const answered: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const label = `B. Sample${sample}.`;
      await page.evaluate(watchFor, label);
      const patient = { ref: randomUUID(), label };
      const key = randomUUID();
      const sent = now();
      sentAt.set(key, sent);
      const admission = { hospitalId: 'H1', wardId: WARD, patient };
      const answer = await line.send(writer.url, 'POST', '/api/v1/stays', admission, key);
      answered.push(now() - sent);
      seen.push((await page.evaluate(paintedAt)) - sent);
      const { stay } = JSON.parse(answer.text) as { stay: { id: string } };
      const discharge = `/api/v1/stays/${stay.id}/discharge`;
      await line.send(writer.url, 'POST', discharge, {}, randomUUID());
    }
    await polling.stop();
    printTable(`POST sent → painted in Chromium, ${WARD} open`, [
      latencyRow('painted', seen),
      latencyRow('(answer to the POST)', answered),
      latencyRow('baseline: at a client that polls each 3 s', polled),
    ]);
  } finally {
    await browser.close();
    await polling.stop();
    line.close();
  }
}

/** Milliseconds since 1970 with a fraction; the page tells its times the same way. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

async function openBoard(page: Page, url: string): Promise<Page> {
  await page.goto(`${url}/h/H1/w/${WARD}`);
  await page.getByLabel('User name').fill('dispatcher');
  await page.getByLabel('Password').fill('wardline-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('grid', { name: 'Beds' }).waitFor();
  await page.getByText(/^Live/).first().waitFor();
  return page;
}

interface Watching {
  painted: Promise<number>;
}

/** Runs in the page: from now on watches for a text to be painted. */
function watchFor(text: string): void {
  const board = document.body;
  (globalThis as unknown as Watching).painted = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (board.textContent.includes(text)) {
        observer.disconnect();
        requestAnimationFrame(() =>
          requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())),
        );
      }
    });
    observer.observe(board, { subtree: true, childList: true, characterData: true });
  });
}

/** Runs in the page: resolves to the time (ms since 1970) at which it was painted. */
function paintedAt(): Promise<number> {
  return (globalThis as unknown as Watching).painted;
}
