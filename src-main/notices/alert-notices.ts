import { app, Notification } from 'electron';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { OpenAlert } from '../sync-host/host-messages.ts';

export interface NoticeParts {
  readonly isWanted: () => boolean;
  /** Somebody clicked: show the ward. */
  readonly show: (ward: WardKey) => void;
  /** Something new is unacknowledged, or (`false`) nothing is any more. */
  readonly flash: (on: boolean) => void;
}

/** More than this at once become one that tells how many. */
const MAX_AT_ONCE = 3;

/**
 * Tells the system's notifications, badge and taskbar what is unacknowledged. Each alert is told
 * once; what was there at the start is counted and not told.
 */
export class AlertNotices {
  readonly #parts: NoticeParts;
  #known: ReadonlySet<string> | null = null;

  constructor(parts: NoticeParts) {
    this.#parts = parts;
  }

  alerts(alerts: readonly OpenAlert[]): void {
    const known = this.#known;
    const fresh = alerts.filter(({ alert }) => known !== null && !known.has(alert.id));
    this.#known = new Set(alerts.map(({ alert }) => alert.id));
    app.setBadgeCount(alerts.length);
    if (alerts.length === 0) this.#parts.flash(false);
    if (fresh.length === 0 || !this.#parts.isWanted()) return;
    this.#parts.flash(true);
    const [first] = fresh;
    if (fresh.length > MAX_AT_ONCE && first !== undefined) {
      this.#tell(`${String(fresh.length)} new staffing alarms`, first.ward);
    } else for (const each of fresh) this.#tell(`Staffing alarm in ${each.wardName}`, each.ward);
  }

  #tell(title: string, ward: WardKey): void {
    if (!Notification.isSupported()) return;
    // No names and numbers: it may show on a locked screen.
    const notice = new Notification({
      title,
      body: `${ward} needs somebody to look.`,
      actions: [{ type: 'button', text: 'Show the ward' }],
    });
    const show = (): void => {
      this.#parts.show(ward);
    };
    notice.on('click', show);
    notice.on('action', show);
    notice.show();
  }
}
