import { ClipboardList, Coffee, Handshake, LifeBuoy, Undo2 } from 'lucide-react';
import { type ReactNode, useEffect, useMemo } from 'react';
import { parseWardKey, wardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { useDesk } from '../../app/desk.ts';
import { useHospital } from '../../app/hospital-wards.tsx';
import { useFreshness, useHost, usePendingMarks, useReadable } from '../../app/host-context.tsx';
import { Band } from '../../ui/band.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FreshnessMark, isDoubtful } from '../../ui/freshness-mark.tsx';
import { RelativeAge } from '../../ui/relative-age.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { asWard } from '../../view/log-kinds.ts';
import { type MyWork, myWork } from '../../view/my-shift.ts';
import { NewAssignmentCard } from './new-assignment-card.tsx';
import { PatientCard } from './patient-card.tsx';
import { ShiftLine } from './shift-line.tsx';
import './my-patients.css';

/** A nurse's own view: shift, what is new, patients by bed. */
export function MyPatients({ nurseId, messages }: { nurseId: string; messages: ReactNode }) {
  const { hospitalId, wards, problem } = useHospital();
  const board = useReadable(useHost().board);
  useFollowingMoves(nurseId);
  const states = useMemo(
    () =>
      (wards ?? []).flatMap(
        (ward) => asWard(board.get(wardKey({ hospitalId, wardId: ward.id }))?.state ?? null) ?? [],
      ),
    [wards, board, hospitalId],
  );
  const work = useMemo(() => myWork(nurseId, states), [nurseId, states]);
  if (wards === null && problem) {
    return (
      <EmptyState icon={<ClipboardList aria-hidden />} title="Your wards could not be read">
        {problem.sentence}
      </EmptyState>
    );
  }
  if (wards === null || (wards.length > 0 && states.length === 0)) {
    return <Skeleton lines={7} label="Loading your patients" />;
  }
  return <MyPage nurseId={nurseId} work={work} messages={messages} />;
}

function MyPage(props: { nurseId: string; work: MyWork; messages: ReactNode }) {
  const { nurseId, work, messages } = props;
  const { me, meIn, unconfirmed, confirmed } = work;
  const marks = usePendingMarks();
  const wards = new Set([
    ...(meIn ? [wardKey(meIn)] : []),
    ...[...unconfirmed, ...confirmed].map((one) => one.ward),
  ]);
  return (
    <main className="my-page">
      <div className="my-scroll">
        {[...wards].map((ward) => (
          <StaleBand key={ward} ward={ward} />
        ))}
        <ShiftLine me={me} ward={meIn} patients={unconfirmed.length + confirmed.length} />
        {messages}
        {unconfirmed.length > 0 && (
          <section aria-label="New assignments" aria-live="polite" className="my-section">
            {unconfirmed.map((one) => (
              <NewAssignmentCard
                key={one.assignment.id}
                mine={one}
                isPending={marks.has(one.assignment.id)}
              />
            ))}
          </section>
        )}
        <section aria-label="My patients" className="my-section">
          <h2 className="my-title">
            My patients <span className="quiet">{confirmed.length}</span>
          </h2>
          {confirmed.length === 0 && (
            <p className="my-none">
              {unconfirmed.length > 0 ? 'Confirm what is new above.' : 'Nobody is assigned to you.'}
            </p>
          )}
          <ul className="my-list">
            {confirmed.map((one) => (
              <li key={one.assignment.id}>
                <PatientCard mine={one} isPending={marks.has(one.assignment.id)} />
              </li>
            ))}
          </ul>
        </section>
      </div>
      {meIn && <BottomBar nurseId={nurseId} ward={meIn} work={work} />}
    </main>
  );
}

/** Says how old the data of a ward is as long as it is not live. */
function StaleBand({ ward }: { ward: WardKey }) {
  const freshness = useFreshness(ward);
  if (!isDoubtful(freshness)) return null;
  const asOf =
    freshness.kind === 'stale'
      ? freshness.since
      : freshness.kind === 'catching-up'
        ? freshness.asOf
        : null;
  return (
    <Band
      tone={freshness.kind === 'catching-up' ? 'notice' : 'warning'}
      icon={<FreshnessMark freshness={freshness} bare />}
    >
      {parseWardKey(ward).wardId} is not live
      {asOf !== null && (
        <>
          : what you see is <RelativeAge since={asOf} /> old
        </>
      )}
      .
    </Band>
  );
}

function BottomBar({ nurseId, ward, work }: { nurseId: string; ward: WardState; work: MyWork }) {
  const desk = useDesk();
  const key = wardKey(ward);
  const until = work.me?.onBreakUntil ?? null;
  const first = work.confirmed[0] ?? work.unconfirmed[0];
  return (
    <nav className="my-bar" aria-label="My shift">
      <Button
        large
        icon={<LifeBuoy aria-hidden />}
        onPress={() => {
          desk.ask({ kind: 'help', ward: key });
        }}
      >
        Help
      </Button>
      {until === null ? (
        <Button
          large
          icon={<Coffee aria-hidden />}
          onPress={() => {
            desk.ask({ kind: 'break', ward: key, nurseId });
          }}
        >
          Break
        </Button>
      ) : (
        <Button
          large
          kind="primary"
          icon={<Undo2 aria-hidden />}
          onPress={() => {
            const { hospitalId } = ward;
            desk.run({ kind: 'end-break', ward: key, nurseId, body: { hospitalId } });
          }}
        >
          I am back
        </Button>
      )}
      <Button
        large
        icon={<Handshake aria-hidden />}
        isDisabled={first === undefined}
        onPress={() => {
          desk.ask({ kind: 'hand-over', nurseId });
        }}
      >
        Hand over
      </Button>
    </nav>
  );
}

/**
 * A nurse who is moved may see another ward from then on: the list of wards is read again whenever
 * the boards that are followed no longer show her where they did.
 */
function useFollowingMoves(nurseId: string): void {
  const { hospitalId, wards, reload } = useHospital();
  const board = useReadable(useHost().board);
  const places = [...board]
    .filter(([key, view]) => isOn(key, hospitalId, view.state, nurseId))
    .map(([key]) => key)
    .sort()
    .join(' ');
  const isKnown = wards !== null;
  useEffect(() => {
    if (isKnown) reload();
    // Only a change of place asks again, not each new list.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [places, reload]);
}

function isOn(
  key: WardKey,
  hospitalId: string,
  state: Parameters<typeof asWard>[0],
  nurseId: string,
): boolean {
  if (parseWardKey(key).hospitalId !== hospitalId) return false;
  return asWard(state)?.nurses.some((nurse) => nurse.id === nurseId) ?? false;
}
