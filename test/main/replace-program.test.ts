import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceProgram } from '../../src-main/updates/replace-program.ts';

let folder: string;
const program = (): string => join(folder, 'Wardline.AppImage');
const next = (): string => join(folder, 'pending', 'wardline-1.3.0-linux-x64.AppImage');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardline-replace-'));
  mkdirSync(join(folder, 'pending'));
  writeFileSync(program(), 'the one that runs');
  writeFileSync(next(), 'the next');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a program that is replaced', () => {
  it('is the next one, that can be started, and nothing is left beside it', () => {
    replaceProgram(program(), next());
    expect(readFileSync(program(), 'utf8')).toBe('the next');
    expect(statSync(program()).mode & 0o777).toBe(0o755);
    expect(readdirSync(folder)).toEqual(['Wardline.AppImage', 'pending']);
  });

  it('stands as it was where the next one is gone', () => {
    rmSync(next());
    expect(() => {
      replaceProgram(program(), next());
    }).toThrow('ENOENT');
    expect(readFileSync(program(), 'utf8')).toBe('the one that runs');
    expect(readdirSync(folder)).toEqual(['Wardline.AppImage', 'pending']);
  });

  it('stands as it was where the last step fails', () => {
    rmSync(program());
    mkdirSync(program());
    writeFileSync(join(program(), 'kept'), '');
    expect(() => {
      replaceProgram(program(), next());
    }).toThrow();
    expect(readdirSync(program())).toEqual(['kept']);
    expect(readdirSync(folder)).toEqual(['Wardline.AppImage', 'pending']);
  });
});
