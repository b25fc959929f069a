import { useMemo } from 'react';
import type {
  RecordedNurse,
  RecordedShortfall,
  WardRecord,
} from '../../../src-shared/contract/ward-record.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { StepPlot } from '../../ui/step-plot.tsx';
import { clockTime, dayAndTime, timeLeft } from '../../ui/time-words.ts';
import { ruleWords } from '../../view/rule-figures.ts';
import { shortSpans, stepsOf } from '../../view/staffing-steps.ts';
import { unitWords } from '../../view/unit-words.ts';
import { type WaiverSpan, waiverSpans } from '../../view/waiver-spans.ts';

/** Who had whom in one shift, and where that was too few. */
export function RecordSheet({ record }: { record: WardRecord }) {
  const { shortfalls, nurses, patients } = record;
  const until = record.complete ? record.endsAt : record.asOf;
  return (
    <>
      <header>
        <h2 className="record-title">
          {record.wardName ?? record.wardId}, {day(record.startsAt)}, {time(record.startsAt)}–
          {time(record.endsAt)}
        </h2>
        <p className="quiet">
          {record.hospitalId}/{record.wardId} · {unitWords(record.unitType)} · {record.shift} shift
          {record.complete ? '' : ` · running; told up to ${time(record.asOf)}`} · patients{' '}
          {patients.atStart} at the start, {patients.most} at most, {patients.atEnd}{' '}
          {record.complete ? 'at the end' : 'now'}
        </p>
      </header>
      <Verdicts record={record} until={until} />
      <section aria-label="Shortfalls">
        <h3 className="record-part">Shortfalls: {shortfalls.length}</h3>
        {shortfalls.length === 0 && (
          <p className="quiet">No rule was broken for longer than its hold time.</p>
        )}
        <ul>
          {shortfalls.map((shortfall) => (
            <Shortfall key={`${shortfall.ruleId} ${shortfall.since}`} shortfall={shortfall} />
          ))}
        </ul>
      </section>
      <section aria-label="Nurses">
        <h3 className="record-part">Who was there, and who had whom</h3>
        <DataTable
          label="Nurses of the shift"
          rows={nurses}
          rowKey={({ nurseId }) => nurseId}
          empty="Nobody was on duty."
          columns={[
            {
              id: 'nurse',
              title: 'Nurse',
              cell: ({ name, nurseId, licence }) => (
                <>
                  {name}{' '}
                  <span className="quiet">
                    {licence} · {nurseId}
                  </span>
                </>
              ),
            },
            { id: 'duty', title: 'On duty', cell: (nurse) => <Lines lines={dutyLines(nurse)} /> },
            { id: 'breaks', title: 'Breaks', cell: (nurse) => <Lines lines={breakLines(nurse)} /> },
            {
              id: 'patients',
              title: 'Patients',
              cell: (nurse) => <Lines lines={patientLines(nurse)} />,
            },
          ]}
        />
      </section>
    </>
  );
}

function Verdicts({ record, until }: { record: WardRecord; until: string }) {
  const history = useMemo(
    () => ({
      from: record.startsAt,
      to: until,
      points: record.staffing.map((point) => ({ ...point, waived: point.waiver !== null })),
      alerts: [],
    }),
    [record, until],
  );
  const { times, series } = useMemo(() => stepsOf(history), [history]);
  if (times.length === 0) return <p className="quiet">The ward was not judged in this shift.</p>;
  const spans = shortSpans(history);
  const total = spans.reduce((sum, span) => sum + span.to - span.from, 0);
  return (
    <>
      <StepPlot
        label="Nurses required and counted in this shift"
        times={times}
        series={series}
        summary={
          spans.length === 0
            ? 'Never fewer nurses than required in this shift.'
            : `Short ${timeLeft(total)} in all, from ${clockTime(spans[0]?.from ?? 0)}.`
        }
      />
      {waiverSpans(record).map((one) => (
        <p key={`${one.from} ${one.waiver.endsAt}`}>
          Waived {span(one.from, one.to)} by {one.waiver.author}: {one.waiver.reason}
          <span className="quiet"> · {plannedEnd(one)}</span>
        </p>
      ))}
    </>
  );
}

function plannedEnd({ from, to, waiver }: WaiverSpan): string {
  const end = dayAndTime(Date.parse(waiver.endsAt), Date.parse(from));
  if (to === null) return `planned until ${end}`;
  return to < waiver.endsAt ? `ended early, planned until ${end}` : 'ended as planned';
}

function Shortfall({ shortfall }: { shortfall: RecordedShortfall }) {
  const { ruleId, severity, text, since, endedAt, seconds, waived, deeds } = shortfall;
  return (
    <li className="shortfall">
      <p>
        <SeverityMark severity={severity} /> <strong>{ruleWords(ruleId)}</strong>{' '}
        <span className="quiet">
          {time(since)}–{endedAt === null ? '' : time(endedAt)}, {timeLeft(seconds * 1000)}
          {endedAt === null && ', not over within the record'} ·{' '}
          <span className="mono">{ruleId}</span>
        </span>
      </p>
      <p>{text}</p>
      {waived.map(({ from, to, by, reason }) => (
        <p key={from}>
          Waived {span(from, to)} by {by}: {reason}
        </p>
      ))}
      <ol className="deeds">
        {deeds.map((deed) => (
          <li key={`${deed.at} ${deed.what} ${deed.text}`}>
            <span className="quiet">{clockTime(Date.parse(deed.at))}</span> {deed.text}{' '}
            <span className="quiet">({deed.by})</span>
          </li>
        ))}
      </ol>
    </li>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return <span className="quiet">none</span>;
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function dutyLines({ duty }: RecordedNurse): string[] {
  return duty.map(({ from, to, endReason }) => {
    const why = endReason === null ? '' : ` (${endReason})`;
    return `${span(from, to)}${why}`;
  });
}

function breakLines({ breaks }: RecordedNurse): string[] {
  return breaks.map(({ from, to, relievedBy }) => {
    const relief =
      relievedBy === null
        ? 'nobody relieved'
        : `relieved by ${relievedBy.name ?? relievedBy.nurseId}`;
    return `${span(from, to)}, ${relief}`;
  });
}

function patientLines({ patients }: RecordedNurse): string[] {
  return patients.map(({ from, to, patient, acuity }) => {
    const whom = patient === null ? 'the ward post' : `${patient.label} (${patient.ref})`;
    const care = acuity === null ? '' : `, acuity ${acuity}`;
    return `${span(from, to)} ${whom}${care}`;
  });
}

function span(from: string, to: string | null): string {
  return `${time(from)}–${to === null ? '' : time(to)}`;
}

function time(at: string): string {
  return clockTime(Date.parse(at));
}

function day(at: string): string {
  return new Date(at).toLocaleDateString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
}
