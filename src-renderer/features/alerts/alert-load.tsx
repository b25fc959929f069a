import { useState } from 'react';
import {
  type AlertLoad as Load,
  alertLoadAnswerSchema,
} from '../../../src-shared/contract/staffing-reads.ts';
import { useHost } from '../../app/host-context.tsx';
import { useRead } from '../../app/use-read.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StepPlot } from '../../ui/step-plot.tsx';
import { dayAndTime } from '../../ui/time-words.ts';
import { ruleWords } from '../../view/rule-figures.ts';

const DAY_MS = 86_400_000;
const SPANS = [
  { value: '1', text: '24 h' },
  { value: '7', text: '7 days' },
  { value: '30', text: '30 days' },
] as const;

/** How much the alarms ask of people: alerts an hour, acknowledged in time, rules that chatter. */
export function AlertLoad({ hospitalId }: { hospitalId: string }) {
  const host = useHost();
  const [days, setDays] = useState<(typeof SPANS)[number]['value']>('1');
  const [end] = useState(() => host.serverNow());
  const from = new Date(end - Number(days) * DAY_MS).toISOString();
  const path = `/api/v1/hospitals/${hospitalId}/alerts/load?from=${from}&to=${new Date(end).toISOString()}`;
  const { value, problem } = useRead(path, alertLoadAnswerSchema);
  return (
    <section className="alert-load" aria-label="Alarm load">
      <Segments label="Over" value={days} onChange={setDays} choices={SPANS} />
      {problem !== null && <p role="alert">{problem.sentence}</p>}
      {value === null && problem === null && <Skeleton lines={6} label="Loading the figures" />}
      {value !== null && <Figures load={value} now={end} />}
    </section>
  );
}

function Figures({ load, now }: { load: Load; now: number }) {
  const { hours, rules } = load;
  const chattering = rules.filter((rule) => rule.chattering);
  const most = hours.reduce<Load['hours'][number] | null>(
    (top, hour) => (top === null || hour.raised > top.raised ? hour : top),
    null,
  );
  const share = load.shareInTime === null ? '–' : `${Math.round(load.shareInTime * 100)}%`;
  return (
    <>
      <dl className="load-figures">
        <Figure label="raised" value={String(load.raised)} />
        <Figure label="an hour" value={load.perHour.toFixed(1)} />
        <Figure label="acknowledged in time" value={share} />
        <Figure label="still in time to be" value={String(load.pending)} />
        <Figure
          label={chattering.length === 1 ? 'rule chatters' : 'rules chatter'}
          value={String(chattering.length)}
        />
      </dl>
      <StepPlot
        label="Alerts raised in each hour"
        kind="bars"
        height={160}
        times={hours.map(({ hour }) => Date.parse(hour))}
        series={[
          { label: 'alerts raised', tone: 'accent', values: hours.map(({ raised }) => raised) },
        ]}
        summary={
          most === null || most.raised === 0
            ? 'No alert was raised in that time.'
            : `Most in one hour: ${most.raised}, from ${dayAndTime(Date.parse(most.hour), now)}.`
        }
        table={
          <DataTable
            label="Alerts by hour"
            rows={hours.filter(({ raised }) => raised > 0)}
            rowKey={({ hour }) => hour}
            empty="None."
            columns={[
              {
                id: 'hour',
                title: 'Hour from',
                cell: ({ hour }) => dayAndTime(Date.parse(hour), now),
              },
              { id: 'raised', title: 'Raised', kind: 'number', cell: ({ raised }) => raised },
            ]}
          />
        }
      />
      <h2 className="alert-group-title">By ward and rule</h2>
      <DataTable
        label="Alerts by ward and rule"
        rows={rules}
        rowKey={(rule) => `${rule.wardId} ${rule.ruleId}`}
        empty="No rule was broken for long enough to raise an alert."
        columns={[
          { id: 'ward', title: 'Ward', kind: 'code', cell: (rule) => rule.wardId },
          { id: 'rule', title: 'Rule', cell: (rule) => ruleWords(rule.ruleId) },
          { id: 'raised', title: 'Raised', kind: 'number', cell: (rule) => rule.raised },
          {
            id: 'most',
            title: 'Most in an hour',
            kind: 'number',
            cell: (rule) => rule.mostInAnHour,
          },
          {
            id: 'chatters',
            title: 'Chatters',
            cell: (rule) => (rule.chattering ? 'yes: three or more within an hour' : 'no'),
          },
        ]}
      />
    </>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
