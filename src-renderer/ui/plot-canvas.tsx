import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { PlotSeries } from './step-plot.tsx';
import { clockTime } from './time-words.ts';
import { useMatches } from './use-matches.ts';

const COLOURS = { text: '--text-2', accent: '--accent', critical: '--critical-mark' } as const;
const DASHES = { text: [5, 4], accent: undefined, critical: undefined } as const;

interface PlotCanvasProps {
  times: readonly number[];
  series: readonly PlotSeries[];
  height: number;
  kind: 'steps' | 'bars';
  /** Lines alone: for a picture that stands beside the numbers. */
  isBare: boolean;
}

/** The picture itself; as wide as its frame, drawn anew when that, the data or the theme changes. */
export function PlotCanvas({ times, series, height, kind, isBare }: PlotCanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const isDark = useMatches('(prefers-color-scheme: dark)');
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const data: uPlot.AlignedData = [
      times.map((ms) => ms / 1000),
      ...series.map((one) => [...one.values]),
    ];
    const draw = (): uPlot =>
      new uPlot(options(element, { times, series, height, kind, isBare }), data, element);
    let plot = draw();
    const redraw = (): void => {
      plot.destroy();
      plot = draw();
    };
    const sizes = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height });
    });
    sizes.observe(element);
    const themes = new MutationObserver(redraw);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      sizes.disconnect();
      themes.disconnect();
      plot.destroy();
    };
    // The system's theme changes the colours read below.
  }, [times, series, height, kind, isBare, isDark]);
  return <div ref={frame} />;
}

function options(
  element: HTMLElement,
  { series, height, kind, isBare }: PlotCanvasProps,
): uPlot.Options {
  const quiet = colourOf(element, '--text-3');
  const line = colourOf(element, '--line');
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  const axis = { stroke: quiet, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  const steps = uPlot.paths.stepped?.({ align: 1 });
  const bars = uPlot.paths.bars?.({ size: [0.8, 40] });
  const paths = kind === 'steps' ? steps : bars;
  return {
    width: element.clientWidth,
    height,
    cursor: { show: false },
    legend: { show: false },
    padding: isBare ? [2, 0, 2, 0] : [8, 8, 0, 0],
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, Math.ceil(max * 1.05))] } },
    axes: [
      {
        ...axis,
        show: !isBare,
        size: 22,
        space: 56,
        values: (_plot, splits) => splits.map((seconds) => clockTime(seconds * 1000)),
      },
      { ...axis, show: !isBare, size: 30, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500], space: 26 },
    ],
    series: [
      {},
      ...series.map((one): uPlot.Series => {
        const stroke = colourOf(element, COLOURS[one.tone]);
        const dash = DASHES[one.tone];
        return {
          label: one.label,
          stroke,
          width: kind === 'steps' ? 2 : 0,
          points: { show: false },
          ...(kind === 'bars' ? { fill: stroke } : {}),
          ...(dash === undefined ? {} : { dash: [...dash] }),
          ...(paths === undefined ? {} : { paths }),
        };
      }),
    ],
  };
}

/** A token's colour as a canvas understands it: `light-dark()` is settled by the browser first. */
function colourOf(element: HTMLElement, token: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${token})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
