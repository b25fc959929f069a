import { useMemo } from 'react';
import { parseWardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import { useStaffingHistory } from '../../app/use-staffing-history.ts';
import { SparkPlot } from '../../ui/step-plot.tsx';
import { useMatches } from '../../ui/use-matches.ts';
import { historyWords, stepsOf } from '../../view/staffing-steps.ts';

/** Below this there is no room beside the figures. */
const WIDE = '(min-width: 80em)';

/** Required and counted over the last 12 hours, small, where there is room. */
export function WardTrend({ ward }: { ward: WardKey }) {
  return useMatches(WIDE) ? <Trend ward={ward} /> : null;
}

function Trend({ ward }: { ward: WardKey }) {
  const { value } = useStaffingHistory(ward);
  const steps = useMemo(() => (value === null ? null : stepsOf(value)), [value]);
  if (value === null || steps === null || steps.times.length === 0) return null;
  const { wardId } = parseWardKey(ward);
  return (
    <SparkPlot
      label={`Nurses required and counted in ${wardId}, the last 12 hours`}
      summary={historyWords(value)}
      times={steps.times}
      series={steps.series}
    />
  );
}
