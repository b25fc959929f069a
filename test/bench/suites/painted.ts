import { randomUUID } from 'node:crypto';
import { launchChromium } from '../../support/chromium.ts';
import { latencyRow, printTable } from '../figures.ts';
import type { Stage } from '../stage.ts';

const SAMPLES = 100;
const WARD = 'MS1';

/**
 * POST sent → the patient's card painted in Chromium, on a console of the other gateway. Painted
 * means: the frame after the one in which the text stood in the document.
 */
export async function painted(stage: Stage): Promise<void> {
  const [writer, reader] = stage.gateways;
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(reader.url);
    await page.getByLabel('User name').fill('dispatcher');
    await page.getByLabel('Password').fill('wardline-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.goto(`${reader.url}/h/H1/w/${WARD}`);
    await page.getByText('Live').first().waitFor();
    const painted: number[] = [];
    const answered: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const label = `B. Sample${sample}`;
      const seen = page.evaluate(paintOf, label);
      const sent = Date.now();
      const answer = await stage.dispatcher.send<{ stay: { id: string } }>(
        writer.url,
        'POST',
        '/api/v1/stays',
        { hospitalId: 'H1', wardId: WARD, patient: { ref: randomUUID(), label } },
      );
      answered.push(Date.now() - sent);
      painted.push((await seen) - sent);
      const { id } = answer.body.stay;
      await stage.dispatcher.send(writer.url, 'POST', `/api/v1/stays/${id}/discharge`, {});
    }
    printTable(`POST sent → painted in Chromium, ${WARD} open`, [
      latencyRow('painted', painted),
      latencyRow('(answer to the POST)', answered),
    ]);
  } finally {
    await browser.close();
  }
}

/** Runs in the page: resolves to the time (ms since 1970) at which a text was painted. */
function paintOf(text: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      if (!document.body.innerText.includes(text)) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())));
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}
