import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hearCall, type Sender } from '../../src-main/ipc/call-door.ts';
import { isOurPage } from '../../src-main/ipc/our-pages.ts';
import { CALL_REFUSALS, MAX_CALL_CHARACTERS } from '../../src-shared/ipc/bridge-channels.ts';

const OURS: Sender = {
  isOurWindow: true,
  isTopFrame: true,
  url: 'app://wardline/desktop.html#/h/H1/w/ICU',
  isWall: false,
};
const READ_ONE = JSON.stringify({
  method: 'mark-notification',
  id: '11111111-1111-4111-8111-111111111111',
  answer: null,
});
const HELLO = JSON.stringify({ method: 'hello' });

function codeOf(sender: Sender, json: unknown, locked = false): string {
  const heard = hearCall(sender, json, locked);
  return heard.ok ? 'heard' : heard.code;
}

describe('main listens to', () => {
  it('calls of the contract from our own windows', () => {
    expect(hearCall(OURS, HELLO, false)).toEqual({ ok: true, call: { method: 'hello' } });
    const watch = { method: 'watch', wards: ['H1/ICU'] };
    expect(hearCall(OURS, JSON.stringify(watch), false)).toEqual({ ok: true, call: watch });
  });

  it.each([
    ['another window', { ...OURS, isOurWindow: false }],
    ['a frame within a window', { ...OURS, isTopFrame: false }],
    ['a page of the web', { ...OURS, url: 'https://wardline.example/' }],
    ['a page that looks like ours', { ...OURS, url: 'app://wardline.example/desktop.html' }],
    ['a file', { ...OURS, url: 'file:///desktop.html' }],
    ['the downtime sheet', { ...OURS, url: 'app://sheet/' }],
    ['a frame that is gone', { ...OURS, url: '' }],
  ])('nothing from %s', (_who, sender) => {
    expect(codeOf(sender, HELLO)).toBe('untrusted_sender');
    // A stranger learns nothing about what would be heard.
    expect(codeOf(sender, 'x'.repeat(MAX_CALL_CHARACTERS + 1))).toBe('untrusted_sender');
  });

  it.each([
    ['no text', { method: 'hello' }, 'not_json'],
    ['no JSON', '{"method":', 'not_json'],
    ['nothing', undefined, 'not_json'],
    ['a call of no name', '{}', 'unknown_call'],
    ['a call that there is not', '{"method":"eval"}', 'unknown_call'],
    ['a name of every object', '{"method":"constructor"}', 'unknown_call'],
    ['a list', '[]', 'unknown_call'],
    ['a ward that is none', '{"method":"watch","wards":["../x"]}', 'invalid_call'],
    ['a number for a text', '{"method":"unlock","password":1}', 'invalid_call'],
    ['a command without an id', '{"method":"execute","command":{}}', 'invalid_call'],
    ['a place outside', '{"method":"open-window","place":"//x","wall":false,"a":1}', 'heard'],
    [
      'an address as a place',
      '{"method":"open-window","place":"https://x","wall":false}',
      'invalid_call',
    ],
    [
      'a request elsewhere',
      '{"method":"setup","request":{"verb":"GET","path":"http://x/"}}',
      'invalid_call',
    ],
    [
      'a setting that there is not',
      '{"method":"change-settings","change":{"sandbox":false}}',
      'invalid_call',
    ],
    ['an update without a word on alarms', '{"method":"install-update"}', 'invalid_call'],
    ['a dialog that is neither', '{"method":"dialog","open":"yes"}', 'invalid_call'],
    ['a zoom beyond reason', '{"method":"zoom","factor":100}', 'invalid_call'],
    ['too much', `{"method":"hello","x":"${'x'.repeat(MAX_CALL_CHARACTERS)}"}`, 'too_large'],
  ])('%s is answered as it should be', (_what, json, code) => {
    expect(codeOf(OURS, json)).toBe(code);
  });

  it('says of a call that does not parse where, never what', () => {
    const heard = hearCall(OURS, '{"method":"unlock","password":["Zebulon"]}', false);
    expect(heard).toMatchObject({ ok: false, detail: 'unlock: password' });
    expect(JSON.stringify(heard)).not.toContain('Zebulon');
  });

  it('hardly anything while it is locked', () => {
    expect(codeOf(OURS, '{"method":"unlock","password":"x"}', true)).toBe('heard');
    expect(codeOf(OURS, HELLO, true)).toBe('heard');
    expect(codeOf(OURS, '{"method":"dialog","open":true}', true)).toBe('heard');
    for (const json of [
      '{"method":"hospitals"}',
      '{"method":"print"}',
      '{"method":"save-diagnostics"}',
      '{"method":"install-update","despiteAlarms":true}',
      READ_ONE,
    ]) {
      expect(codeOf(OURS, json, true)).toBe('locked');
    }
  });

  it('no command from a wall display', () => {
    const wall = { ...OURS, isWall: true };
    expect(codeOf(wall, HELLO)).toBe('heard');
    expect(codeOf(wall, '{"method":"dialog","open":false}')).toBe('heard');
    const install = '{"method":"install-update","despiteAlarms":true}';
    for (const json of ['{"method":"sign-out"}', '{"method":"lock"}', install, READ_ONE]) {
      expect(codeOf(wall, json)).toBe('wall');
    }
  });
});

it.each(Object.keys(CALL_REFUSALS))('%s is documented', (code) => {
  const docs = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  expect(docs).toContain(`| \`${code}\``);
});

describe('our pages', () => {
  it.each([
    ['app://wardline', true],
    ['app://wardline/desktop.html', true],
    ['app://wardlinex/', false],
    ['app://wardline@evil/', false],
    ['https://wardline/', false],
    ['about:blank', false],
    ['data:text/html,x', false],
  ])('%s', (url, ours) => {
    expect(isOurPage(url)).toBe(ours);
  });
});
