import type { Database, Statement } from '../db/database.ts';
import type { Log } from '../observability/log.ts';
import { DEMO_HOSPITALS } from './demo-hospitals.ts';
import { demoStaff } from './demo-staff.ts';
import { seededRandom } from './random.ts';
import { shiftId, shiftsBetween } from './shift-pattern.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Beyond the 48 h that the house log shows, so that each shift is announced as it comes near. */
const AHEAD_MS = 50 * HOUR_MS;
const EVERY_MS = HOUR_MS;

// What was planned, moved or cancelled by hand stays: an id that is there is left alone, and so is
// whoever has another shift at that time.
const PLAN: Statement = {
  name: 'demo-plan-shifts',
  text: `
    insert into shift (hospital_id, id, nurse_id, ward_id, starts_at, ends_at, status)
    select $1, s.id, s."nurseId", s."wardId", s."startsAt", s."endsAt", 'planned'
    from json_to_recordset($2::json) as s (id text, "nurseId" text, "wardId" text,
      "startsAt" timestamptz, "endsAt" timestamptz)
    join nurse n on n.hospital_id = $1 and n.id = s."nurseId"
    join ward w on w.hospital_id = $1 and w.id = s."wardId"
    on conflict do nothing
    returning id`,
};

const OPENING: Statement = {
  name: 'demo-opening',
  text: `select demo_seeded_at as opening from installation where demo_seeded_at is not null`,
};

/**
 * Plans the shifts of the demo's staff for the next 50 hours, as rows without events: the clock
 * announces and starts them when their time comes. Planning twice plans once.
 * @param now milliseconds since 1970
 * @returns how many shifts are new
 */
export async function rollShifts(database: Database, now: number): Promise<number> {
  const [seeded] = await database.system((tx) => tx.query<{ opening: string }>(OPENING));
  if (seeded === undefined) return 0;
  const opening = Date.parse(seeded.opening);
  let planned = 0;
  for (const { id: hospitalId } of DEMO_HOSPITALS) {
    const staff = demoStaff(hospitalId, seededRandom(`wardline demo ${hospitalId}`));
    const shifts = staff.flatMap((nurse) =>
      shiftsBetween(nurse.team, nurse.change, opening, now, now + AHEAD_MS).map((times) => ({
        id: shiftId(nurse.id, times.startsAt),
        nurseId: nurse.id,
        wardId: nurse.wardId,
        startsAt: new Date(times.startsAt).toISOString(),
        endsAt: new Date(times.endsAt).toISOString(),
      })),
    );
    const rows = await database.system((tx) =>
      tx.query(PLAN, [hospitalId, JSON.stringify(shifts)]),
    );
    planned += rows.length;
  }
  return planned;
}

/** Rolls the demo's shifts on, now and each hour, until it is stopped. */
export function keepRollingShifts(database: Database, log: Log): { stop(): Promise<void> } {
  let rolling: Promise<unknown> = Promise.resolve();
  const roll = (): void => {
    rolling = rollShifts(database, Date.now()).catch((error: unknown) => {
      log.warn({ err: error }, 'the shifts of the demo could not be planned');
    });
  };
  roll();
  const timer = setInterval(roll, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await rolling;
    },
  };
}
