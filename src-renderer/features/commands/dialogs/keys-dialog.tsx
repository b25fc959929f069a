import { BED_ACTIONS } from '../../../app/bed-actions.tsx';
import { NURSE_ACTIONS } from '../../../app/nurse-actions.tsx';
import { Dialog, DialogBody } from '../../../ui/dialog.tsx';
import { Kbd } from '../../../ui/kbd.tsx';

type Row = readonly [keys: readonly string[], what: string];

const EVERYWHERE: readonly Row[] = [
  [['Ctrl K'], 'Search everything, run commands: “kim icu 4”'],
  [['/'], 'Find a ward in the list'],
  [['g'], 'then a ward’s code: go there'],
  [['[', ']'], 'Previous, next ward'],
  [['u'], 'Take the last command back'],
  [['q'], 'Changes of this device that are not sent yet'],
  [['F6'], 'To the notes and back'],
  [['?'], 'This sheet'],
];

const ALERTS: readonly Row[] = [
  [['w'], 'Why: the rule and every number, of the alert or ward the keyboard is on'],
  [['k'], 'Acknowledge it, or the alert at the foot of the page'],
  [['z'], 'Shelve it for a while, or bring it back'],
  [['!'], 'All alerts'],
];

const MOVING: readonly Row[] = [
  [['←', '↑', '↓', '→'], 'Move among beds, nurses, wards'],
  [['Space'], 'Select several'],
  [['Enter'], 'Open, or admit to an empty bed'],
  [['1', '…', '5'], 'Set the acuity'],
  [['m', 'b'], 'Move, or send on a break, the nurse of this bed'],
];

/** All keys on one sheet. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" form="wide" onClose={onClose}>
      <DialogBody>
        <div className="keys-sheet">
          <Group title="Everywhere" rows={EVERYWHERE} />
          <Group title="Alerts" rows={ALERTS} />
          <Group title="On the board" rows={MOVING} />
          <Group title="With beds" rows={rowsOf(BED_ACTIONS)} />
          <Group title="With nurses" rows={rowsOf(NURSE_ACTIONS)} />
        </div>
        <p className="quiet">
          To drag by keyboard: Tab to the handle of a card, Enter to pick it up, Tab to the target,
          Enter to drop, Escape to let go.
        </p>
      </DialogBody>
    </Dialog>
  );
}

function rowsOf(actions: readonly { keyName: string; text: string }[]): readonly Row[] {
  return actions
    .filter((action) => action.keyName !== 'Enter')
    .map((action) => [[action.keyName], action.text]);
}

function Group({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section>
      <h3 className="keys-title">{title}</h3>
      <dl className="keys-list">
        {rows.map(([keys, what]) => (
          <div key={what} className="keys-row">
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
              <span className="unseen">{keys.join(' ')}</span>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
