import { BellOff, CircleCheck } from 'lucide-react';
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useState } from 'react';
import { useAlarmDesk } from '../../app/alarm-desk.ts';
import { usePendingMarks } from '../../app/host-context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { AlertLine } from '../../view/alert-lines.ts';
import { AlertItem } from './alert-item.tsx';
import { useKeptPlace } from './use-kept-place.ts';
import './alerts.css';

const VIEWS = [
  { value: 'now', text: 'Now' },
  { value: 'load', text: 'Alarm load' },
] as const;

// A page of figures that few look at, and seldom.
const AlertLoad = lazy(async () => {
  const { AlertLoad: component } = await import('./alert-load.tsx');
  return { default: component };
});

/** All alerts of the hospital, and what they ask of those who have to answer them. */
export function Alerts({ hospitalId }: { hospitalId: string }) {
  const [view, setView] = useState<'now' | 'load'>('now');
  return (
    <main className="alerts" aria-label="Alerts">
      <title>Alerts – Wardline</title>
      <header className="alerts-head">
        <h1 className="alerts-title">Alerts</h1>
        <Segments label="Show" value={view} onChange={setView} choices={VIEWS} />
      </header>
      <div className="alerts-body">
        {view === 'now' ? (
          <AlertList />
        ) : (
          <Suspense fallback={<Skeleton lines={8} label="Loading the figures" />}>
            <AlertLoad hospitalId={hospitalId} />
          </Suspense>
        )}
      </div>
    </main>
  );
}

function AlertList() {
  const { open, acknowledged, shelved } = useAlarmDesk().lines;
  const kept = useKeptPlace();
  const isQuiet = open.length + acknowledged.length + shelved.length === 0;
  if (isQuiet) {
    return (
      <EmptyState icon={<CircleCheck aria-hidden />} title="No alert stands">
        Every ward keeps its rules, or is waived. What breaks one for longer than its hold time
        appears here, with a sound.
      </EmptyState>
    );
  }
  return (
    <div onKeyDown={moveFocus} {...kept}>
      <Group title="To acknowledge" lines={open}>
        Everything has been acknowledged.
      </Group>
      <Group title="Acknowledged" lines={acknowledged} />
      <Group title="Shelved" lines={shelved} icon={<BellOff aria-hidden />} />
    </div>
  );
}

function Group(props: {
  title: string;
  lines: readonly AlertLine[];
  icon?: ReactNode;
  children?: ReactNode;
}) {
  const { title, lines, icon, children } = props;
  const marks = usePendingMarks();
  if (lines.length === 0 && children === undefined) return null;
  return (
    <section className="alert-group" aria-label={title}>
      <h2 className="alert-group-title">
        {icon}
        {title} <span className="quiet">{lines.length}</span>
      </h2>
      {lines.length === 0 && <p className="alert-none">{children}</p>}
      <ul>
        {lines.map((line) => (
          <AlertItem key={line.id} line={line} mark={marks.get(line.alert?.id ?? '') ?? null} />
        ))}
      </ul>
    </section>
  );
}

/** Arrow keys go from alert to alert. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.target instanceof Element)) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-alert-focus]')];
  const here = event.target.closest('[data-alert-line]')?.querySelector('[data-alert-focus]');
  const at = all.findIndex((one) => one === here);
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
