import { lazy, type ReactNode, Suspense } from 'react';
import './step-plot.css';

export interface PlotSeries {
  readonly label: string;
  /** `text` is drawn dashed, `accent` and `critical` are not. */
  readonly tone: 'text' | 'accent' | 'critical';
  /** One for each time; null where it is not known. */
  readonly values: readonly (number | null)[];
}

export interface StepPlotProps {
  label: string;
  /** What there is to see, in a sentence: for whoever does not see it. */
  summary: string;
  /** Milliseconds since 1970, ascending; a value holds from its time to the next. */
  times: readonly number[];
  series: readonly PlotSeries[];
  /** In pixels. */
  height?: number;
  kind?: 'steps' | 'bars';
  /** The same as a table, below. */
  table?: ReactNode;
}

// uPlot comes with the first plot that is looked at.
const Canvas = lazy(async () => {
  const { PlotCanvas } = await import('./plot-canvas.tsx');
  return { default: PlotCanvas };
});

/** The same without axes or words, to stand beside the numbers; its sentence is read, not shown. */
export function SparkPlot(props: Pick<StepPlotProps, 'label' | 'summary' | 'times' | 'series'>) {
  const { label, summary, times, series } = props;
  return (
    <figure className="spark-plot" aria-label={label} title={`${label}. ${summary}`}>
      <div className="step-plot-canvas" aria-hidden="true">
        <Suspense fallback={null}>
          <Canvas times={times} series={series} height={SPARK_HEIGHT} kind="steps" isBare />
        </Suspense>
      </div>
      <figcaption className="unseen">{summary}</figcaption>
    </figure>
  );
}

/** In pixels. */
const SPARK_HEIGHT = 28;

/** Numbers over time. The sentence and the table say the same as the picture. */
export function StepPlot(props: StepPlotProps) {
  const { label, summary, times, series, height = 120, kind = 'steps', table } = props;
  return (
    <figure className="step-plot" aria-label={label}>
      <div className="step-plot-canvas" style={{ minHeight: height }} aria-hidden="true">
        <Suspense fallback={null}>
          <Canvas times={times} series={series} height={height} kind={kind} isBare={false} />
        </Suspense>
      </div>
      <div className="step-plot-legend" aria-hidden="true">
        {series.map((one) => (
          <span key={one.label}>
            <i className={`step-plot-key step-plot-key-${one.tone}`} />
            {one.label}
          </span>
        ))}
      </div>
      <figcaption>{summary}</figcaption>
      {table !== undefined && (
        <details className="step-plot-table">
          <summary>As a table</summary>
          {table}
        </details>
      )}
    </figure>
  );
}
