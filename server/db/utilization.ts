import type { Statement, Tx } from './database.ts';

/** Nurse-hours of one ward in one hour. */
export interface WardHour {
  readonly wardId: string;
  /** Start of the hour, in the wire's form. */
  readonly hour: string;
  readonly assigned: number;
  readonly available: number;
}

/** SQL for how long a multirange of time is in all. */
function seconds(multirange: string): string {
  return `(select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0)
          from unnest(${multirange}) as r)`;
}

// Available: on duty in the ward, by posts held (a running one until its shift's end) and by planned
// shifts. Assigned: of that, the time with at least one patient or post of hers. Several patients at
// once are the same hour, so the spans of a nurse are merged before they are measured.
const HOURS: Statement = {
  name: 'utilization-hours',
  text: `
    with span as (select tstzrange($2::timestamptz, $3::timestamptz) as whole),
    duty as (
      select p.ward_id, p.nurse_id, tstzrange(p.started_at,
        greatest(p.started_at, coalesce(p.ended_at, s.ends_at, now()))) as during
      from post p
      left join shift s on s.hospital_id = p.hospital_id and s.id = p.shift_id
      where p.hospital_id = $1 and p.started_at < $3 and coalesce(p.ended_at, 'infinity') > $2
      union all
      select ward_id, nurse_id, tstzrange(starts_at, ends_at)
      from shift
      where hospital_id = $1 and status = 'planned' and starts_at < $3 and ends_at > $2
    ),
    available as (
      select ward_id, nurse_id, range_agg(during) as during from duty, span
      where during && whole group by ward_id, nurse_id
    ),
    busy as (
      select a.ward_id, a.nurse_id, range_agg(tstzrange(a.started_at,
        greatest(a.started_at, coalesce(a.ended_at, now())))) as during
      from assignment a
      where a.hospital_id = $1 and a.started_at < $3 and coalesce(a.ended_at, 'infinity') > $2
      group by a.ward_id, a.nurse_id
    ),
    hours as (
      select h as hour, tstzrange(h, h + interval '1 hour') as during
      from generate_series($2::timestamptz, $3::timestamptz - interval '1 second',
        interval '1 hour') as h
    ),
    measured as (
      select v.ward_id, hours.hour,
        ${seconds('v.during * multirange(hours.during)')} as available,
        ${seconds("coalesce(b.during, '{}') * v.during * multirange(hours.during)")} as assigned
      from available v
      join hours on v.during && hours.during
      left join busy b on b.ward_id = v.ward_id and b.nurse_id = v.nurse_id
    )
    select ward_id as "wardId", hour,
      round(sum(assigned) / 3600.0, 2)::float8 as assigned,
      round(sum(available) / 3600.0, 2)::float8 as available
    from measured group by ward_id, hour order by ward_id, hour`,
};

/**
 * Nurse-hours of a hospital's wards and its float pool (`_house`), hour by hour; hours in which
 * nobody is on duty are left out.
 * @param from start of an hour, ISO 8601
 * @param to end of an hour
 */
export function readUtilization(
  tx: Tx,
  hospitalId: string,
  from: string,
  to: string,
): Promise<WardHour[]> {
  return tx.query(HOURS, [hospitalId, from, to]);
}
