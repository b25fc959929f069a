import { BrowserWindow } from 'electron';
import {
  readWindowStates,
  writeWindowStates,
  FIRST_WINDOW,
  type WindowState,
} from './window-states.ts';
import { ConsoleWindow, type ConsoleWindowParts } from './console-window.ts';

export interface WindowsParts extends Omit<ConsoleWindowParts, 'order' | 'changed' | 'closed'> {
  /** Where the states of the windows are kept. */
  readonly path: string;
}

const SAVE_AFTER_MS = 500;

/** The windows that are open, and those to be opened at the next start. */
export class Windows {
  /** What one shows, where it is, or how large, is different. */
  changed: (window: ConsoleWindow) => void = () => undefined;
  closed: (window: ConsoleWindow) => void = () => undefined;
  readonly #parts: WindowsParts;
  readonly #windows = new Map<number, ConsoleWindow>();
  #saving: NodeJS.Timeout | null = null;
  #quitting = false;

  constructor(parts: WindowsParts) {
    this.#parts = parts;
  }

  get all(): readonly ConsoleWindow[] {
    return [...this.#windows.values()];
  }

  /** Undefined: no window of ours, or closed. */
  find(id: number): ConsoleWindow | undefined {
    return this.#windows.get(id);
  }

  get focused(): ConsoleWindow | undefined {
    const browser = BrowserWindow.getFocusedWindow();
    return this.all.find((window) => window.browser === browser);
  }

  /** The desk that was used last. */
  get first(): ConsoleWindow | undefined {
    return this.focused ?? this.all.find(({ wall }) => !wall) ?? this.all[0];
  }

  /** The window that sounds: the first desk, or the first of all where none is a desk. */
  get voice(): ConsoleWindow | undefined {
    const inOrder = this.all.toSorted((a, b) => a.order - b.order);
    return inOrder.find(({ wall }) => !wall) ?? inOrder[0];
  }

  /** As at the end of the last run. */
  openAll(): void {
    for (const state of readWindowStates(this.#parts.path)) this.open(state);
  }

  open(state: Partial<WindowState>): ConsoleWindow {
    const window = new ConsoleWindow(
      { ...FIRST_WINDOW, ...state },
      {
        ...this.#parts,
        order: this.#firstFreeOrder(),
        changed: (changed) => {
          this.#saveSoon();
          this.changed(changed);
        },
        closed: (closed) => {
          this.#windows.delete(closed.id);
          // The windows that a quit closes are opened again at the next start.
          if (!this.#quitting && this.#windows.size > 0) this.#saveSoon();
          this.closed(closed);
        },
      },
    );
    this.#windows.set(window.id, window);
    return window;
  }

  /** Second start, or a click on a notification. */
  focus(): ConsoleWindow {
    const window = this.first ?? this.open({});
    window.focus();
    return window;
  }

  /** Before the windows are closed by a quit. */
  quitting(): void {
    this.#save();
    this.#quitting = true;
  }

  #firstFreeOrder(): number {
    const taken = new Set(this.all.map(({ order }) => order));
    let order = 1;
    while (taken.has(order)) order++;
    return order;
  }

  #saveSoon(): void {
    if (this.#quitting) return;
    this.#saving ??= setTimeout(() => {
      this.#save();
    }, SAVE_AFTER_MS);
  }

  #save(): void {
    if (this.#saving !== null) clearTimeout(this.#saving);
    this.#saving = null;
    if (this.#quitting || this.#windows.size === 0) return;
    try {
      writeWindowStates(
        this.#parts.path,
        this.all.map(({ state }) => state),
      );
    } catch (error) {
      this.#parts.log('where the windows are could not be kept', String(error));
    }
  }
}
