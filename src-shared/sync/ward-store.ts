import type { WardKey } from '../contract/ids.ts';
import type { LogState } from '../contract/state/log-state.ts';
import { steady } from './freshness.ts';
import { Cell, type Readable } from './readable.ts';
import type { Freshness, WardView } from './views.ts';

const UNKNOWN: Freshness = { kind: 'stale', since: null };

/**
 * What screens read: a state and a freshness for each ward, and all watched wards as one map. An
 * object stays the same one until what it says is different.
 */
export class WardStore {
  readonly board = new Cell<ReadonlyMap<WardKey, WardView>>(new Map());
  readonly #states = new Map<WardKey, Cell<LogState | null>>();
  readonly #freshness = new Map<WardKey, Cell<Freshness>>();

  state(ward: WardKey): Readable<LogState | null> {
    return this.#stateCell(ward);
  }

  freshness(ward: WardKey): Readable<Freshness> {
    return this.#freshnessCell(ward);
  }

  /** `views` are the wards that may have changed; those not `watched` leave the board. */
  put(views: readonly WardView[], isWatched: (ward: WardKey) => boolean): void {
    const board = new Map(this.board.get());
    let differs = false;
    for (const view of views) {
      const freshness = steady(this.#freshnessCell(view.ward).get(), view.freshness);
      const before = board.get(view.ward);
      if (!isWatched(view.ward)) {
        differs = board.delete(view.ward) || differs;
      } else if (
        before?.state !== view.state ||
        before.cursor !== view.cursor ||
        before.freshness !== freshness
      ) {
        board.set(view.ward, { ...view, freshness });
        differs = true;
      }
      this.#stateCell(view.ward).set(view.state);
      this.#freshnessCell(view.ward).set(freshness);
    }
    if (differs) this.board.set(board);
  }

  #stateCell(ward: WardKey): Cell<LogState | null> {
    let cell = this.#states.get(ward);
    if (cell === undefined) this.#states.set(ward, (cell = new Cell<LogState | null>(null)));
    return cell;
  }

  #freshnessCell(ward: WardKey): Cell<Freshness> {
    let cell = this.#freshness.get(ward);
    if (cell === undefined) this.#freshness.set(ward, (cell = new Cell<Freshness>(UNKNOWN)));
    return cell;
  }
}
