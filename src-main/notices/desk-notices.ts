import { app, type BrowserWindow, nativeImage, Notification } from 'electron';
import { randomUUID } from 'node:crypto';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { EngineCall } from '../../src-shared/ipc/desktop-call.ts';
import type { NewsForNotices } from '../sync-host/host-messages.ts';
import { dotBitmap, DOT_PIXELS } from './dot-bitmap.ts';
import { NoticeBoard, type Notice, type NoticeDeed } from './notice-board.ts';

export interface DeskNoticesParts {
  readonly isWanted: () => boolean;
  /** Whoever is at a locked console may look, and do nothing. */
  readonly isLocked: () => boolean;
  readonly windows: () => readonly BrowserWindow[];
  /** Brings the console to the front, at that ward. */
  readonly show: (ward: WardKey | null) => void;
  readonly call: (call: EngineCall) => void;
}

/**
 * Tells the system what is unacknowledged: a notice with buttons for each new thing (macOS draws the
 * buttons; elsewhere a click opens the console), the count on the program's icon (on Windows a dot
 * over it), and a window in the taskbar that flashes until somebody looks.
 */
export class DeskNotices {
  readonly #parts: DeskNoticesParts;
  readonly #board = new NoticeBoard();
  /** A notice that nobody holds may be collected, and its buttons with it. */
  readonly #shown = new Set<Notification>();
  #count = 0;

  constructor(parts: DeskNoticesParts) {
    this.#parts = parts;
  }

  told(news: NewsForNotices): void {
    const { notices, count } = this.#board.learn(news, performance.now());
    this.#badge(count);
    if (notices.length === 0 || !this.#parts.isWanted()) return;
    this.#flash(true);
    if (!Notification.isSupported()) return;
    for (const notice of notices) this.#show(notice);
  }

  /** They were for somebody who is not here any more. */
  forget(): void {
    for (const notice of this.#shown) notice.close();
    this.#shown.clear();
  }

  #badge(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    app.setBadgeCount(count);
    if (count === 0) this.#flash(false);
    if (process.platform !== 'win32') return;
    const words = `${String(count)} unacknowledged`;
    const size = { width: DOT_PIXELS, height: DOT_PIXELS };
    const dot = count === 0 ? null : nativeImage.createFromBitmap(dotBitmap(), size);
    for (const window of this.#parts.windows()) window.setOverlayIcon(dot, words);
  }

  #flash(on: boolean): void {
    for (const window of this.#parts.windows()) window.flashFrame(on && !window.isFocused());
  }

  #show({ title, body, ward, actions, urgent }: Notice): void {
    const notice = new Notification({
      title,
      body,
      urgency: urgent ? 'critical' : 'normal',
      timeoutType: urgent ? 'never' : 'default',
      actions: actions.map(({ text }) => ({ type: 'button', text })),
    });
    const gone = (): void => {
      this.#shown.delete(notice);
    };
    notice.on('click', () => {
      this.#parts.show(ward);
      gone();
    });
    notice.on('action', (_event, index) => {
      const deed = actions[index]?.deed;
      if (deed !== undefined) this.#do(deed, ward);
      gone();
    });
    notice.on('close', gone);
    this.#shown.add(notice);
    notice.show();
  }

  #do(deed: NoticeDeed, ward: WardKey | null): void {
    if (deed.kind === 'show' || this.#parts.isLocked()) {
      this.#parts.show(ward);
      return;
    }
    switch (deed.kind) {
      case 'acknowledge': {
        const command = {
          kind: 'acknowledge-alert',
          ward: deed.ward,
          alertId: deed.alertId,
        } as const;
        this.#parts.call({ method: 'execute', commandId: randomUUID(), command });
        break;
      }
      case 'read':
        this.#parts.call({ method: 'mark-notification', id: deed.id, answer: null });
        break;
      case 'answer':
        this.#parts.call({ method: 'mark-notification', id: deed.id, answer: deed.answer });
        break;
    }
  }
}
