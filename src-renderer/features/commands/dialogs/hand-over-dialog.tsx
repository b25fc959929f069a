import { NotebookPen, UserRoundMinus } from 'lucide-react';
import { useDesk } from '../../../app/desk.ts';
import { useHost, useReadable } from '../../../app/host-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogBody } from '../../../ui/dialog.tsx';
import { asWard } from '../../../view/log-kinds.ts';
import { myWork } from '../../../view/my-shift.ts';

/** Patient by patient: leave a note for whoever comes next, or end the assignment. */
export function HandOverDialog({ nurseId, onClose }: { nurseId: string; onClose: () => void }) {
  const desk = useDesk();
  const board = useReadable(useHost().board);
  const states = [...board.values()].flatMap((view) => asWard(view.state) ?? []);
  const { unconfirmed, confirmed } = myWork(nurseId, states);
  const all = [...unconfirmed, ...confirmed];
  return (
    <Dialog
      title="Hand over"
      about="Leave a note for whoever comes next; end an assignment when it is theirs."
      onClose={onClose}
    >
      <DialogBody>
        {all.length === 0 && <p>You hold nobody any more.</p>}
        <ul className="hand-over">
          {all.map(({ assignment, ward, stay, bed }) => (
            <li key={assignment.id} className="hand-over-item">
              <p className="cut">
                <span className="mono quiet">{bed?.label ?? 'waiting'}</span>{' '}
                <strong>{stay?.patient.label ?? 'Ward post'}</strong>
              </p>
              <div className="outbox-actions">
                <Button
                  icon={<NotebookPen aria-hidden />}
                  onPress={() => {
                    desk.ask({ kind: 'note', ward, assignmentId: assignment.id });
                  }}
                >
                  Note{assignment.notes.length > 0 ? ` (${assignment.notes.length})` : ''}
                </Button>
                <Button
                  icon={<UserRoundMinus aria-hidden />}
                  onPress={() => {
                    desk.run({ kind: 'end-assignment', ward, assignmentId: assignment.id });
                  }}
                >
                  End
                </Button>
              </div>
            </li>
          ))}
        </ul>
      </DialogBody>
    </Dialog>
  );
}
