import { useMemo } from 'react';
import { parseWardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import { useStaffingHistory } from '../../app/use-staffing-history.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { StepPlot } from '../../ui/step-plot.tsx';
import { dayAndTime } from '../../ui/time-words.ts';
import { historyWords, stepsOf } from '../../view/staffing-steps.ts';

/** Required and counted over the last 12 hours, read anew when the verdict changes. */
export function WardHistory({ ward }: { ward: WardKey }) {
  const { wardId } = parseWardKey(ward);
  const { value, problem } = useStaffingHistory(ward);
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
          summary={historyWords(value)}
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
