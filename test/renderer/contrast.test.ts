import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../src-renderer/ui/tokens.css', import.meta.url), 'utf8');

type Theme = 'light' | 'dark';
const THEMES: readonly Theme[] = ['light', 'dark'];

/** The colour of a token as tokens.css says it: `--name: light-dark(#rrggbb, #rrggbb)`. */
function token(name: string, theme: Theme): string {
  const match = new RegExp(`--${name}:\\s*light-dark\\((#[0-9a-f]{6}),\\s*(#[0-9a-f]{6})\\)`).exec(
    css,
  );
  const value = match?.[theme === 'light' ? 1 : 2];
  if (value === undefined) throw new Error(`tokens.css has no --${name}`);
  return value;
}

/** Relative luminance of WCAG 2. */
function luminance(hex: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = parts.map((part) =>
    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const SURFACES = ['surface-0', 'surface-1', 'surface-2', 'surface-3', 'accent-soft'];

/** Every pair of text and ground that the screens use. */
const TEXT_PAIRS: readonly (readonly [text: string, ground: string])[] = [
  ...['text-1', 'text-2', 'text-3'].flatMap((text) =>
    SURFACES.map((ground) => [text, ground] as const),
  ),
  ...['accent', 'critical', 'warning', 'notice'].flatMap((text) =>
    ['surface-0', 'surface-1', 'surface-2', 'accent-soft'].map((ground) => [text, ground] as const),
  ),
  ['accent', 'accent-soft'],
  ['critical', 'critical-soft'],
  ['warning', 'warning-soft'],
  ['notice', 'notice-soft'],
  ['on-accent', 'accent'],
  ['on-critical', 'critical'],
];

/** Edges of what can be operated, and marks that carry a meaning. */
const GRAPHIC_PAIRS: readonly (readonly [mark: string, ground: string])[] = [
  ...['line-strong', 'critical-mark', 'warning-mark', 'notice-mark', 'accent'].flatMap((mark) =>
    ['surface-0', 'surface-1'].map((ground) => [mark, ground] as const),
  ),
];

describe.each(THEMES)('the %s set', (theme) => {
  it.each(TEXT_PAIRS)('%s on %s is readable (WCAG AA, 4.5)', (text, ground) => {
    expect(contrast(token(text, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(GRAPHIC_PAIRS)('%s on %s can be seen (3.0)', (mark, ground) => {
    expect(contrast(token(mark, theme), token(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});
