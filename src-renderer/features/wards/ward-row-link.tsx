import { ClockAlert, OctagonAlert, ShieldOff, TriangleAlert, UserRoundX } from 'lucide-react';
import { memo } from 'react';
import { Link } from '@tanstack/react-router';
import { parseWardKey } from '../../../src-shared/contract/ids.ts';
import { classNames } from '../../ui/class-names.ts';
import { FreshnessMark, isDoubtful } from '../../ui/freshness-mark.tsx';
import { RelativeAge } from '../../ui/relative-age.tsx';
import { clockTime } from '../../ui/time-words.ts';
import { ruleNameOf } from '../../view/rule-figures.ts';
import { ratioWords, type WardFigures } from '../../view/ward-row.ts';
import type { WardRow } from './use-ward-rows.ts';

/** One ward: bar, code, name, census of beds, nurses counted of required, ratio, what is wrong. */
export const WardRowLink = memo(function WardRowLink(props: { row: WardRow; isOpen: boolean }) {
  const { row, isOpen } = props;
  const { figures, freshness } = row;
  const doubtful = isDoubtful(freshness);
  return (
    <Link
      to="/h/$hospitalId/w/$wardId"
      params={{ hospitalId: parseWardKey(row.key).hospitalId, wardId: row.wardId }}
      className={classNames('ward-row', doubtful && 'ward-row-doubtful')}
      aria-current={isOpen ? 'page' : undefined}
      data-standing={figures === null ? undefined : barOf(figures)}
      data-ward={row.key}
    >
      <span className="ward-bar" aria-hidden="true" />
      <span className="ward-code mono cut" title={row.wardId}>
        {row.wardId}
      </span>
      <span className="ward-name cut" title={row.name}>
        {row.name}
      </span>
      <span className="ward-figures">
        <span className="ward-number">
          <Figure figures={figures} of={(one) => `${one.census}/${one.beds}`} label="beds" />
        </span>
        <span className="ward-number">
          <Figure figures={figures} of={nursesWords} label="nurses" />
        </span>
        <span className="ward-number quiet">
          <Figure figures={figures} of={(one) => ratioWords(one.ratio)} label="ratio" />
        </span>
      </span>
      <span className="ward-words cut">
        {freshness?.kind === 'live' ? (
          figures && <StandingWords figures={figures} />
        ) : (
          <FreshnessMark freshness={freshness} />
        )}
      </span>
    </Link>
  );
});

/** What a rule is about where there is room for a word. */
const ALERT_WORDS: Readonly<Record<string, string>> = {
  load: 'load',
  average: 'average',
  min_present: 'too few',
  care_hours: 'care',
  skill_mix: 'RNs',
  assistants: 'assist',
  in_charge: 'charge',
  triage: 'triage',
  rn_hours: 'hours',
  not_counted: 'cover',
};

function Figure(props: {
  figures: WardFigures | null;
  of: (figures: WardFigures) => string;
  label: string;
}) {
  if (!props.figures) return <span className="quiet">–</span>;
  return (
    <>
      {props.of(props.figures)}
      <span className="unseen figure-label"> {props.label}</span>
    </>
  );
}

function nursesWords({ present, required }: WardFigures): string {
  return `${present ?? '–'}/${required ?? '–'}`;
}

/** What the bar at the left says: short, or another rule broken that gravely; soon; nothing. */
function barOf({ standing, alert }: WardFigures): string {
  if (standing.kind === 'short' && standing.waivedUntil !== null) return 'waived';
  if (standing.kind !== 'short' && alert?.severity === 'critical') return 'alert';
  return standing.kind;
}

/** The one thing worth a word: how short, what alert, how short soon, whom nobody looks after. */
function StandingWords({ figures }: { figures: WardFigures }) {
  const { standing, alert } = figures;
  if (standing.kind === 'short' && standing.waivedUntil !== null) {
    return (
      <span className="ward-unheld" title={`Waived until ${clockTime(standing.waivedUntil)}`}>
        <ShieldOff aria-hidden />
        short {standing.by} waived
      </span>
    );
  }
  if (standing.kind === 'short') {
    return (
      <span className="ward-short">
        <TriangleAlert aria-hidden />
        short {standing.by} <RelativeAge since={standing.since} />
      </span>
    );
  }
  if (alert !== null && alert.severity !== 'notice') {
    return (
      <span
        className={alert.severity === 'critical' ? 'ward-short' : 'ward-near'}
        title={alert.text}
      >
        {alert.severity === 'critical' ? (
          <OctagonAlert aria-hidden />
        ) : (
          <TriangleAlert aria-hidden />
        )}
        {ALERT_WORDS[ruleNameOf(alert.ruleId)] ?? alert.severity}{' '}
        <RelativeAge since={Date.parse(alert.since)} />
      </span>
    );
  }
  if (standing.kind === 'near') {
    return (
      <span
        className="ward-near"
        title={`By ${clockTime(standing.at)} shifts end and ${standing.by} will be missing`}
      >
        <ClockAlert aria-hidden />−{standing.by} at {clockTime(standing.at)}
      </span>
    );
  }
  if (figures.withoutNurse === 0) return null;
  return (
    <span className="ward-unheld" title="Patients without a nurse">
      <UserRoundX aria-hidden />
      {figures.withoutNurse} <span className="unseen">patients without a nurse</span>
    </span>
  );
}
