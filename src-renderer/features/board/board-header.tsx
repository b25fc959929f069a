import {
  ArrowLeft,
  CircleHelp,
  ClockAlert,
  MessageSquare,
  Plus,
  ShieldOff,
  TriangleAlert,
  UsersRound,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import type { Freshness } from '../../../src-shared/sync/views.ts';
import { useHouse } from '../../app/host-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { useNow } from '../../ui/clock.ts';
import { FreshnessMark } from '../../ui/freshness-mark.tsx';
import { Segments } from '../../ui/segments.tsx';
import { clockTime } from '../../ui/time-words.ts';
import { unitWords } from '../../view/unit-words.ts';
import { ratioWords, wardFigures, type WardFigures } from '../../view/ward-row.ts';
import { WardTrend } from './ward-trend.tsx';

export type BoardView = 'bed' | 'nurse';

const VIEWS = [
  { value: 'bed', text: 'By bed' },
  { value: 'nurse', text: 'By nurse' },
] as const;
const MINUTE_MS = 60_000;

export interface BoardHeaderProps {
  state: WardState;
  freshness: Freshness;
  view: BoardView;
  onView: (view: BoardView) => void;
  onAdmit: () => void;
  onMessage: () => void;
  /** Shows how the ward is judged. */
  onWhy: () => void;
  onNurses: () => void;
}

/** Name, figures and standing of the ward that is open, with its views and its main action. */
export function BoardHeader({
  state,
  freshness,
  view,
  onView,
  onAdmit,
  onMessage,
  onWhy,
  onNurses,
}: BoardHeaderProps) {
  const house = useHouse(state.hospitalId);
  const isHeard = freshness.kind !== 'stale';
  const figures = wardFigures(state, house, useNow(MINUTE_MS), isHeard);
  return (
    <header className="board-header">
      <div className="board-title-line">
        <Link
          to="/h/$hospitalId"
          params={{ hospitalId: state.hospitalId }}
          className="board-back"
          aria-label="All wards"
        >
          <ArrowLeft aria-hidden />
        </Link>
        <h1 className="board-title cut" title={state.name ?? state.wardId}>
          <span className="mono board-code">{state.wardId}</span>
          {state.name ?? state.wardId}
        </h1>
        <FreshnessMark freshness={freshness} />
        <span className="board-tools">
          <Segments label="Arrange the board" value={view} onChange={onView} choices={VIEWS} />
          <Button
            className="board-nurses-button"
            icon={<UsersRound aria-hidden />}
            onPress={onNurses}
          >
            Nurses
          </Button>
          <Button
            className="board-message-button"
            aria-label="Message to everybody on this ward"
            icon={<MessageSquare aria-hidden />}
            onPress={onMessage}
          >
            Message
          </Button>
          <Button
            className="board-why-button"
            icon={<CircleHelp aria-hidden />}
            aria-label="Why: how this ward is judged"
            onPress={onWhy}
          >
            Why
          </Button>
          <Button
            className="board-admit-button"
            icon={<Plus aria-hidden />}
            keyName="n"
            onPress={onAdmit}
          >
            Admit
          </Button>
        </span>
      </div>
      <div className="board-figures">
        <Figure value={`${figures.census}/${figures.beds}`} label="beds" />
        <Figure
          value={`${figures.present ?? '–'} counted / ${figures.required ?? '–'}`}
          label="required"
        />
        <Figure value={ratioWords(figures.ratio)} label={unitWords(state.unitType)} />
        <StandingChip figures={figures} />
        {figures.calculated && freshness.kind === 'stale' && freshness.since !== null && (
          <span className="quiet">from data of {clockTime(freshness.since)}</span>
        )}
        {figures.waiting > 0 && <span>{figures.waiting} waiting for a bed</span>}
        {figures.withoutNurse > 0 && <span>{figures.withoutNurse} without a nurse</span>}
        {figures.onBreak > 0 && <span className="quiet">{figures.onBreak} on a break</span>}
        <span className="board-trend">
          <WardTrend ward={figures.key} />
        </span>
      </div>
    </header>
  );
}

function Figure({ value, label }: { value: string; label: ReactNode }) {
  return (
    <span className="board-figure">
      <strong>{value}</strong> <span className="quiet">{label}</span>
    </span>
  );
}

function StandingChip({ figures }: { figures: WardFigures }) {
  const { standing } = figures;
  if (standing.kind === 'short' && standing.waivedUntil !== null) {
    return (
      <Chip icon={<ShieldOff aria-hidden />}>
        short {standing.by}, waived until {clockTime(standing.waivedUntil)}
      </Chip>
    );
  }
  if (standing.kind === 'short') {
    return (
      <Chip tone="critical" icon={<TriangleAlert aria-hidden />}>
        short {standing.by} since {clockTime(standing.since)}
      </Chip>
    );
  }
  if (standing.kind === 'near') {
    return (
      <Chip tone="warning" icon={<ClockAlert aria-hidden />}>
        short {standing.by} from {clockTime(standing.at)}, when shifts end
      </Chip>
    );
  }
  return null;
}
