import { MemoryCache } from '../../src-shared/sync/memory-cache.ts';
import type { CachePort } from '../../src-shared/sync/ports.ts';

/** What a desktop keeps besides the engine's boards and queue: what its cold start needs. */
export interface DeskCache extends CachePort {
  /** Keeps a value (as JSON) under a name, until `clear`. */
  saveNote(name: string, value: unknown): void;
  /** Undefined: none, or it cannot be read. The caller parses it. */
  note(name: string): unknown;
}

/** Nothing outlives the process. */
export class MemoryDeskCache extends MemoryCache implements DeskCache {
  readonly #notes = new Map<string, unknown>();

  saveNote(name: string, value: unknown): void {
    this.#notes.set(name, value);
  }
  note(name: string): unknown {
    return this.#notes.get(name);
  }
  override async clear(): Promise<void> {
    this.#notes.clear();
    await super.clear();
  }
}
