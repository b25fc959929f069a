import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Disturbance } from '../../src-shared/ipc/update-view.ts';
import type { OpenAlert } from '../sync-host/host-messages.ts';

/** What the sync host says, once a second where it differs. */
export interface MomentNews {
  /** So much waits to be sent. */
  readonly waiting: number;
  readonly alerts: readonly Pick<OpenAlert, 'ward' | 'alert'>[];
}

/**
 * Whether a person may be asked about something that is not about patients, and the program may end
 * for it: one rule for all windows of the console, wall displays too, since all of them end with it.
 * `changed` is called when the answer is another for any window.
 */
export class QuietMoment {
  readonly #changed: () => void;
  readonly #watched = new Map<number, readonly WardKey[]>();
  readonly #dialogs = new Set<number>();
  #waiting = 0;
  #alarmed: ReadonlySet<WardKey> = new Set();
  #before = '';

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** So many changes wait to be sent. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Null: it is quiet. A dialog of `window` itself does not disturb: who asks there is in it. */
  disturbance(window: number): Disturbance | null {
    if (this.#waiting > 0) return 'waiting';
    if ([...this.#dialogs].some((other) => other !== window)) return 'dialog';
    return this.#isAlarmed() ? 'alarms' : null;
  }

  told({ waiting, alerts }: MomentNews): void {
    this.#waiting = waiting;
    // What has returned by itself is no reason to keep anybody.
    const unseen = alerts.filter(({ alert }) => alert.status === 'unacknowledged');
    this.#alarmed = new Set(unseen.map(({ ward }) => ward));
    this.#settle();
  }

  /** The wards that a window shows. */
  watches(window: number, wards: readonly WardKey[]): void {
    this.#watched.set(window, wards);
    this.#settle();
  }

  dialog(window: number, isOpen: boolean): void {
    if (isOpen) this.#dialogs.add(window);
    else this.#dialogs.delete(window);
    this.#settle();
  }

  /** Closed, or its page is loaded anew. */
  gone(window: number): void {
    this.#watched.delete(window);
    this.#dialogs.delete(window);
    this.#settle();
  }

  #isAlarmed(): boolean {
    return [...this.#watched.values()].some((wards) => wards.some((key) => this.#alarmed.has(key)));
  }

  #settle(): void {
    const now = JSON.stringify([this.#waiting > 0, this.#isAlarmed(), [...this.#dialogs]]);
    if (now === this.#before) return;
    this.#before = now;
    this.#changed();
  }
}
