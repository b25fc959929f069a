/** Quantile of samples by the nearest rank; NaN of none. `part` in [0, 1]. */
export function quantile(samples: readonly number[], part: number): number {
  if (samples.length === 0) return NaN;
  const sorted = [...samples].sort((a, b) => a - b);
  return (
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? NaN
  );
}

/** p50, p99 and the worst of latencies in ms, as one row of a table. */
export function latencyRow(what: string, samples: readonly number[]): Record<string, string> {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  return {
    what,
    samples: String(samples.length),
    p50: ms(quantile(samples, 0.5)),
    p99: ms(quantile(samples, 0.99)),
    max: ms(quantile(samples, 1)),
  };
}

/** The median, with the least and the most beside it: `5.61 (5.40–5.92)`. */
export function medianWithSpread(samples: readonly number[], digits = 2): string {
  const of = (part: number): string => quantile(samples, part).toFixed(digits);
  return `${of(0.5)} (${of(0)}–${of(1)})`;
}

/** Prints rows as a Markdown table. */
export function printTable(title: string, rows: readonly Record<string, string>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ''))),
  ];
  process.stdout.write(`\n## ${title}\n\n${table.join('\n')}\n`);
}
