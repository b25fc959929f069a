import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDrawing } from './icon-shapes.ts';
import { renderPng } from './png.ts';

const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512] as const;
const windowsSizes = [16, 24, 32, 48, 64, 128, 256] as const;
// What macOS calls a PNG of that many pixels: `icp4` is 16 points, `ic10` 512 points at double density.
const macTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const;

export interface IconFiles {
  /** Folder with `16x16.png` and so on. */
  readonly linux: string;
  readonly windows: string;
  readonly mac: string;
}

/** Makes the icons of all systems out of one SVG file, below `folder`. */
export async function makeIcons(svgPath: string, folder: string): Promise<IconFiles> {
  const drawing = readDrawing(await readFile(svgPath, 'utf8'));
  const rendered = new Map<number, Buffer>();
  const png = (size: number): Buffer => {
    const made = rendered.get(size) ?? renderPng(drawing, size);
    rendered.set(size, made);
    return made;
  };
  const files = {
    linux: join(folder, 'linux'),
    windows: join(folder, 'wardline.ico'),
    mac: join(folder, 'wardline.icns'),
  };
  await mkdir(files.linux, { recursive: true });
  for (const size of linuxSizes) {
    await writeFile(join(files.linux, `${String(size)}x${String(size)}.png`), png(size));
  }
  await writeFile(files.windows, packIco(windowsSizes.map((size) => ({ size, png: png(size) }))));
  await writeFile(files.mac, packIcns(macTypes.map(([type, size]) => ({ type, png: png(size) }))));
  return files;
}

/** Windows' ICO: a directory, then the PNGs. A size of 256 is written as 0. */
export function packIco(images: readonly { size: number; png: Buffer }[]): Buffer {
  const entry = 16;
  const head = Buffer.alloc(6 + images.length * entry);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  for (const [index, { size, png }] of images.entries()) {
    const at = 6 + index * entry;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/** macOS' ICNS: `icns`, the length of all, then type, length and bytes of each image. */
export function packIcns(images: readonly { type: string; png: Buffer }[]): Buffer {
  const parts = images.map(({ type, png }) => Buffer.concat([icnsHead(type, png.length + 8), png]));
  const length = parts.reduce((sum, part) => sum + part.length, 8);
  return Buffer.concat([icnsHead('icns', length), ...parts]);
}

function icnsHead(type: string, length: number): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'ascii');
  head.writeUInt32BE(length, 4);
  return head;
}
