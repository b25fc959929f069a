import { type FormEvent, useState } from 'react';
import { parseWardKey } from '../../../src-shared/contract/ids.ts';
import { useDesk } from '../../app/desk.ts';
import { useHost } from '../../app/host-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Segments } from '../../ui/segments.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { clockTime } from '../../ui/time-words.ts';
import type { AlertLine } from '../../view/alert-lines.ts';

const LENGTHS = [
  { value: '15', text: '15 min' },
  { value: '30', text: '30 min' },
  { value: '60', text: '1 h' },
  { value: '120', text: '2 h' },
  { value: '240', text: '4 h' },
] as const;
const USUAL = ['A nurse is on the way', 'Patients are being transferred', 'Known, being watched'];
const MINUTE_MS = 60_000;

/** An alert is set aside: for how long, and why? */
export function ShelveDialog({ line, onClose }: { line: AlertLine; onClose: () => void }) {
  const desk = useDesk();
  const host = useHost();
  const [minutes, setMinutes] = useState<(typeof LENGTHS)[number]['value']>('30');
  const [reason, setReason] = useState('');
  const { alert } = line;
  if (alert === null) return null;
  const until = host.serverNow() + Number(minutes) * MINUTE_MS;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const said = reason.trim();
    if (said === '') return;
    const body = { minutes: Number(minutes), reason: said };
    desk.run({ kind: 'shelve-alert', ward: line.ward, alertId: alert.id, body });
    onClose();
  };
  return (
    <Dialog title={`Shelve the alert of ${parseWardKey(line.ward).wardId}`} onClose={onClose}>
      <form className="dialog" onSubmit={submit}>
        <DialogBody>
          <p className="shelve-what">
            <SeverityMark severity={line.severity} /> {line.text}
          </p>
          <div className="field">
            <span className="field-label">For</span>
            <Segments label="For" value={minutes} onChange={setMinutes} choices={LENGTHS} />
            <span className="field-hint">
              It comes back at {clockTime(until)} if the rule is still broken then.
            </span>
          </div>
          <TextField
            label="Reason"
            autoFocus
            isRequired
            maxLength={500}
            value={reason}
            onChange={setReason}
            hint="It stands in the record of the shift, under your name."
          />
          <div className="usual-reasons">
            {USUAL.map((one) => (
              <Button
                key={one}
                onPress={() => {
                  setReason(one);
                }}
              >
                {one}
              </Button>
            ))}
          </div>
        </DialogBody>
        <DialogFoot>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" isDisabled={reason.trim() === ''}>
            Shelve
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
