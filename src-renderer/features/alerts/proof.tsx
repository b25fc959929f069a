import { CircleCheck, CircleSlash, RefreshCw } from 'lucide-react';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import type { NotCounted } from '../../../src-shared/domain/staffing/head-count.ts';
import type { Counted } from '../../../src-shared/domain/staffing/who-counts.ts';
import { Chip } from '../../ui/chip.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { clockTime } from '../../ui/time-words.ts';
import type { AlertLine } from '../../view/alert-lines.ts';
import { CERTAINTY_WORDS, type FigureLine } from '../../view/rule-figures.ts';
import type { WardProof } from '../../view/ward-proof.ts';
import { ratioWords } from '../../view/ward-row.ts';

/** Patients, required, counted, short, ratio: as this device computes them now. */
export function ProofNumbers({ proof, state }: { proof: WardProof; state: WardState }) {
  const { evaluation, waiver } = proof;
  if (evaluation === null) return <p>This ward has not been set up yet.</p>;
  const { required, counted } = evaluation;
  const patients = state.stays.length;
  const short = required === null ? null : Math.max(0, required - counted);
  return (
    <>
      <dl className="proof-numbers">
        <Number label="Patients" value={String(patients)} />
        <Number label="Required" value={String(required ?? '–')} />
        <Number label="Counted" value={String(counted)} />
        <Number label="Short" value={String(short ?? '–')} />
        <Number label="Ratio" value={ratioWords(counted === 0 ? null : patients / counted)} />
      </dl>
      {waiver !== null && (
        <p className="why-stale">
          Waived until {clockTime(Date.parse(waiver.endsAt))} by {waiver.author}: {waiver.reason}.
          What the rules find raises nothing until then.
        </p>
      )}
    </>
  );
}

function Number({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Whether this device, counting for itself, comes to the numbers that the alert says. */
export function Recomputed({ proof, line }: { proof: WardProof; line: AlertLine | null }) {
  if (line?.alert == null) return <Others proof={proof} />;
  const { finding } = proof;
  const isSame =
    finding !== null && canonicalJson(finding.facts) === canonicalJson(line.alert.facts);
  return (
    <>
      <p className="proof-check">
        {isSame ? <CircleCheck aria-hidden /> : <RefreshCw aria-hidden />}
        <span>
          {isSame
            ? 'Computed again on this device from the board: the same numbers.'
            : finding === null
              ? 'Computed again on this device: the rule is kept now. The alert ends once that has lasted.'
              : `Computed again on this device: ${finding.text}`}
        </span>
      </p>
      <Others proof={proof} />
    </>
  );
}

function Others({ proof: { others } }: { proof: WardProof }) {
  if (others.length === 0) return null;
  return (
    <section>
      <h3 className="proof-title">What else the rules find</h3>
      <ul className="proof-others">
        {others.map((finding) => (
          <li key={finding.ruleId}>
            <SeverityMark severity={finding.severity} /> <span>{finding.text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The rule's words, how certain each figure is, and what it rests on. */
export function ProofFigures({ proof }: { proof: WardProof }) {
  return (
    <section>
      <h3 className="proof-title">
        The rule: {proof.law}
        {proof.packTitle !== proof.law && ` (${proof.packTitle})`}, version {proof.version}
      </h3>
      {proof.figures.length === 0 && (
        <p className="quiet">The words of this version are not on this device.</p>
      )}
      <ul className="figure-lines">
        {proof.figures.map((figure) => (
          <FigureItem key={`${figure.of} ${figure.words}`} figure={figure} />
        ))}
      </ul>
    </section>
  );
}

function FigureItem({ figure }: { figure: FigureLine }) {
  const { words, certainty, source, inForce, whyOff } = figure;
  return (
    <li>
      <span>
        {words}{' '}
        <Chip tone={certainty === 'verified' ? 'plain' : 'notice'}>
          {CERTAINTY_WORDS[certainty]}
        </Chip>
        {!inForce && <Chip>off</Chip>}
      </span>
      <span className="quiet figure-source">{inForce ? source : `${whyOff ?? ''} ${source}`}</span>
    </li>
  );
}

const WHY_NOT: Readonly<Record<NotCounted, string>> = {
  off_shift: 'off shift',
  rn_only: 'licence: only RNs count here',
  not_competent: 'not signed off for this ward',
  triage: 'at triage',
  radio: 'at the radio',
  charge: 'in charge, not in direct care',
  in_charge: 'in charge besides',
  no_direct_care: 'not in direct care',
  on_break: 'on a break, patients handed over',
  break_not_relieved: 'on a break, nobody relieves',
};

/** Who counts, with how many patients; who does not, and why. */
export function ProofPeople({ proof, state }: { proof: WardProof; state: WardState }) {
  const counted = proof.people.filter((one) => one.counts);
  const others = proof.people.filter((one) => !one.counts);
  return (
    <div className="proof-people">
      <section>
        <h3 className="proof-title">
          <CircleCheck aria-hidden /> Counted: {counted.length}
        </h3>
        {counted.length === 0 && <p className="quiet">Nobody.</p>}
        <ul>
          {counted.map((one) => (
            <Person key={one.nurse.id} one={one} state={state} />
          ))}
        </ul>
      </section>
      <section>
        <h3 className="proof-title">
          <CircleSlash aria-hidden /> Not counted: {others.length}
        </h3>
        {others.length === 0 && <p className="quiet">Nobody.</p>}
        <ul>
          {others.map((one) => (
            <Person key={one.nurse.id} one={one} state={state} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function Person({ one, state }: { one: Counted; state: WardState }) {
  const { nurse, counts, whyNot, load } = one;
  const why = counts ? null : whyNot === null ? `${nurse.licence}: assists` : WHY_NOT[whyNot];
  const reliever = state.nurses.find((other) => other.id === nurse.relievedBy);
  const until =
    nurse.onBreakUntil !== null && (whyNot === 'on_break' || whyNot === 'break_not_relieved')
      ? `, until ${clockTime(Date.parse(nurse.onBreakUntil))}`
      : '';
  const relief = whyNot === 'on_break' && reliever !== undefined ? ` to ${reliever.name}` : '';
  return (
    <li className="proof-person">
      <span className="cut" title={nurse.name}>
        {nurse.name} <span className="quiet">{nurse.licence}</span>
      </span>
      {why !== null && (
        <span className="proof-why">
          {why}
          {relief}
          {until}
        </span>
      )}
      <span className="proof-load">{load === 1 ? '1 patient' : `${load} patients`}</span>
    </li>
  );
}
