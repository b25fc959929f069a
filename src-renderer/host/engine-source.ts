import { z } from 'zod';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import { MemoryCache } from '../../src-shared/sync/memory-cache.ts';
import type { CachePort } from '../../src-shared/sync/ports.ts';
import type { Readable } from '../../src-shared/sync/readable.ts';
import type { SyncEngine } from '../../src-shared/sync/sync-engine.ts';
import type {
  ConnectionView,
  NotificationView,
  PendingView,
  Problem,
  Reading,
  ServerMs,
  SessionView,
  WardView,
} from '../../src-shared/sync/views.ts';
import type { DeviceSettings } from './device-settings.ts';
import type { Source } from './source.ts';
import type { CallResult, SetupRequest, TabCall } from './tab-messages.ts';

export interface EngineSourceParts {
  readonly engine: SyncEngine;
  readonly settings: DeviceSettings;
  /** Opens the store on this device's disk; rejects where there is none. */
  readonly openCache: () => Promise<CachePort>;
  readonly report: (what: string, detail: unknown) => void;
}

/** A tab that has the engine: everything is answered here. Owns the engine and closes it. */
export class EngineSource implements Source {
  readonly engine: SyncEngine;
  readonly #parts: EngineSourceParts;
  readonly #watched = new Map<WardKey, () => void>();

  constructor(parts: EngineSourceParts) {
    this.engine = parts.engine;
    this.#parts = parts;
  }

  get session(): Readable<SessionView> {
    return this.engine.session.view;
  }
  get connection(): Readable<ConnectionView> {
    return this.engine.connection;
  }
  get pending(): Readable<readonly PendingView[]> {
    return this.engine.pending;
  }
  get board(): Readable<ReadonlyMap<WardKey, WardView>> {
    return this.engine.board;
  }
  get notifications(): Readable<readonly NotificationView[]> {
    return this.engine.notifications;
  }
  lastHeardMs(): number | null {
    return this.engine.lastHeardMs();
  }
  serverNow(): ServerMs {
    return this.engine.serverNow();
  }

  setWatched(wards: ReadonlySet<WardKey>): void {
    for (const ward of wards) {
      if (!this.#watched.has(ward)) this.#watched.set(ward, this.engine.watch(ward));
    }
    for (const [ward, stop] of this.#watched) {
      if (wards.has(ward)) continue;
      stop();
      this.#watched.delete(ward);
    }
  }

  async call<C extends TabCall>(call: C): Promise<CallResult<C>> {
    return (await this.#answer(call)) as CallResult<C>;
  }

  wake(): void {
    this.engine.wake();
  }

  close(): Promise<void> {
    return this.engine.close();
  }

  #answer(call: TabCall): Promise<CallResult<TabCall>> {
    switch (call.method) {
      case 'sign-in':
        return this.#signIn(call.username, call.password, call.ownDevice);
      case 'sign-out':
        return this.#signOut();
      case 'hospitals':
        return mutable(this.engine.hospitals());
      case 'wards':
        return mutable(this.engine.wards(call.hospitalId));
      case 'execute':
        return this.engine.execute(call.command, call.commandId).outcome;
      case 'resolve':
        this.engine.resolve(call.commandId, call.choice);
        return Promise.resolve(null);
      case 'dismiss':
        this.engine.dismiss(call.commandId);
        return Promise.resolve(null);
      case 'amend':
        return Promise.resolve(this.engine.amend(call.commandId, call.command));
      case 'reorder':
        return Promise.resolve(this.engine.reorder(call.commandId, call.before));
      case 'mark-notification':
        this.engine.markNotification(call.id, call.answer);
        return Promise.resolve(null);
      case 'setup':
        return this.#setup(call.request);
    }
  }

  async #signIn(
    username: string,
    password: string,
    ownDevice: boolean,
  ): Promise<CallResult<TabCall & { method: 'sign-in' }>> {
    const problem = await this.engine.signIn(username, password);
    if (problem !== null) return { ok: false, problem };
    await this.#keepOnDevice(ownDevice);
    return { ok: true };
  }

  async #signOut(): Promise<null> {
    await this.engine.signOut();
    await this.#keepOnDevice(false);
    return null;
  }

  /** Nothing stays on the disk of a device that is not, or no longer, the user's own. */
  async #keepOnDevice(own: boolean): Promise<void> {
    const { settings, openCache, report } = this.#parts;
    if (settings.ownDevice === own) return;
    settings.ownDevice = own;
    try {
      if (own) await this.engine.useCache(await openCache());
      else {
        await this.engine.useCache(new MemoryCache());
        const left = await openCache();
        await left.clear();
        await left.close();
      }
    } catch (error) {
      report('nothing can be kept on this device', String(error));
    }
  }

  #setup(request: SetupRequest): Promise<Reading<unknown>> {
    const { path } = request;
    if (request.verb === 'GET') return this.engine.read(path, z.unknown());
    const headers = { 'Idempotency-Key': request.key };
    return this.engine.ask(
      { method: request.verb, path, headers, body: request.body },
      z.unknown(),
    );
  }
}

/** As the messages between tabs have it: a list that its receiver owns. */
async function mutable<T>(
  reading: Promise<Reading<readonly T[]>>,
): Promise<{ ok: true; value: T[] } | { ok: false; problem: Problem }> {
  const read = await reading;
  return read.ok ? { ok: true, value: [...read.value] } : read;
}
