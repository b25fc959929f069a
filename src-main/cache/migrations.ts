import type { Database } from 'better-sqlite3';

/** "Wdl1": tells our file from any other SQLite database. */
export const APPLICATION_ID = 0x57646c31;

/** Each moves the file one version on; never edited once released. */
const MIGRATIONS: readonly string[] = [
  `create table kept (name text primary key, sealed blob not null) strict, without rowid;
   create table ward (
     key text primary key,
     sealed blob not null,
     -- By the server's clock, in milliseconds since 1970.
     as_of real not null
   ) strict;
   create index ward_as_of on ward (as_of);
   create table command (position integer primary key, sealed blob not null) strict;`,
];

/** The version that this build writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings the file up to `SCHEMA_VERSION` in one transaction. It must not be of a later one. */
export function migrate(db: Database): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  // Nothing to write: a disk that is full lets us open all the same.
  if (version === SCHEMA_VERSION) return;
  db.transaction(() => {
    for (const sql of MIGRATIONS.slice(version)) db.exec(sql);
    db.pragma(`application_id = ${String(APPLICATION_ID)}`);
    db.pragma(`user_version = ${String(SCHEMA_VERSION)}`);
  }).immediate();
}
