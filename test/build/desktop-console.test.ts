import { expect, it } from 'vitest';
import { hasDisplay } from '../../build/run/desktop-console.ts';

const LINUX = { platform: 'linux', env: { DISPLAY: ':0' }, isTerminal: true } as const;

it.each([
  ['a desk under X', LINUX, true],
  ['a desk under Wayland', { ...LINUX, env: { WAYLAND_DISPLAY: 'wayland-0' } }, true],
  ['a Mac', { ...LINUX, platform: 'darwin', env: {} }, true],
  ['Windows', { ...LINUX, platform: 'win32', env: {} }, true],
  ['a server', { ...LINUX, env: {} }, false],
  ['an empty display', { ...LINUX, env: { DISPLAY: '' } }, false],
  ['CI', { ...LINUX, env: { DISPLAY: ':99', CI: 'true' } }, false],
  ['CI on a Mac', { ...LINUX, platform: 'darwin', env: { CI: '1' } }, false],
  ['a terminal from afar', { ...LINUX, env: { DISPLAY: ':10', SSH_CONNECTION: 'a b' } }, false],
  ['a script', { ...LINUX, isTerminal: false }, false],
] as const)('opens the desktop console where somebody sees it: %s', (_where, place, opens) => {
  expect(hasDisplay(place)).toBe(opens);
});
