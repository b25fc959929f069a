import { X } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { countDialog } from './open-dialogs.ts';
import './dialog.css';

export interface DialogProps {
  title: string;
  /** One line under the title: whom or what this is about. */
  about?: ReactNode;
  /** `drawer` stands at the right edge and is as high as the window. */
  form?: 'sheet' | 'wide' | 'drawer' | 'picker';
  /** A dialog that must be answered stays when the desk behind it is pressed. */
  isDismissable?: boolean;
  role?: 'dialog' | 'alertdialog';
  onClose: () => void;
  children: ReactNode;
}

/**
 * A modal dialog. It is open as long as it is rendered; Escape, the cross and a press beside it
 * call `onClose`. Focus goes in and comes back by itself.
 */
export function Dialog({
  title,
  about,
  form = 'sheet',
  isDismissable = true,
  role = 'dialog',
  onClose,
  children,
}: DialogProps) {
  useEffect(countDialog, []);
  return (
    <ModalOverlay
      className={classNames('dialog-scrim', `dialog-scrim-${form}`)}
      isOpen
      isDismissable={isDismissable}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={classNames('dialog-frame', `dialog-frame-${form}`)}>
        <AriaDialog className="dialog" role={role}>
          <header className={form === 'picker' ? 'unseen' : 'dialog-head'}>
            <div className="dialog-heading">
              <Heading slot="title" className="dialog-title">
                {title}
              </Heading>
              {about !== undefined && <p className="dialog-about">{about}</p>}
            </div>
            {form !== 'picker' && (
              <Button
                kind="plain"
                square
                aria-label="Close"
                icon={<X aria-hidden />}
                onPress={onClose}
              />
            )}
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The middle of a dialog; scrolls when it is too long. */
export function DialogBody({ children }: { children: ReactNode }) {
  return <div className="dialog-body">{children}</div>;
}

/** The buttons at the foot of a dialog, the main one last. */
export function DialogFoot({ children }: { children: ReactNode }) {
  return <footer className="dialog-foot">{children}</footer>;
}
