import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import {
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import './toast.css';

export interface ToastAction {
  readonly text: string;
  readonly keyName?: string;
  readonly run: () => void;
}

export interface ToastNote {
  readonly tone: 'done' | 'info' | 'refused';
  readonly title: string;
  readonly text?: string;
  readonly actions?: readonly ToastAction[];
}

export type Toasts = ToastQueue<ToastNote>;

/** How long good news stays. What was refused stays until somebody has read it. */
const NEWS_MS = 6_000;

export function createToasts(): Toasts {
  return new ToastQueue<ToastNote>({ maxVisibleToasts: 3 });
}

/** Shows a note; gives the key to close it by. */
export function toast(toasts: Toasts, note: ToastNote): string {
  return toasts.add(note, note.tone === 'refused' ? {} : { timeout: NEWS_MS });
}

const ICONS = {
  done: <CircleCheck aria-hidden />,
  info: <Info aria-hidden />,
  refused: <CircleAlert aria-hidden />,
};

interface ToastCornerProps {
  readonly toasts: Toasts;
  readonly label: string;
  readonly place: 'middle' | 'corner';
}

/** A corner in which notes appear. One a place in the whole page; F6 moves the keyboard there. */
export function ToastCorner({ toasts, label, place }: ToastCornerProps) {
  return (
    <ToastRegion
      queue={toasts}
      className={classNames('toast-region', `toast-region-${place}`)}
      aria-label={label}
    >
      {({ toast: queued }) => (
        <AriaToast toast={queued} className={classNames('toast', `toast-${queued.content.tone}`)}>
          {ICONS[queued.content.tone]}
          <ToastContent className="toast-content">
            <Text slot="title" className="toast-title">
              {queued.content.title}
            </Text>
            {queued.content.text !== undefined && (
              <Text slot="description" className="toast-text">
                {queued.content.text}
              </Text>
            )}
            {queued.content.actions && (
              <div className="toast-actions">
                {queued.content.actions.map((action) => (
                  <Button
                    key={action.text}
                    {...(action.keyName === undefined ? {} : { keyName: action.keyName })}
                    onPress={() => {
                      toasts.close(queued.key);
                      action.run();
                    }}
                  >
                    {action.text}
                  </Button>
                ))}
              </div>
            )}
          </ToastContent>
          <Button
            slot="close"
            kind="plain"
            square
            aria-label="Close this note"
            icon={<X aria-hidden />}
          />
        </AriaToast>
      )}
    </ToastRegion>
  );
}
