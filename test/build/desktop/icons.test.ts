import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeIcons } from '../../../build/desktop/icons/icon-files.ts';
import { readDrawing } from '../../../build/desktop/icons/icon-shapes.ts';
import { renderPng } from '../../../build/desktop/icons/png.ts';

const svg = await readFile('src-renderer/public/icon.svg', 'utf8');

/** Colour of one pixel of a PNG as `renderPng` writes it: one IDAT, no filter. */
function pixelOf(png: Buffer, x: number, y: number): number[] {
  const size = png.readUInt32BE(16);
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const from = y * (size * 4 + 1) + 1 + x * 4;
  return [...rows.subarray(from, from + 4)];
}

describe('the icon', () => {
  it('is drawn as its SVG says: colours, round corners, half-clear parts', () => {
    const png = renderPng(readDrawing(svg), 64);
    expect(png.readUInt32BE(16)).toBe(64);
    expect(pixelOf(png, 0, 0)[3]).toBe(0);
    expect(pixelOf(png, 32, 4)).toEqual([0x1b, 0x5c, 0xab, 255]);
    expect(pixelOf(png, 20, 20)).toEqual([255, 255, 255, 255]);
    const [red = 0, , , alpha] = pixelOf(png, 44, 44);
    expect(alpha).toBe(255);
    expect(red).toBeCloseTo(0x1b + (255 - 0x1b) * 0.45, -0.5);
  });

  it('comes out the same each time', () => {
    const drawing = readDrawing(svg);
    expect(renderPng(drawing, 48).equals(renderPng(drawing, 48))).toBe(true);
  });

  it.each([
    ['a shape that is not known', svg.replace('<rect', '<circle'), /circle/],
    ['no square', svg.replace('0 0 32 32', '0 0 32 16'), /viewBox/],
    ['a colour by name', svg.replace('#fff', 'white'), /colour/],
  ])('is refused with %s', (_what, drawing, message) => {
    expect(() => readDrawing(drawing)).toThrow(message);
  });

  it('is made for each system', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wardline-icons-'));
    try {
      const files = await makeIcons('src-renderer/public/icon.svg', folder);
      expect(await readdir(files.linux)).toContain('512x512.png');
      const ico = await readFile(files.windows);
      expect([...ico.subarray(0, 4)]).toEqual([0, 0, 1, 0]);
      // The last of the directory: 256 pixels, written as 0, and a PNG where it says.
      const last = 6 + (ico.readUInt16LE(4) - 1) * 16;
      expect(ico.readUInt8(last)).toBe(0);
      const png = ico.subarray(ico.readUInt32LE(last + 12));
      expect(png.length).toBe(ico.readUInt32LE(last + 8));
      expect(png.readUInt32BE(16)).toBe(256);
      const icns = await readFile(files.mac);
      expect(icns.toString('ascii', 0, 4)).toBe('icns');
      expect(icns.readUInt32BE(4)).toBe(icns.length);
      const types: string[] = [];
      for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
        types.push(icns.toString('ascii', at, at + 4));
      }
      expect(types).toEqual(expect.arrayContaining(['ic07', 'ic09', 'ic10']));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
