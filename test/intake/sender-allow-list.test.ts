import { describe, expect, it } from 'vitest';
import { plainAddress } from '../../server/intake/mllp/plain-address.ts';
import {
  allowedSendersSchema,
  senderAllowList,
} from '../../server/intake/mllp/sender-allow-list.ts';

const sender = { address: '10.1.2.3', application: 'PAS', facility: 'H1' };

describe('allow-list of senders', () => {
  const list = senderAllowList([
    sender,
    { ...sender, address: '10.2.0.0/16', application: 'LAB' },
    { ...sender, address: 'fd00::/8' },
  ]);

  it.each([
    ['10.1.2.3', true],
    ['::ffff:10.1.2.3', true],
    ['10.1.2.4', false],
    ['10.2.255.1', true],
    ['10.3.0.1', false],
    ['fd12::1', true],
    ['fe80::1%eth0', false],
    ['', false],
    ['nonsense', false],
  ])('admits %s: %s', (address, expected) => {
    expect(list.admits(address)).toBe(expected);
  });

  it('wants address, application and facility of one entry', () => {
    expect(list.allows('10.1.2.3', 'PAS', 'H1')).toBe(true);
    expect(list.allows('10.1.2.3', 'LAB', 'H1')).toBe(false);
    expect(list.allows('10.1.2.3', 'PAS', 'H2')).toBe(false);
    expect(list.allows('10.1.2.3', '', '')).toBe(false);
    expect(list.allows('10.2.0.9', 'LAB', 'H1')).toBe(true);
  });

  it.each([
    [[sender], true],
    [[{ ...sender, address: '10.0.0.0/8' }], true],
    [[{ ...sender, address: '::1/128' }], true],
    [[], false],
    [[{ ...sender, address: '10.0.0.0/33' }], false],
    [[{ ...sender, address: '10.0.0.0/8/9' }], false],
    [[{ ...sender, address: '10.0.0.0/' }], false],
    [[{ ...sender, address: 'pas.example.org' }], false],
    [[{ ...sender, facility: '' }], false],
    [[{ address: '10.1.2.3' }], false],
    [[{ ...sender, port: 1 }], false],
  ])('parses %j: %s', (entries, expected) => {
    expect(allowedSendersSchema.safeParse(entries).success).toBe(expected);
  });
});

describe('addresses', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
  ])('%s is written %s', (address, plain) => {
    expect(plainAddress(address)).toBe(plain);
  });
});
