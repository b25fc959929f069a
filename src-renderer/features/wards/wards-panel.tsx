import { Hospital, Search } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useHospital } from '../../app/hospital-wards.tsx';
import { useUser } from '../../app/host-context.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { matchScore } from '../../ui/match.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { useCalmOrder } from './use-calm-order.ts';
import { useWardRows, type WardRow, worstFirst } from './use-ward-rows.ts';
import { WardList } from './ward-list.tsx';
import './wards.css';

/** The list of wards, worst first, with a field to find one. `openWardId` is the one on the board. */
export function WardsPanel({ openWardId }: { openWardId: string | null }) {
  const rows = useWardRows();
  const { problem, reload } = useHospital();
  if (rows === null) {
    return (
      <section className="wards-panel" aria-label="Wards">
        {problem ? (
          <EmptyState
            icon={<Hospital aria-hidden />}
            title="The wards could not be read"
            action={<Button onPress={reload}>Try again</Button>}
          >
            {problem.sentence}
          </EmptyState>
        ) : (
          <Skeleton lines={12} label="Loading the wards" />
        )}
      </section>
    );
  }
  return rows.length === 0 ? <NoWards /> : <Wards rows={rows} openWardId={openWardId} />;
}

function Wards({ rows, openWardId }: { rows: readonly WardRow[]; openWardId: string | null }) {
  const [query, setQuery] = useState('');
  const [isHeld, setHeld] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const wished = useMemo(() => worstFirst(rows), [rows]);
  const order = useCalmOrder(wished, isHeld);
  const shown = useMemo(() => {
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return order.flatMap((key) => {
      const row = byKey.get(key);
      return row && matchScore(query, `${row.wardId} ${row.name}`) !== null ? [row] : [];
    });
  }, [rows, order, query]);
  const step = useStep(shown, openWardId);
  useKeys({
    '/': () => field.current?.focus(),
    '[': () => {
      step(-1);
    },
    ']': () => {
      step(1);
    },
  });

  return (
    <section
      className="wards-panel"
      aria-label="Wards"
      onPointerEnter={() => {
        setHeld(true);
      }}
      onPointerLeave={() => {
        setHeld(false);
      }}
      onFocus={() => {
        setHeld(true);
      }}
      onBlur={() => {
        setHeld(false);
      }}
    >
      <div className="wards-search">
        <Search aria-hidden />
        <input
          ref={field}
          type="search"
          className="wards-search-field"
          aria-label="Find a ward"
          aria-keyshortcuts="/"
          placeholder="Find a ward"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            setQuery('');
            event.currentTarget.blur();
          }}
        />
        <Summary rows={rows} />
      </div>
      {shown.length === 0 ? (
        <p className="wards-nothing" role="status">
          No ward is called “{query}”.
        </p>
      ) : (
        <WardList rows={shown} openWardId={openWardId} />
      )}
    </section>
  );
}

/** Goes to the ward before or after the open one, as the list shows them; around at the ends. */
function useStep(shown: readonly WardRow[], openWardId: string | null): (by: 1 | -1) => void {
  const { hospitalId } = useHospital();
  const navigate = useNavigate();
  return (by) => {
    const at = shown.findIndex((row) => row.wardId === openWardId);
    const start = at < 0 && by < 0 ? 0 : at;
    const next = shown[(start + by + shown.length) % shown.length];
    if (!next) return;
    void navigate({
      to: '/h/$hospitalId/w/$wardId',
      params: { hospitalId, wardId: next.wardId },
    });
  };
}

/** How many wards there are and how many of them are short. */
function Summary({ rows }: { rows: readonly WardRow[] }) {
  const short = rows.filter((row) => row.figures?.standing.kind === 'short').length;
  return (
    <span className="wards-summary">
      {short > 0 && <strong className="wards-summary-short">{short} short</strong>}
      {short > 0 && ' of '}
      {rows.length}
    </span>
  );
}

function NoWards() {
  const isAdmin = useUser().roles.includes('admin');
  return (
    <section className="wards-panel" aria-label="Wards">
      <EmptyState icon={<Hospital aria-hidden />} title="No wards yet">
        {isAdmin
          ? 'Create the first one under Administration, Wards.'
          : 'This hospital has no ward that you may see. An administrator can create wards or give you access.'}
      </EmptyState>
    </section>
  );
}
