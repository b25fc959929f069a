import { Download, FileText, ScrollText } from 'lucide-react';
import { useState } from 'react';
import {
  recordAnswerSchema,
  recordsAnswerSchema,
} from '../../../src-shared/contract/staffing-reads.ts';
import { useHospital } from '../../app/hospital-wards.tsx';
import { useDownload } from '../../app/use-download.ts';
import { useRead } from '../../app/use-read.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ChoiceField } from '../../ui/field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { clockTime, dayAndTime, timeLeft } from '../../ui/time-words.ts';
import { RecordSheet } from './record-sheet.tsx';
import './record.css';

const MINUTE_MS = 60_000;

export interface RecordsProps {
  hospitalId: string;
  /** Null: none is chosen yet. */
  wardId: string | null;
  startsAt: string | null;
  onChoose: (wardId: string, startsAt: string | null) => void;
}

/** The record of shifts: a ward, a shift, and what is kept of it. */
export function Records({ hospitalId, wardId, startsAt, onChoose }: RecordsProps) {
  const { wards } = useHospital();
  const sorted = [...(wards ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ward = wardId ?? sorted[0]?.id ?? null;
  return (
    <main className="records" aria-label="Record of shifts">
      <title>Record – Wardline</title>
      <header className="records-head">
        <h1 className="records-title">
          <ScrollText aria-hidden /> Record of shifts
        </h1>
        {ward !== null && (
          <ChoiceField
            label="Ward"
            value={ward}
            onChange={(next) => {
              onChoose(next, null);
            }}
            choices={sorted.map(({ id, name }) => ({ value: id, text: `${id} – ${name}` }))}
          />
        )}
      </header>
      {wards === null ? (
        <Skeleton lines={8} label="Loading the wards" />
      ) : ward === null ? (
        <EmptyState icon={<ScrollText aria-hidden />} title="There are no wards">
          A record is kept for each ward and shift.
        </EmptyState>
      ) : (
        <Shifts
          key={ward}
          base={`/api/v1/hospitals/${hospitalId}/wards/${ward}/records`}
          name={`${hospitalId}-${ward}`}
          startsAt={startsAt}
          onChoose={(next) => {
            onChoose(ward, next);
          }}
        />
      )}
    </main>
  );
}

function Shifts(props: {
  base: string;
  name: string;
  startsAt: string | null;
  onChoose: (startsAt: string) => void;
}) {
  const { base, name, startsAt, onChoose } = props;
  const now = useNow(MINUTE_MS);
  const { value, problem } = useRead(base, recordsAnswerSchema);
  if (problem !== null && value === null) {
    return (
      <EmptyState icon={<ScrollText aria-hidden />} title="The record could not be read">
        {problem.sentence}
      </EmptyState>
    );
  }
  if (value === null) return <Skeleton lines={8} label="Loading the shifts" />;
  const { records } = value;
  const chosen = startsAt ?? records[0]?.startsAt ?? null;
  if (chosen === null) {
    return (
      <EmptyState icon={<ScrollText aria-hidden />} title="Nothing is recorded yet">
        The record of a shift begins with the first thing that happens in the ward.
      </EmptyState>
    );
  }
  return (
    <div className="records-body">
      <nav className="records-shifts" aria-label="Shifts">
        <ul>
          {records.map((record) => (
            <li key={record.startsAt}>
              <button
                type="button"
                className="records-shift"
                aria-current={record.startsAt === chosen ? 'true' : undefined}
                onClick={() => {
                  onChoose(record.startsAt);
                }}
              >
                <span>
                  {dayAndTime(Date.parse(record.startsAt), now)}–
                  {clockTime(Date.parse(record.endsAt))} {record.shift}
                </span>
                <span className="quiet">
                  {record.complete ? shortWords(record) : `running, ${shortWords(record)}`}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <One key={chosen} path={`${base}/${chosen}`} name={`${name}-${chosen.slice(0, 13)}`} />
    </div>
  );
}

function shortWords({ shortfalls, shortSeconds }: { shortfalls: number; shortSeconds: number }) {
  if (shortfalls === 0) return 'no shortfall';
  const count = shortfalls === 1 ? '1 shortfall' : `${shortfalls} shortfalls`;
  return `${count}, ${timeLeft(shortSeconds * 1000)}`;
}

/** One shift, read again each minute as long as it is running, and as a file. */
function One({ path, name }: { path: string; name: string }) {
  const minute = useNow(MINUTE_MS);
  const [isRunning, setRunning] = useState(true);
  const { value, problem } = useRead(path, recordAnswerSchema, isRunning ? String(minute) : '');
  const download = useDownload();
  const [fault, setFault] = useState<string | null>(null);
  if (value?.record.complete === true && isRunning) setRunning(false);
  const save = (format: 'csv' | 'pdf') => {
    void download(`${path}?format=${format}`, `${name}.${format}`).then(setFault);
  };
  return (
    <article className="record" aria-label="Record">
      <div className="record-tools">
        <Button
          icon={<Download aria-hidden />}
          onPress={() => {
            save('csv');
          }}
        >
          CSV
        </Button>
        <Button
          icon={<FileText aria-hidden />}
          onPress={() => {
            save('pdf');
          }}
        >
          PDF
        </Button>
        {fault !== null && <span role="alert">{fault}</span>}
      </div>
      {problem !== null && <p role="alert">{problem.sentence}</p>}
      {value === null && problem === null && <Skeleton lines={10} label="Loading the record" />}
      {value !== null && <RecordSheet record={value.record} />}
    </article>
  );
}
