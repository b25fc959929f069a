import { describe, expect, it } from 'vitest';
import { machineId } from '../../src-main/updates/machine-id.ts';

const guid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const WINDOWS = [
  '',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography',
  `    MachineGuid    REG_SZ    ${guid}`,
  '',
].join('\r\n');
const MAC = `+-o J314sAP  <class IOPlatformExpertDevice, id 0x100000229>
    {
      "IOPlatformSerialNumber" = "XXXXXXXXXX"
      "IOPlatformUUID" = "${guid.toUpperCase()}"
    }
`;

describe('the name of a machine', () => {
  it.each([
    ['linux', '3d1219c7c4c5404aaa1f6d2a48adfda4\n', '3d1219c7c4c5404aaa1f6d2a48adfda4'],
    ['win32', WINDOWS, guid],
    ['darwin', MAC, guid],
  ] as const)('is what %s has, for all users of it', (platform, said, name) => {
    expect(machineId(platform, () => said)).toBe(name);
  });

  it.each([
    ['linux', 'uninitialized\n'],
    ['linux', ''],
    ['win32', 'ERROR: The system was unable to find the specified registry key or value.'],
    ['darwin', ''],
    ['freebsd', guid],
  ] as const)('is none on %s that says %j', (platform, said) => {
    expect(machineId(platform, () => said)).toBeNull();
  });

  it('is none where the system does not tell', () => {
    const fails = (): string => {
      throw new Error('ENOENT');
    };
    expect(machineId('win32', fails)).toBeNull();
  });

  it('is asked of places that no variable and no path of the user leads to', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      machineId(platform, ({ from }) => {
        expect(from).toMatch(/^(\/|C:\\Windows\\)/);
        return '';
      });
    }
    expect.assertions(3);
  });
});
