import { type FormEvent, useState } from 'react';
import {
  type Settings,
  settingsChangeSchema,
  type SettingsView,
} from '../../../src-shared/ipc/settings.ts';
import { useDesktop, useDeskView } from '../../app/desktop.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { CheckField, ChoiceField, TextField } from '../../ui/field.tsx';
import { clockTime } from '../../ui/time-words.ts';
import { NOT_TAKEN } from './not-taken.ts';
import { POLICY_UNREAD } from './policy-unread.ts';
import { UpdateLine } from './update-line.tsx';

const LOCKS = [
  { value: '0', text: 'Never' },
  { value: '5', text: 'After 5 minutes' },
  { value: '10', text: 'After 10 minutes' },
  { value: '15', text: 'After 15 minutes' },
  { value: '30', text: 'After 30 minutes' },
  { value: '60', text: 'After an hour' },
] as const;

/** What can be set on this console. What the machine's policy fixes is shown, not offered. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const desk = useDeskView();
  if (desk === null) return null;
  return <SettingsForm settings={desk.settings} onClose={onClose} />;
}

function SettingsForm({ settings, onClose }: { settings: SettingsView; onClose: () => void }) {
  const { values, managed, isPolicyUnread } = settings;
  const desktop = useDesktop();
  const [gateway, setGateway] = useState(values.gateway ?? '');
  const [lock, setLock] = useState(String(values.lockAfterMinutes));
  const [notifications, setNotifications] = useState(values.notifications);
  const [sheet, setSheet] = useState(values.downtimeSheet);
  const [problem, setProblem] = useState<string | null>(null);
  const isFixed = (key: keyof Settings): boolean => managed.includes(key);
  const fixedHint = (key: keyof Settings) =>
    isFixed(key) ? { hint: isPolicyUnread ? POLICY_UNREAD : 'Set by your IT department.' } : {};

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = {
      gateway: gateway.trim(),
      lockAfterMinutes: Number(lock),
      notifications,
      downtimeSheet: sheet,
    };
    const change = settingsChangeSchema.safeParse(
      Object.fromEntries(
        Object.entries(wanted).filter(([key]) => !isFixed(key as keyof typeof wanted)),
      ),
    );
    if (!change.success) {
      setProblem(change.error.issues[0]?.message ?? NOT_TAKEN);
      return;
    }
    void desktop?.ask({ method: 'change-settings', change: change.data }).then((result) => {
      if (result?.ok) onClose();
      else setProblem(result?.problem.sentence ?? NOT_TAKEN);
    });
  };

  return (
    <Dialog title="Settings of this console" onClose={onClose}>
      <form className="dialog" onSubmit={submit}>
        <DialogBody>
          <TextField
            label="Address of the gateway"
            mono
            isRequired
            isDisabled={isFixed('gateway')}
            value={gateway}
            onChange={(value) => {
              setProblem(null);
              setGateway(value);
            }}
            error={problem ?? undefined}
            {...fixedHint('gateway')}
          />
          <ChoiceField
            label="Lock when nobody touches it"
            value={lock}
            onChange={setLock}
            choices={
              LOCKS.some(({ value }) => value === lock)
                ? LOCKS
                : [...LOCKS, { value: lock, text: `After ${lock} minutes` }]
            }
            isDisabled={isFixed('lockAfterMinutes')}
            {...fixedHint('lockAfterMinutes')}
          />
          {!isFixed('notifications') && (
            <CheckField
              label="Notify me of what needs a person"
              checked={notifications}
              onChange={setNotifications}
            />
          )}
          {!isFixed('downtimeSheet') && (
            <CheckField
              label="Keep a downtime sheet"
              hint="All wards as a PDF on this computer, written anew all the time: the last fallback is paper."
              checked={sheet}
              onChange={setSheet}
            />
          )}
          <Sheets />
          <UpdateLine />
        </DialogBody>
        <DialogFoot>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit">
            Save
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** The downtime sheet and the diagnostics: files on this computer. */
function Sheets() {
  const desktop = useDesktop();
  const last = useDeskView()?.downtimeSheet ?? null;
  const [told, setTold] = useState<string | null>(null);
  const write = (method: 'write-downtime-sheet' | 'save-diagnostics'): void => {
    void desktop?.ask({ method }).then((result) => {
      setTold(result?.ok ? `Written: ${result.path}` : (result?.problem.sentence ?? NOT_TAKEN));
    });
  };
  return (
    <section className="desk-files">
      <p className="quiet">
        {last === null
          ? 'No downtime sheet was written yet.'
          : `Last downtime sheet: ${clockTime(last.at)}.`}
      </p>
      <div className="queue-actions">
        <Button
          onPress={() => {
            write('write-downtime-sheet');
          }}
        >
          Write it now
        </Button>
        <Button
          isDisabled={last === null}
          onPress={() => {
            void desktop?.ask({ method: 'show-downtime-sheet' });
          }}
        >
          Open it
        </Button>
        <Button
          onPress={() => {
            write('save-diagnostics');
          }}
        >
          Save diagnostics
        </Button>
      </div>
      <p role="status" className="desk-told">
        {told}
      </p>
    </section>
  );
}
