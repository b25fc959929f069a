import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { formats } from '../../../build/desktop/target.ts';
import { settingsSchema } from '../../../src-shared/ipc/settings.ts';
import { UPDATE_REFUSALS } from '../../../src-shared/ipc/update-view.ts';

const path = fileURLToPath(new URL('../../../docs/it-guide.md', import.meta.url));
const guide = readFileSync(path, 'utf8');

describe('the guide for hospital IT', () => {
  it('tells what each refused update means', () => {
    const codes = Object.keys(UPDATE_REFUSALS).filter((code) => !guide.includes(`| \`${code}\``));
    expect(codes).toEqual([]);
  });

  it('tells of each setting that a policy can fix', () => {
    const keys = Object.keys(settingsSchema.shape).filter((key) => !guide.includes(`| \`${key}\``));
    expect(keys).toEqual([]);
  });

  it('tells of each format that is built', () => {
    const names = Object.values(formats).flatMap((known) => Object.keys(known));
    expect(
      names.filter((name) => name !== 'dir' && !guide.toLowerCase().includes(name.toLowerCase())),
    ).toEqual([]);
  });

  it('leads nowhere that is not there', () => {
    const headings = [...guide.matchAll(/^##+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...guide.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(20);
    const broken = links.filter((link) =>
      link.startsWith('#')
        ? !headings.includes(link.slice(1))
        : !existsSync(join(dirname(path), link.split('#')[0] ?? '')),
    );
    expect(broken).toEqual([]);
  });
});
