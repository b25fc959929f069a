import { expect, it } from 'vitest';
import { hasDisplay, reasonIn } from '../../build/run/desktop-console.ts';

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

it('tells why a console did not open in the words of whoever failed', () => {
  const said = [
    'node_modules/electron/index.js:16',
    '    throw new Error(',
    '    ^',
    '',
    'Error: Electron failed to install correctly.',
    '    at downloadElectron (node_modules/electron/index.js:16:11)',
    '',
    'Node.js v24.21.0',
    '',
  ].join('\n');
  expect(reasonIn(said)).toBe('Electron failed to install correctly');
  expect(reasonIn('Missing X server or $DISPLAY\n')).toBe('Missing X server or $DISPLAY');
  expect(reasonIn('')).toBe('it did not say why');
});
