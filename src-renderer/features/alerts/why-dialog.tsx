import { BellOff, Check, FlaskConical } from 'lucide-react';
import { useNavigate } from '@tanstack/react-router';
import { parseWardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { packOfWard } from '../../../src-shared/domain/staffing/pack-of-ward.ts';
import { useAlarmDesk } from '../../app/alarm-desk.ts';
import { useFreshness, useHouse, useWard } from '../../app/host-context.tsx';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { dayAndTime } from '../../ui/time-words.ts';
import { useKeys } from '../../ui/use-keys.ts';
import { type AlertLine, dataOf } from '../../view/alert-lines.ts';
import { ruleWords } from '../../view/rule-figures.ts';
import { unitWords } from '../../view/unit-words.ts';
import { wardProof } from '../../view/ward-proof.ts';
import { escalationWords, standWords } from './alert-words.ts';
import { ProofFigures, ProofNumbers, ProofPeople, Recomputed } from './proof.tsx';
import { WardHistory } from './ward-history.tsx';

const MINUTE_MS = 60_000;

/** Why an alert stands, or how a ward is judged: the rule's words, and every number behind it. */
export function WhyDialog(props: { ward: WardKey; ruleId: string | null; onClose: () => void }) {
  const { ward, ruleId, onClose } = props;
  const state = useWard(ward);
  const { wardId } = parseWardKey(ward);
  if (state === null) {
    return (
      <Dialog title={`Why: ${wardId}`} form="wide" onClose={onClose}>
        <DialogBody>
          <p>Nothing of this ward has come to this device yet.</p>
        </DialogBody>
      </Dialog>
    );
  }
  return <Why ward={ward} ruleId={ruleId} state={state} onClose={onClose} />;
}

function Why(props: {
  ward: WardKey;
  ruleId: string | null;
  state: WardState;
  onClose: () => void;
}) {
  const { ward, ruleId, state, onClose } = props;
  const house = useHouse(state.hospitalId);
  const minute = useNow(MINUTE_MS);
  const of = dataOf(useFreshness(ward));
  const line = useLine(ward, ruleId);
  const pack = packOfWard(state, house);
  const proof = wardProof(state, pack, minute, ruleId);
  const title = ruleId === null ? `How ${state.wardId} is judged` : ruleWords(ruleId);
  return (
    <Dialog
      title={title}
      about={`${state.wardId} · ${state.name ?? state.wardId} · ${unitWords(state.unitType)}`}
      form="wide"
      onClose={onClose}
    >
      <DialogBody>
        {of !== null && (
          <p className="why-stale">
            From data of {dayAndTime(of, minute)}, judged here as time goes on. The ward cannot be
            heard; what happened there since is not in it.
          </p>
        )}
        {line !== null && <Line line={line} now={minute} />}
        {ruleId !== null && line === null && (
          <p>This alert is over. What follows is how the ward stands now.</p>
        )}
        <ProofNumbers proof={proof} state={state} />
        <Recomputed proof={proof} line={line} />
        <ProofFigures proof={proof} />
        <ProofPeople proof={proof} state={state} />
        <WardHistory ward={ward} />
      </DialogBody>
      <Foot ward={ward} line={line} onClose={onClose} />
    </Dialog>
  );
}

function useLine(ward: WardKey, ruleId: string | null): AlertLine | null {
  const { open, acknowledged, shelved } = useAlarmDesk().lines;
  const all = [...open, ...acknowledged, ...shelved];
  return all.find((line) => line.ward === ward && line.ruleId === ruleId) ?? null;
}

function Line({ line, now }: { line: AlertLine; now: number }) {
  const notes = [standWords(line.alert, now), escalationWords(line.alert)].filter(
    (note) => note !== null,
  );
  return (
    <div className="why-line">
      <SeverityMark severity={line.severity} />
      <div>
        <p className="why-text">{line.text}</p>
        <p className="quiet">
          Broken since {dayAndTime(line.since, now)}
          {line.alert !== null && `, raised ${dayAndTime(Date.parse(line.alert.raisedAt), now)}`}
          {notes.length > 0 && `; ${notes.join('; ')}`}
        </p>
      </div>
    </div>
  );
}

function Foot(props: { ward: WardKey; line: AlertLine | null; onClose: () => void }) {
  const { ward, line, onClose } = props;
  const { hospitalId, wardId } = parseWardKey(ward);
  const alarms = useAlarmDesk();
  const navigate = useNavigate();
  const status = alarms.mayAnswer ? line?.alert?.status : undefined;
  const canAcknowledge = status === 'unacknowledged' || status === 'returned';
  const canShelve = status === 'unacknowledged' || status === 'acknowledged';
  const acknowledge = () => {
    if (line === null || !canAcknowledge) return;
    alarms.acknowledge(line);
    onClose();
  };
  const shelve = () => {
    if (line === null || !canShelve) return;
    onClose();
    alarms.shelve(line);
  };
  useKeys({ k: acknowledge, z: shelve }, 'dialog');
  return (
    <DialogFoot>
      <Button
        icon={<FlaskConical aria-hidden />}
        onPress={() => {
          onClose();
          void navigate({
            to: '/h/$hospitalId/what-if',
            params: { hospitalId },
            search: { ward: wardId },
          });
        }}
      >
        What if…
      </Button>
      {canShelve && (
        <Button keyName="z" icon={<BellOff aria-hidden />} onPress={shelve}>
          Shelve
        </Button>
      )}
      {canAcknowledge && (
        <Button kind="primary" keyName="k" icon={<Check aria-hidden />} onPress={acknowledge}>
          Acknowledge
        </Button>
      )}
    </DialogFoot>
  );
}
