import { type FormEvent, useState } from 'react';
import { gatewayAddressSchema } from '../../../src-shared/ipc/settings.ts';
import { useDesktop, useDeskView } from '../../app/desktop.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { NOT_TAKEN } from './not-taken.ts';
import { POLICY_UNREAD } from './policy-unread.ts';

const HOW = 'An address is like https://wardline.example or http://10.0.0.7:8080.';

/** The page of a console that does not know its gateway yet. */
export function FirstStart() {
  const desktop = useDesktop();
  const isUnread = useDeskView()?.settings.isPolicyUnread ?? false;
  const [address, setAddress] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const gateway = gatewayAddressSchema.safeParse(address.trim());
    if (!gateway.success) {
      setProblem(HOW);
      return;
    }
    const change = { gateway: gateway.data };
    void desktop?.ask({ method: 'change-settings', change }).then((result) => {
      if (!result?.ok) setProblem(result?.problem.sentence ?? NOT_TAKEN);
    });
  };

  return (
    <main className="desk-page">
      <form className="desk-sheet" onSubmit={submit}>
        <h1 className="desk-sheet-title">
          <span className="brand-mark" aria-hidden="true" />
          Wardline
        </h1>
        <p className="quiet">
          This console does not know its hospital’s gateway yet. Your IT department can tell you the
          address.
        </p>
        <TextField
          label="Address of the gateway"
          autoFocus
          isRequired
          isDisabled={isUnread}
          maxLength={300}
          mono
          placeholder="https://wardline.example"
          value={address}
          onChange={(value) => {
            // A field that is called wrong holds the form back.
            setProblem(null);
            setAddress(value);
          }}
          error={isUnread ? POLICY_UNREAD : (problem ?? undefined)}
        />
        <Button kind="primary" large type="submit" isDisabled={address.trim() === ''}>
          Go on
        </Button>
      </form>
    </main>
  );
}
