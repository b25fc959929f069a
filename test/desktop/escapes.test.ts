import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNELS, MAX_CALL_CHARACTERS } from '../../src-shared/ipc/bridge-channels.ts';
import { until } from '../support/until.ts';
import { DeskHouse, type RunningDesk } from './support/desk.ts';

/** What a page that was taken over would try, each tried in the real program. */
describe('a page of the console cannot get out', () => {
  let house: DeskHouse;
  let desk: RunningDesk;
  let page: Page;

  beforeAll(async () => {
    house = await DeskHouse.open();
    desk = await house.start();
    ({ page } = desk);
    await page.getByLabel('Address of the gateway').waitFor();
  });
  afterAll(async () => {
    await house.close();
  });

  /** What the bridge answers to a text; the refusal's message where it rejects. */
  const call = (text: string) =>
    page.evaluate(async (json) => {
      const { wardline } = window as unknown as {
        wardline: { call(json: string): Promise<string> };
      };
      try {
        return await wardline.call(json);
      } catch (error) {
        return String(error);
      }
    }, text);

  it('has neither Node nor Electron', async () => {
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
    );
    expect(found).toEqual([]);
    const bridge = await page.evaluate(() =>
      Object.keys((window as unknown as { wardline: object }).wardline).sort(),
    );
    expect(bridge).toEqual(['call', 'onMessage', 'platform', 'version']);
  });

  it('does not navigate away', async () => {
    const before = page.url();
    await page.evaluate((url) => {
      window.location.href = url;
    }, house.gateway.url);
    await until(() => house.log.includes('a navigation was denied'));
    expect(page.url()).toBe(before);
  });

  it('opens no window', async () => {
    const opened = await page.evaluate((url) => window.open(url) === null, house.gateway.url);
    expect(opened).toBe(true);
    await until(() => house.log.includes('a window was denied'));
    expect(desk.app.windows()).toHaveLength(1);
  });

  it('reaches no address, not even the gateway’s', async () => {
    const reached = await page.evaluate(async (url) => {
      try {
        await fetch(`${url}/healthz`, { mode: 'no-cors' });
        return true;
      } catch {
        return false;
      }
    }, house.gateway.url);
    expect(reached).toBe(false);
  });

  it('runs no script that was not shipped', async () => {
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      return 'ran' in window;
    });
    expect(ran).toBe(false);
  });

  it('reads no file, by its own scheme or another', async () => {
    const statuses = await page.evaluate(() =>
      Promise.all(
        [
          'file:///etc/passwd',
          'app://wardline/../../package.json',
          'app://wardline/%2e%2e/%2e%2e/package.json',
          'app://wardline/..%2f..%2fpackage.json',
        ].map((url) =>
          fetch(url).then(
            ({ status }) => status,
            () => 0,
          ),
        ),
      ),
    );
    for (const status of statuses) expect([0, 404]).toContain(status);
  });

  it('downloads nothing but what it made itself', async () => {
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = location.href.split('#')[0]!;
      link.download = 'desktop.html';
      link.click();
    });
    await until(() => house.log.includes('a download was denied'));
  });

  it('gets no permission but to notify', async () => {
    const answers = await page.evaluate(async () => {
      const denied = (name: string, ask: Promise<unknown>) =>
        ask.then(
          () => `${name}: granted`,
          () => `${name}: denied`,
        );
      return Promise.all([
        denied('microphone', navigator.mediaDevices.getUserMedia({ audio: true })),
        denied(
          'geolocation',
          new Promise((resolve, reject) => {
            navigator.geolocation.getCurrentPosition(resolve, reject);
          }),
        ),
        denied('clipboard', navigator.clipboard.readText()),
      ]);
    });
    expect(answers).toEqual(['microphone: denied', 'geolocation: denied', 'clipboard: denied']);
  });

  it('is told that a call is unknown, malformed, no JSON or too large', async () => {
    expect(await call(JSON.stringify({ method: 'run-program', path: '/bin/sh' }))).toContain(
      'unknown_call',
    );
    expect(await call(JSON.stringify({ method: '__proto__' }))).toContain('unknown_call');
    expect(await call(JSON.stringify({ method: 'zoom', factor: 'NaN' }))).toContain('invalid_call');
    const outside = { method: 'setup', request: { verb: 'GET', path: 'http://evil.example/' } };
    expect(await call(JSON.stringify(outside))).toContain('invalid_call');
    expect(await call('{')).toContain('not_json');
    const large = JSON.stringify({ method: 'hello', more: 'x'.repeat(MAX_CALL_CHARACTERS) });
    expect(await call(large)).toContain('too_large');
    await until(() => house.log.includes('a call was refused: too_large'));
  });

  it('cannot be forged by another page, whatever the preload script gives it', async () => {
    const answer = await desk.app.evaluate(
      async ({ BrowserWindow }, { script, channel }) => {
        // A window that main never opened for the console, with the console's own preload script.
        const window = new BrowserWindow({
          show: false,
          webPreferences: { preload: script, sandbox: true, contextIsolation: true },
        });
        await window.loadURL('data:text/html,<p>not the console</p>');
        const heard: unknown = await window.webContents.executeJavaScript(
          `window.wardline.call('{"method":"hello"}').then(() => 'heard ${channel}', String)`,
        );
        window.destroy();
        return String(heard);
      },
      { script: house.preload, channel: CHANNELS.call },
    );
    expect(answer).toContain('untrusted_sender');
  });

  it('stays usable after all that', async () => {
    // By the keyboard: Playwright's own clicks would wait for the end of the navigation that was denied.
    await page.evaluate(() => document.querySelector('input')?.focus());
    await page.keyboard.type(house.gateway.url);
    await page.keyboard.press('Enter');
    const shown = () => page.evaluate(() => document.body.innerText);
    await until(async () => (await shown()).includes('User name'), {
      within: 60_000,
      what: 'the sign-in',
    });
  });
});
