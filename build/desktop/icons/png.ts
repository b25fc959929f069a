import { crc32, deflateSync } from 'node:zlib';
import type { Drawing, Shape } from './icon-shapes.ts';

/** The drawing as a PNG of `size` × `size` pixels, 8 bits RGBA; the same bytes each time. */
export function renderPng(drawing: Drawing, size: number): Buffer {
  const pixels = paint(drawing, size);
  const stride = size * 4;
  const rows = Buffer.alloc((stride + 1) * size);
  for (let y = 0; y < size; y += 1) {
    // Each row begins with its filter: 0, none.
    pixels.copy(rows, y * (stride + 1) + 1, y * stride, (y + 1) * stride);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function paint({ side, shapes }: Drawing, size: number): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  const unit = side / size;
  for (const shape of shapes) {
    const right = Math.min(size, Math.ceil((shape.x + shape.width) / unit) + 1);
    const bottom = Math.min(size, Math.ceil((shape.y + shape.height) / unit) + 1);
    for (let y = Math.max(0, Math.floor(shape.y / unit) - 1); y < bottom; y += 1) {
      for (let x = Math.max(0, Math.floor(shape.x / unit) - 1); x < right; x += 1) {
        const cover = coverage(shape, (x + 0.5) * unit, (y + 0.5) * unit, unit) * shape.opacity;
        if (cover > 0) lay(pixels, (y * size + x) * 4, shape.colour, cover);
      }
    }
  }
  return pixels;
}

/** How much of a pixel around a point lies in the shape: by the distance from its edge, 0 to 1. */
function coverage(shape: Shape, x: number, y: number, unit: number): number {
  const { radius } = shape;
  const dx = Math.abs(x - shape.x - shape.width / 2) - shape.width / 2 + radius;
  const dy = Math.abs(y - shape.y - shape.height / 2) - shape.height / 2 + radius;
  const outside = Math.hypot(Math.max(dx, 0), Math.max(dy, 0));
  const distance = outside + Math.min(Math.max(dx, dy), 0) - radius;
  return Math.min(1, Math.max(0, 0.5 - distance / unit));
}

/** Source over destination, not premultiplied. */
function lay(pixels: Buffer, at: number, colour: Shape['colour'], alpha: number): void {
  const below = (pixels[at + 3] ?? 0) / 255;
  const total = alpha + below * (1 - alpha);
  for (let channel = 0; channel < 3; channel += 1) {
    const [value, old] = [colour[channel] ?? 0, pixels[at + channel] ?? 0];
    pixels[at + channel] = Math.round((value * alpha + old * below * (1 - alpha)) / total);
  }
  pixels[at + 3] = Math.round(total * 255);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
