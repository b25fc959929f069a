import Sqlite, { type Database, type Statement } from 'better-sqlite3';
import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { SessionUser } from '../../src-shared/contract/session.ts';
import type { KeptCommand } from '../../src-shared/sync/kept-command.ts';
import type { KeptNotifications } from '../../src-shared/sync/kept-notifications.ts';
import { readKept } from '../../src-shared/sync/kept-ward.ts';
import type { KeptContents, KeptWard } from '../../src-shared/sync/ports.ts';
import type { DeskCache } from './desk-cache.ts';
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from './migrations.ts';
import { Seal } from './seal.ts';

/** No more wards than this are kept; of more, those that are longest out of date go. */
export const MAX_WARDS = 1_000;
/** The file grows to no more than this, in bytes; a write beyond it fails and is reported. */
const MAX_BYTES = 512 * 1024 * 1024;
const PAGE_BYTES = 4096;
/**
 * After a write of boards the cache rests, and what changes meanwhile is gathered for the next: so
 * many times as long as the write took, so that a burst of events is applied, not written over and
 * over; between these bounds, in milliseconds.
 */
const REST = { times: 4, atLeast: 25, atMost: 500 };
const CHECK = 'check';
const NOTE = 'note:';

/** Why a file cannot be used as a cache. */
export type CacheFault = 'foreign' | 'newer' | 'other-key' | 'damaged';

export class CacheFileError extends Error {
  readonly fault: CacheFault;
  constructor(fault: CacheFault, options?: ErrorOptions) {
    super(`the cache file is not usable: ${fault}`, options);
    this.fault = fault;
  }
}

/**
 * The boards, the queue and the notes of a desktop, in one SQLite file of sealed rows. Cursor and
 * state of a ward are one sealed text, so that they cannot part. A process that is killed leaves the
 * file as it was after its last transaction; the queue is also safe from a power cut. One process
 * has the file at a time.
 */
export class SqliteCache implements DeskCache {
  readonly #db: Database;
  readonly #seal: Seal;
  readonly #putWard: Statement<[string, Buffer, number]>;
  readonly #putKept: Statement<[string, Buffer]>;
  readonly #putCommand: Statement<[number, Buffer]>;
  readonly #dropCommand: Statement<[number]>;
  /** The queue's rows by position, as this process has written them; null: it has not yet. */
  #queue: ReadonlyMap<number, KeptCommand> | null = null;
  #rest: AbortController | null = null;
  /** Of boards that are older nothing is taken up (server's clock, ms). */
  #forgotten = 0;

  private constructor(db: Database, seal: Seal) {
    this.#db = db;
    this.#seal = seal;
    this.#putWard = db.prepare(
      `insert into ward (key, sealed, as_of) values (?, ?, ?)
       on conflict (key) do update set sealed = excluded.sealed, as_of = excluded.as_of`,
    );
    this.#putKept = db.prepare(
      `insert into kept (name, sealed) values (?, ?)
       on conflict (name) do update set sealed = excluded.sealed`,
    );
    this.#putCommand = db.prepare(
      'insert or replace into command (position, sealed) values (?, ?)',
    );
    this.#dropCommand = db.prepare('delete from command where position = ?');
  }

  /**
   * Opens the file, or makes it.
   * @throws CacheFileError where a file is there that is not ours to read
   * @throws SqliteError where the disk does not let us
   */
  static open(path: string, key: Buffer): SqliteCache {
    try {
      return SqliteCache.#openAs(path, key, 'normal');
    } catch (error) {
      if (!cannotWrite(error)) throw error;
      // Alone with the file SQLite keeps the index of the log in memory, and has nothing to write.
      return SqliteCache.#openAs(path, key, 'exclusive');
    }
  }

  static #openAs(path: string, key: Buffer, locking: 'normal' | 'exclusive'): SqliteCache {
    const db = new Sqlite(path);
    try {
      db.pragma(`locking_mode = ${locking}`);
      prepare(db);
      const cache = new SqliteCache(db, new Seal(key));
      cache.#checkKey();
      return cache;
    } catch (error) {
      db.close();
      throw asFileError(error);
    }
  }

  async load(): Promise<KeptContents> {
    const wards = this.#db
      .prepare<[number], { key: string; sealed: Buffer; as_of: number }>(
        'select * from ward where as_of >= ?',
      )
      .all(this.#forgotten);
    const commands = this.#db
      .prepare<[], { sealed: Buffer }>('select sealed from command order by position')
      .all();
    return readKept({
      owner: this.#kept('owner'),
      wards: wards.map(({ key, sealed, as_of: asOf }) => ({
        ...this.#openObject(sealed, wardPlace(key)),
        ward: key,
        asOf,
      })),
      queue: commands.map(({ sealed }) => this.#open(sealed, 'command')),
      notifications: this.#kept('notifications'),
    });
  }

  async saveOwner(owner: SessionUser): Promise<void> {
    this.#keep('owner', owner);
  }

  async saveWards(wards: readonly KeptWard[]): Promise<void> {
    const began = performance.now();
    this.#db.transaction(() => {
      for (const { ward, cursor, state, asOf } of wards) {
        this.#putWard.run(ward, this.#close({ cursor, state }, wardPlace(ward)), asOf);
      }
      this.#db
        .prepare(
          'delete from ward where key in (select key from ward order by as_of desc limit -1 offset ?)',
        )
        .run(MAX_WARDS);
    })();
    // The writer waits for us and meanwhile gathers the newest of each ward.
    await this.#restAfter(performance.now() - began);
  }

  /** Something else than a board is to be written: the rest ends. */
  hurry(): void {
    this.#rest?.abort();
  }

  async touchWards(asOf: ReadonlyMap<WardKey, number>): Promise<void> {
    const touch = this.#db.prepare<[number, string]>('update ward set as_of = ? where key = ?');
    this.#db.transaction(() => {
      for (const [ward, at] of asOf) touch.run(at, ward);
    })();
  }

  async deleteWards(wards: readonly WardKey[]): Promise<void> {
    const remove = this.#db.prepare<[string]>('delete from ward where key = ?');
    this.#db.transaction(() => {
      for (const ward of wards) remove.run(ward);
    })();
  }

  async saveQueue(queue: readonly KeptCommand[]): Promise<void> {
    // What else has come over the line by now joins the next write, in one flush to the disk.
    await immediate();
    const before = this.#queue;
    const rows = placedIn(before ?? new Map<number, KeptCommand>(), queue);
    // A command that waits exists nowhere else.
    this.#flushed(() => {
      if (before === null) this.#db.exec('delete from command');
      for (const position of before?.keys() ?? []) {
        if (!rows.has(position)) this.#dropCommand.run(position);
      }
      for (const [position, kept] of rows) {
        if (before?.get(position) === kept) continue;
        this.#putCommand.run(position, this.#close(kept, 'command'));
      }
    });
    this.#queue = rows;
  }

  async saveNotifications(kept: KeptNotifications): Promise<void> {
    // They are acknowledged when this resolves, and then the server sends them no more.
    this.#flushed(() => {
      this.#keep('notifications', kept);
    });
  }

  /**
   * Deletes wards that were last known to be true before this moment (server's clock, ms). On a full
   * disk they stay where they are, and are not taken up.
   */
  forgetBefore(asOf: number): void {
    this.#forgotten = asOf;
    try {
      this.#db.prepare('delete from ward where as_of < ?').run(asOf);
    } catch (error) {
      if (!cannotWrite(error)) throw error;
    }
  }

  saveNote(name: string, value: unknown): void {
    this.#keep(NOTE + name, value);
  }

  note(name: string): unknown {
    return this.#kept(NOTE + name);
  }

  async clear(): Promise<void> {
    this.#queue = null;
    this.#db.transaction(() => {
      this.#db.exec(
        `delete from ward; delete from command; delete from kept where name <> 'check'`,
      );
    })();
    // Neither the log nor free pages keep what was deleted.
    this.#db.pragma('wal_checkpoint(truncate)');
    this.#db.exec('vacuum');
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  async #restAfter(tookMs: number): Promise<void> {
    const { signal } = (this.#rest = new AbortController());
    const ms = Math.min(REST.atMost, Math.max(REST.atLeast, REST.times * tookMs));
    await pause(ms, undefined, { signal }).catch(() => undefined);
    this.#rest = null;
  }

  /** Something sealed with our key must be there, or nothing at all. */
  #checkKey(): void {
    const row = this.#db
      .prepare<[string], { sealed: Buffer }>('select sealed from kept where name = ?')
      .get(CHECK);
    if (row === undefined) this.#keep(CHECK, APPLICATION_ID);
    else if (this.#seal.open(row.sealed, CHECK) === null) throw new CacheFileError('other-key');
  }

  /** One transaction, flushed to the disk, not only to the system. */
  #flushed(write: () => void): void {
    this.#db.pragma('synchronous = full');
    try {
      this.#db.transaction(write)();
    } finally {
      this.#db.pragma('synchronous = normal');
    }
  }

  #keep(name: string, value: unknown): void {
    this.#putKept.run(name, this.#close(value, name));
  }

  #kept(name: string): unknown {
    const row = this.#db
      .prepare<[string], { sealed: Buffer }>('select sealed from kept where name = ?')
      .get(name);
    return row === undefined ? undefined : this.#open(row.sealed, name);
  }

  #close(value: unknown, place: string): Buffer {
    return this.#seal.close(JSON.stringify(value), place);
  }

  #open(sealed: Buffer, place: string): unknown {
    const text = this.#seal.open(sealed, place);
    return text === null ? undefined : (JSON.parse(text) as unknown);
  }

  #openObject(sealed: Buffer, place: string): object {
    const value = this.#open(sealed, place);
    return typeof value === 'object' && value !== null ? value : {};
  }
}

function wardPlace(ward: WardKey): string {
  return `ward:${ward}`;
}

/**
 * Where each command of a queue is kept: at ascending positions, and where it was before as far as
 * the order lets it, so that a long queue is not written anew for each change of one command.
 */
function placedIn(
  before: ReadonlyMap<number, KeptCommand>,
  queue: readonly KeptCommand[],
): Map<number, KeptCommand> {
  const places = new Map([...before].map(([position, { commandId }]) => [commandId, position]));
  const rows = new Map<number, KeptCommand>();
  let last = 0;
  for (const kept of queue) {
    last = Math.max(last + 1, places.get(kept.commandId) ?? 0);
    rows.set(last, kept);
  }
  return rows;
}

function prepare(db: Database): void {
  const applicationId = Number(db.pragma('application_id', { simple: true }));
  const tables = db.prepare('select count(*) from sqlite_schema').pluck().get();
  if (applicationId !== APPLICATION_ID && tables !== 0) throw new CacheFileError('foreign');
  if (Number(db.pragma('user_version', { simple: true })) > SCHEMA_VERSION) {
    throw new CacheFileError('newer');
  }
  db.pragma('journal_mode = wal');
  db.pragma('synchronous = normal');
  db.pragma('secure_delete = on');
  db.pragma(`journal_size_limit = ${String(16 * 1024 * 1024)}`);
  db.pragma(`max_page_count = ${String(MAX_BYTES / PAGE_BYTES)}`);
  if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new CacheFileError('damaged');
  migrate(db);
}

/** The disk takes nothing, if only the index of the log, which is made anew at each start. */
function cannotWrite(error: unknown): boolean {
  return (
    error instanceof Sqlite.SqliteError &&
    /^SQLITE_(FULL|READONLY|IOERR_SHM|CANTOPEN)/.test(error.code)
  );
}

function asFileError(error: unknown): unknown {
  const isDamaged =
    error instanceof Sqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
  return isDamaged ? new CacheFileError('damaged', { cause: error }) : error;
}
