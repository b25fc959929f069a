/** Side of the dot, in pixels: the size of an overlay on a taskbar of Windows. */
export const DOT_PIXELS = 16;
/** Blue, green, red, alpha: the red of an alarm. */
const RED = [0x2b, 0x2b, 0xc6, 0xff] as const;

/** A red dot on nothing, as rows of BGRA. */
export function dotBitmap(): Buffer {
  const bitmap = Buffer.alloc(DOT_PIXELS * DOT_PIXELS * 4);
  const middle = (DOT_PIXELS - 1) / 2;
  for (let y = 0; y < DOT_PIXELS; y++) {
    for (let x = 0; x < DOT_PIXELS; x++) {
      if (Math.hypot(x - middle, y - middle) > middle) continue;
      bitmap.set(RED, (y * DOT_PIXELS + x) * 4);
    }
  }
  return bitmap;
}
