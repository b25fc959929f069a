import { describe, expect, it } from 'vitest';
import { openOneVoice } from '../../src-renderer/features/alerts/one-voice.ts';

/** A window with a browser that lets its sounds out, or not; it counts them. */
function window(lets: boolean) {
  const voice = openOneVoice(navigator.locks);
  const played: boolean[] = [];
  return {
    played,
    close: () => {
      voice.close();
    },
    alert: () =>
      voice.speak(() => {
        if (lets) played.push(true);
        return Promise.resolve(lets);
      }),
  };
}

describe('of several windows of a device', () => {
  it('one is heard when all get the same news', async () => {
    const all = [window(true), window(true), window(true)];
    const heard = await Promise.all(all.map((one) => one.alert()));
    expect(heard.toSorted()).toEqual(['elsewhere', 'elsewhere', 'here']);
    expect(all.flatMap(({ played }) => played)).toHaveLength(1);
    for (const one of all) one.close();
  });

  it('it is not one whose browser keeps it quiet', async () => {
    const [mute, loud] = [window(false), window(true)];
    expect(await Promise.all([mute.alert(), loud.alert()])).toEqual(['blocked', 'here']);
    loud.close();
  });

  it('the same one is heard again at once, and another after it was closed', async () => {
    const [first, second] = [window(true), window(true)];
    expect(await first.alert()).toBe('here');
    expect(await first.alert()).toBe('here');
    first.close();
    expect(await second.alert()).toBe('here');
    second.close();
  });

  it('each is heard where the browser has no locks', async () => {
    const voice = openOneVoice(undefined);
    expect(await voice.speak(() => Promise.resolve(true))).toBe('here');
    expect(await voice.speak(() => Promise.resolve(false))).toBe('blocked');
  });
});
