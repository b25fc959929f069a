import { quantile } from '../figures.ts';

export interface BarGroup {
  readonly name: string;
  readonly bars: readonly { readonly name: string; readonly samples: readonly number[] }[];
}

const WIDTH = 760;
const LEFT = 110;
const BAR = 22;
const COLOURS = ['#0b6bcb', '#9a5b00', '#6b7280', '#3f7d20'];

/** Medians as bars, the least and the most as a line across each, as an SVG. */
export function barChart(title: string, groups: readonly BarGroup[]): string {
  const most = Math.max(...groups.flatMap((group) => group.bars.flatMap((bar) => bar.samples)));
  const x = (value: number): number => LEFT + (value / most) * (WIDTH - LEFT - 70);
  const parts: string[] = [];
  let y = 50;
  for (const group of groups) {
    parts.push(`<text x="10" y="${y}" font-weight="bold">${group.name}</text>`);
    y += 10;
    for (const [index, bar] of group.bars.entries()) {
      const [least, median, largest] = [0, 0.5, 1].map((part) => quantile(bar.samples, part));
      const middle = y + BAR / 2;
      parts.push(
        `<text x="10" y="${middle + 4}">${bar.name}</text>`,
        `<rect x="${LEFT}" y="${y + 2}" width="${x(median ?? 0) - LEFT}" height="${BAR - 4}" fill="${COLOURS[index % COLOURS.length] ?? ''}"/>`,
        `<line x1="${x(least ?? 0)}" y1="${middle}" x2="${x(largest ?? 0)}" y2="${middle}" stroke="#111" stroke-width="2"/>`,
        `<text x="${x(largest ?? 0) + 6}" y="${middle + 4}">${(median ?? 0).toFixed(2)}</text>`,
      );
      y += BAR;
    }
    y += 26;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="10" y="24" font-size="16">${title}</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}
