import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { EvaluateStaffingAnswer } from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import type { Problem } from '../../../src-shared/sync/views.ts';
import { classNames } from '../../ui/class-names.ts';
import { SeverityMark } from '../../ui/severity-mark.tsx';

/** What the rules say to the question; grey while the answer to the last change is on its way. */
export function Verdict(props: {
  answer: EvaluateStaffingAnswer | null;
  problem: Problem | null;
  isBusy: boolean;
}) {
  const { answer, problem, isBusy } = props;
  return (
    <section
      className={classNames('verdict', isBusy && 'verdict-busy')}
      aria-label="Verdict"
      aria-busy={isBusy}
    >
      {problem !== null && (
        <p role="alert" className="verdict-problem">
          {problem.sentence}
        </p>
      )}
      {answer !== null && problem === null && <Said answer={answer} />}
    </section>
  );
}

function Said({ answer }: { answer: EvaluateStaffingAnswer }) {
  const { requiredNurses, countedNurses, compliant, findings } = answer;
  return (
    <>
      <p className="verdict-line" role="status">
        {compliant ? <CircleCheck aria-hidden /> : <TriangleAlert aria-hidden />}
        <strong>{compliant ? 'The rules are kept' : 'Rules are broken'}</strong>
      </p>
      <dl className="verdict-figures">
        <div>
          <dt>Required</dt>
          <dd>{requiredNurses ?? '–'}</dd>
        </div>
        <div>
          <dt>Counted</dt>
          <dd>{countedNurses}</dd>
        </div>
        <div>
          <dt>Short</dt>
          <dd>{requiredNurses === null ? '–' : Math.max(0, requiredNurses - countedNurses)}</dd>
        </div>
      </dl>
      {findings.length === 0 && <p className="quiet">No rule has anything to say.</p>}
      <ul className="verdict-findings">
        {findings.map((finding) => (
          <li key={finding.ruleId}>
            <SeverityMark severity={finding.severity} />
            <span>{finding.text}</span>
            <span className="mono quiet">{finding.ruleId}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
