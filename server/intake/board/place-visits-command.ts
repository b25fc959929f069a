import { wardKey } from '../../../src-shared/contract/ids.ts';
import { type Command, NO_SUBJECT } from '../../commands/command.ts';
import { STAY_ROW_JSON } from '../../db/intake-visits.ts';
import type { StayRow } from '../../db/intake-visits.ts';
import { placeVisits } from './place-visits.ts';
import type { VisitChange, VisitPlaced, WaitingVisit } from './place-visits.ts';
import { samePlace } from './wanted.ts';
import type { Wanted } from './wanted.ts';

/** A visit that messages have brought to something new, before anything is locked. */
export interface VisitTurn {
  /** All names of the visit: several where patients without numbered visits were merged. */
  readonly visits: readonly string[];
  readonly before: Wanted | null;
  /** `place`, if any, is in the hospital of the command. */
  readonly after: Wanted;
  /** Its stays in that hospital, open or ended, by what their messages last came to. */
  readonly stays: readonly { readonly id: string; readonly wanted: Wanted | null }[];
  readonly again: boolean;
}

interface Facts {
  readonly stays: readonly StayRow[];
  readonly waiting: readonly WaitingVisit[];
}

/** What placing came to, one for each turn. */
export interface PlacedAnswer {
  readonly placed: readonly VisitPlaced[];
  readonly healed: readonly WaitingVisit[];
  /** Whether the board changed at all. */
  readonly changed: boolean;
}

const TEXT = `
  select h.id as hospital_id, touched.wards,
    array(
      select distinct a.hospital_id || '/' || a.nurse_id from assignment a
      where a.hospital_id = h.id and a.stay_id = any ($2::uuid[]) and a.ended_at is null
    ) as nurses,
    json_build_object(
      'stays', (select coalesce(json_agg(${STAY_ROW_JSON}), '[]') from stay s
        where s.hospital_id = h.id and s.id = any ($2::uuid[])),
      'waiting', (
        select coalesce(json_agg(json_build_object('visit', v.visit, 'stayId', v.stay_id,
          'wardId', v.waits_ward, 'bedId', v.waits_bed) order by s.admitted_at, v.visit), '[]')
        from intake_visit v join stay s on s.id = v.stay_id
        where v.waits_hospital = h.id and h.id || '/' || v.waits_ward = any (touched.wards)
          and v.visit <> all ($4::text[]) and v.waits_bed is not null
          and s.ended_at is null and s.ward_id = v.waits_ward and s.bed_id is null)
    ) as facts
  from hospital h
  cross join lateral (
    select array(
      select s.hospital_id || '/' || s.ward_id from stay s
      where s.hospital_id = h.id and s.id = any ($2::uuid[])
      union select h.id || '/' || w from unnest($3::text[]) as w
    ) as wards
  ) touched
  where h.id = $1`;

/**
 * Intake's one command: carries what messages have come to onto the boards of a hospital. It is the
 * system's alone, and needs the system's sight.
 * @param note for the audit: which message it was
 */
export function placeVisitsCommand(
  hospitalId: string,
  turns: readonly VisitTurn[],
  note: Readonly<Record<string, string>>,
): Command<Facts> {
  const stayIds = turns.flatMap(({ stays }) => stays.map(({ id }) => id));
  const places = turns.flatMap(({ after }) => after.place?.wardId ?? []);
  const names = turns.flatMap(({ visits }) => visits);
  return {
    name: 'place-visits',
    status: 200,
    look: { name: 'place-visits', text: TEXT, values: [hospitalId, stayIds, places, names] },
    allows: () => false,
    subject: () => NO_SUBJECT,
    decide: ({ board, reach }) => {
      const changes = turns.map((turn) => changeOf(turn, reach.facts.stays));
      const { drafts, placed, healed } = placeVisits(board, changes, reach.facts.waiting);
      const answer: PlacedAnswer = { placed, healed, changed: drafts.length > 0 };
      const ward = reach.wards[0] ?? wardKey({ hospitalId, wardId: '_house' });
      return { ward, drafts, answer };
    },
    note,
    reopens: ({ facts }) => facts.stays.flatMap(({ ended, stay }) => (ended ? [stay.id] : [])),
  };
}

/** The turn with the stays as they are under the locks: one is the visit's, other open ones end. */
function changeOf(turn: VisitTurn, rows: readonly StayRow[]): VisitChange {
  const known = turn.stays.flatMap(({ id, wanted }) => {
    const row = rows.find(({ stay }) => stay.id === id);
    return row === undefined ? [] : [{ row, wanted }];
  });
  const open = known.filter(({ row }) => !row.ended);
  const fitting = open.find(({ wanted }) => samePlace(wanted?.place ?? null, turn.after.place));
  const own = fitting ?? open[0] ?? known.at(-1);
  const { before, after, again } = turn;
  return {
    before,
    after,
    again,
    stayId: own?.row.stay.id ?? null,
    ended: own?.row.ended === true ? endedStay(own.row) : null,
    deskPlacedAt: timeOf(own?.row.deskPlacedAt ?? null),
    surplus: open.filter((one) => one !== own).map(({ row }) => row.stay.id),
  };
}

function endedStay({ wardId, stay, endedAt }: StayRow): VisitChange['ended'] {
  return { wardId, stay, at: timeOf(endedAt) ?? 0 };
}

function timeOf(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}
