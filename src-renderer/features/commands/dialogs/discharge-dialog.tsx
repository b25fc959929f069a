import type { WardKey } from '../../../../src-shared/contract/ids.ts';
import { useDesk } from '../../../app/desk.ts';
import { useWard } from '../../../app/host-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../../ui/dialog.tsx';
import { stayNames, staysOf, stayWords } from '../stay-words.ts';

/** Asks before a discharge, because it cannot be taken back. */
export function DischargeDialog(props: {
  ward: WardKey;
  stayIds: readonly string[];
  onClose: () => void;
}) {
  const { ward, onClose } = props;
  const desk = useDesk();
  const state = useWard(ward);
  if (!state) return null;
  const stays = staysOf(state, props.stayIds);
  const held = state.assignments.filter((one) => stays.some((stay) => stay.id === one.stayId));
  return (
    <Dialog
      title={`Discharge ${stayNames(state, props.stayIds)}?`}
      role="alertdialog"
      onClose={onClose}
    >
      <DialogBody>
        {stays.length > 1 && (
          <ul>
            {stays.map((stay) => (
              <li key={stay.id}>{stayWords(state, stay)}</li>
            ))}
          </ul>
        )}
        <p>
          {stays.length === 1 ? 'The bed becomes free' : 'The beds become free'}
          {held.length > 0 &&
            `, and ${held.length === 1 ? 'the assignment ends' : `${held.length} assignments end`}`}
          . This cannot be undone.
        </p>
      </DialogBody>
      <DialogFoot>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          kind="danger"
          autoFocus
          isDisabled={stays.length === 0}
          onPress={() => {
            for (const stay of stays) desk.run({ kind: 'discharge-stay', ward, stayId: stay.id });
            onClose();
          }}
        >
          Discharge
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
