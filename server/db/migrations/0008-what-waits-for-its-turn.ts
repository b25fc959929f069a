import { type Kysely, sql } from 'kysely';

/**
 * What has been read while it waited for its turn waits no more: it gets no place in the line and is
 * not sent. And of what the house itself says, assignments and alerts go before messages, also
 * before those of the same sender.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(RANK).execute(db);
  await sql.raw(FUNCTIONS).execute(db);
}

const RANK = `
  -- 0: assignments and alerts of the house; 1: its messages and the rest; 2: what integrations send.
  alter table notification add column rank smallint not null generated always as (
    case when not urgent then 2 when kind in ('assignment', 'alert') then 0 else 1 end) stored;
  drop index notification_waiting;
  create index notification_waiting on notification (user_id, rank, turn, queued)
    where seq is null and read_at is null;
`;

const FUNCTIONS = `
  create or replace function wardline_notify(drafts json) returns setof notification
    language plpgsql volatile as $$
  declare
    one record;
    line notification_line;
    made notification;
    now timestamptz;
    lately timestamptz[];
    place smallint;
  begin
    for one in
      select d.value as draft, r.user_id from json_array_elements(drafts) with ordinality d (value, place)
      cross join lateral wardline_recipients(d.value) r
      order by r.user_id collate "C", d.place
    loop
      insert into notification_line as l (user_id) values (one.user_id)
        on conflict (user_id) do update set user_id = l.user_id returning l.* into line;
      if exists (select from notification n
                 where n.id = (one.draft ->> 'id')::uuid and n.user_id = one.user_id) then
        continue;
      end if;
      now := clock_timestamp();
      lately := wardline_recent(line.recent, now);
      made := null;
      made.id := one.draft ->> 'id';
      made.user_id := one.user_id;
      made.hospital_id := one.draft ->> 'hospital_id';
      made.ward_id := one.draft ->> 'ward_id';
      made.kind := one.draft ->> 'kind';
      made.title := one.draft ->> 'title';
      made.ref := one.draft ->> 'ref';
      made.sender := one.draft ->> 'sender';
      made.sender_name := one.draft ->> 'sender_name';
      made.urgent := (one.draft ->> 'urgent')::boolean;
      made.created_at := now;
      made.turn := 0;
      -- As the column has it.
      place := case when not made.urgent then 2
        when made.kind in ('assignment', 'alert') then 0 else 1 end;
      -- It passes what is of a higher rank, and nothing else that waits.
      if cardinality(lately) < 10 and (line.waiting = 0 or not exists (
        select from notification n where n.user_id = one.user_id and n.seq is null
          and n.read_at is null and n.rank <= place
      )) then
        made.seq := line.seq + 1;
        made.released_at := now;
        update notification_line set seq = made.seq, recent = lately || now
          where user_id = one.user_id;
      else
        select greatest(line.turn, coalesce(max(n.turn), 0)) + 1 into made.turn from notification n
          where n.user_id = one.user_id and n.seq is null and n.read_at is null
            and n.rank = place and n.sender = made.sender;
        update notification_line set waiting = waiting + 1 where user_id = one.user_id;
      end if;
      insert into notification (id, user_id, hospital_id, ward_id, kind, title, ref, sender,
        sender_name, created_at, urgent, turn, seq, released_at)
      values (made.id, made.user_id, made.hospital_id, made.ward_id, made.kind, made.title,
        made.ref, made.sender, made.sender_name, made.created_at, made.urgent, made.turn, made.seq,
        made.released_at)
      returning * into made;
      return next made;
    end loop;
  end $$;

  create or replace function wardline_release(most integer) returns setof notification
    language plpgsql volatile as $$
  declare
    line notification_line;
    one notification;
    now timestamptz;
    lately timestamptz[];
    free integer;
    gone integer;
  begin
    for line in
      select * from notification_line where waiting > 0 order by user_id collate "C" limit 1000
      for update skip locked
    loop
      now := clock_timestamp();
      lately := wardline_recent(line.recent, now);
      free := least(most, 10 - cardinality(lately));
      continue when free <= 0;
      gone := 0;
      for one in
        select * from notification n
        where n.user_id = line.user_id and n.seq is null and n.read_at is null
        order by n.rank, n.turn, n.queued limit free
      loop
        gone := gone + 1;
        -- Read since the look: its place goes to the next.
        update notification n set seq = line.seq + 1, released_at = now
          where n.id = one.id and n.user_id = one.user_id and n.read_at is null
          returning n.* into one;
        continue when not found;
        line.seq := line.seq + 1;
        if not one.urgent then line.turn := greatest(line.turn, one.turn); end if;
        lately := lately || now;
        return next one;
      end loop;
      -- Fewer than there was room for: nothing waits any more (some may have been read, or become
      -- too old).
      update notification_line l set seq = line.seq, turn = line.turn, recent = lately,
        waiting = case when gone < free then 0 else greatest(l.waiting - gone, 0) end
        where l.user_id = line.user_id;
    end loop;
  end $$;
`;
