import { useMemo } from 'react';
import { parseWardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import { staffingHistoryAnswerSchema } from '../../../src-shared/contract/staffing-reads.ts';
import { useWard } from '../../app/host-context.tsx';
import { useRead } from '../../app/use-read.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { StepPlot } from '../../ui/step-plot.tsx';
import { clockTime, dayAndTime, timeLeft } from '../../ui/time-words.ts';
import { shortSpans, stepsOf } from '../../view/staffing-steps.ts';

/** Required and counted over the last 12 hours, read anew when the verdict changes. */
export function WardHistory({ ward }: { ward: WardKey }) {
  const { hospitalId, wardId } = parseWardKey(ward);
  const asOf = useWard(ward)?.staffing?.asOf ?? '';
  const path = `/api/v1/hospitals/${hospitalId}/wards/${wardId}/staffing?hours=12`;
  const { value, problem } = useRead(path, staffingHistoryAnswerSchema, asOf);
  const steps = useMemo(() => (value === null ? null : stepsOf(value)), [value]);
  return (
    <section>
      <h3 className="proof-title">The last 12 hours</h3>
      {problem !== null && <p className="quiet">{problem.sentence}</p>}
      {value !== null && steps !== null && steps.times.length > 0 && (
        <StepPlot
          label={`Nurses required and counted in ${wardId}, the last 12 hours`}
          times={steps.times}
          series={steps.series}
          summary={historyWords(shortSpans(value), Date.parse(value.to))}
          table={
            <DataTable
              label="Changes of the verdict"
              rows={value.points.toReversed()}
              rowKey={(point) => point.at}
              empty="None."
              columns={[
                {
                  id: 'at',
                  title: 'From',
                  cell: (point) => dayAndTime(Date.parse(point.at), Date.parse(value.to)),
                },
                {
                  id: 'required',
                  title: 'Required',
                  kind: 'number',
                  cell: (point) => point.required ?? '–',
                },
                { id: 'counted', title: 'Counted', kind: 'number', cell: (point) => point.present },
                {
                  id: 'waived',
                  title: 'Waived',
                  cell: (point) => (point.waived ? 'yes' : 'no'),
                },
              ]}
            />
          }
        />
      )}
      {value !== null && steps?.times.length === 0 && (
        <p className="quiet">The ward has not been judged in that time.</p>
      )}
    </section>
  );
}

/** `Short three times, 1 h 20 in all; by 2 at most, from 02:10.` */
function historyWords(spans: ReturnType<typeof shortSpans>, to: number): string {
  if (spans.length === 0) return 'Never short in the last 12 hours.';
  const total = spans.reduce((sum, span) => sum + span.to - span.from, 0);
  const [worst] = spans.toSorted((a, b) => b.by - a.by || a.from - b.from);
  const times = spans.length === 1 ? 'Short once' : `Short ${spans.length} times`;
  const most = worst === undefined ? '' : `, by ${worst.by} at most, from ${clockTime(worst.from)}`;
  const still = spans.some((span) => span.to === to) ? ', still now' : '';
  return `${times}${still}: ${timeLeft(total)} in all${most}.`;
}
