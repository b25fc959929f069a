import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { useKeys } from '../../../ui/use-keys.ts';

interface Action {
  readonly id: string;
  readonly text: string;
  readonly keyName: string;
  readonly icon: ReactNode;
  readonly tone?: 'danger';
}

/** What can be done with whom the drawer shows; each by its key too, as on the board. */
export function DrawerActions<A extends Action>(props: {
  actions: readonly A[];
  onRun: (action: A) => void;
}) {
  const { actions, onRun } = props;
  useKeys(
    Object.fromEntries(
      actions.map((action) => [
        action.keyName,
        () => {
          onRun(action);
        },
      ]),
    ),
    'dialog',
  );
  return (
    <div className="drawer-actions">
      {actions.map((action) => (
        <Button
          key={action.id}
          kind="plain"
          className={action.tone === 'danger' ? 'button-quiet-danger' : ''}
          icon={action.icon}
          keyName={action.keyName}
          onPress={() => {
            onRun(action);
          }}
        >
          {action.text}
        </Button>
      ))}
    </div>
  );
}
