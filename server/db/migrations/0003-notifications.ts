import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(TABLES).execute(db);
  await sql.raw(FUNCTIONS).execute(db);
  await sql.raw(GUARDS).execute(db);
}

const TABLES = `
  -- One a person it is for; several share an id where one message is for everybody on a ward.
  -- seq: its place among what this user is sent, given when it may go out; null: it waits, because
  -- the user has had ten within the last second. Given under the lock of the user's line, so that
  -- commit order is seq order and no seq is left out.
  create table notification (
    id uuid not null,
    user_id text not null references app_user (id),
    hospital_id text not null references hospital (id),
    ward_id text,
    kind text not null check (kind in ('assignment', 'alert', 'message', 'system')),
    title text not null,
    ref text,
    -- A user's id, or the system's name for itself; sender_name is what a person reads.
    sender text not null,
    sender_name text,
    created_at timestamptz not null,
    -- The house's own goes before what integrations send.
    urgent boolean not null,
    -- Whose turn it is among those that wait: senders take turns.
    turn bigint not null default 0,
    queued bigint generated always as identity,
    seq bigint,
    released_at timestamptz,
    -- By the first of the user's devices.
    delivered_at timestamptz,
    read_at timestamptz,
    answer text check (answer in ('yes', 'no', 'call_me')),
    answered_at timestamptz,
    primary key (id, user_id)
  );
  create unique index notification_line_place on notification (user_id, seq);
  create index notification_unread on notification (user_id, seq) where read_at is null;
  create index notification_waiting on notification (user_id, queued) where seq is null;
  create index notification_of_user on notification (user_id, created_at);
  create index notification_released on notification (released_at);
  create index notification_read on notification (read_at) where read_at is not null;
  create index notification_sent on notification (hospital_id, sender, created_at);
  create index notification_age on notification (created_at);

  -- device_id '': the user's one device, where tickets name none. read_at: since then the device
  -- knows that the user has read it.
  create table receipt (
    notification_id uuid not null,
    user_id text not null,
    device_id text not null,
    delivered_at timestamptz not null,
    read_at timestamptz,
    primary key (user_id, device_id, notification_id),
    foreign key (notification_id, user_id) references notification (id, user_id) on delete cascade
  );
  create index receipt_unread on receipt (user_id, device_id) where read_at is null;
  create index receipt_of_notification on receipt (notification_id, user_id);

  create index membership_of_hospital on membership (hospital_id);

  -- A user's place in what is sent to her, over all her hospitals: numbers alone, no contents.
  -- recent: when the last of them went out, at most ten.
  create table notification_line (
    user_id text primary key references app_user (id),
    seq bigint not null default 0,
    waiting integer not null default 0,
    turn bigint not null default 0,
    recent timestamptz[] not null default '{}'
  ) with (fillfactor = 50);
  create index notification_line_waiting on notification_line (user_id) where waiting > 0;

  -- How far an integration has spent ahead of what its hospital lets it send a second.
  create table notification_quota (
    hospital_id text not null references hospital (id),
    sender text not null references app_user (id),
    spent_until timestamptz not null,
    primary key (hospital_id, sender)
  );
`;

const FUNCTIONS = `
  -- Rights are out of the application's reach; this much of them it may ask, of its own hospitals.
  -- wanted null: all members.
  create function wardline_members(hospital text, wanted text[])
    returns table (user_id text, role text, ward_ids text[])
    language sql stable security definer set search_path = pg_catalog, public as $$
    select m.user_id, m.role, m.ward_ids from membership m
    join app_user u on u.id = m.user_id and u.disabled_at is null
    where m.hospital_id = hospital and (wanted is null or m.user_id = any (wanted))
      and (hospital = any (wardline_hospitals()) or current_setting('role', true) = 'wardline_system')
  $$;

  -- Whom a draft is for: those of a role, those on a ward, a user, or the user of a nurse.
  create function wardline_recipients(draft json) returns table (user_id text)
    language plpgsql stable as $$
  declare
    hospital text := draft ->> 'hospital_id';
    ward text := draft ->> 'ward_id';
    wanted text[];
  begin
    if draft ->> 'role' is not null then
      return query select distinct m.user_id from wardline_members(hospital, null) m
        where m.role = draft ->> 'role' and (m.ward_ids is null or ward is null or ward = any (m.ward_ids));
      return;
    end if;
    if (draft ->> 'on_ward')::boolean then
      wanted := array(
        select n.user_id from ward_nurse k
        join nurse n on n.hospital_id = k.hospital_id and n.id = k.nurse_id
        where k.hospital_id = hospital and k.ward_id = ward and n.user_id <> draft ->> 'sender');
    else
      wanted := array_remove(array[draft ->> 'user_id', (
        select n.user_id from nurse n
        where n.hospital_id = hospital and n.id = draft ->> 'nurse_id')], null);
    end if;
    return query select distinct m.user_id from wardline_members(hospital, wanted) m;
  end $$;

  -- Ten within any second.
  create function wardline_recent(recent timestamptz[], now timestamptz) returns timestamptz[]
    language sql immutable as $$
    select coalesce(array_agg(t order by t), '{}') from unnest(recent) t
    where t > now - interval '1 second'
  $$;

  -- Makes notifications of drafts and gives those made, in the order of their users' lines. A user
  -- who has had ten within the last second gets the others later: seq is null. A draft that was
  -- made before for the same user is passed over. Lines are locked ascending, so it is called once
  -- a transaction, after wards and nurses are locked.
  create function wardline_notify(drafts json) returns setof notification
    language plpgsql volatile as $$
  declare
    one record;
    line notification_line;
    made notification;
    now timestamptz;
    lately timestamptz[];
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
      if cardinality(lately) < 10 and (line.waiting = 0 or made.urgent and not exists (
        select from notification n where n.user_id = one.user_id and n.seq is null and n.urgent
      )) then
        made.seq := line.seq + 1;
        made.released_at := now;
        update notification_line set seq = made.seq, recent = lately || now
          where user_id = one.user_id;
      else
        select greatest(line.turn, coalesce(max(n.turn), 0)) + 1 into made.turn from notification n
          where n.user_id = one.user_id and n.seq is null and n.sender = made.sender;
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

  -- Lets go what waits and may, at most so many a user: the house's own first, then the senders in
  -- turn. Of several processes that ask at once each takes other users.
  create function wardline_release(most integer) returns setof notification
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
        select * from notification n where n.user_id = line.user_id and n.seq is null
        order by n.urgent desc, n.turn, n.queued limit free
      loop
        gone := gone + 1;
        line.seq := line.seq + 1;
        if not one.urgent then line.turn := greatest(line.turn, one.turn); end if;
        lately := lately || now;
        update notification n set seq = line.seq, released_at = now
          where n.id = one.id and n.user_id = one.user_id returning n.* into one;
        return next one;
      end loop;
      -- Fewer than there was room for: nothing waits any more (some may have become too old).
      update notification_line l set seq = line.seq, turn = line.turn, recent = lately,
        waiting = case when gone < free then 0 else greatest(l.waiting - gone, 0) end
        where l.user_id = line.user_id;
    end loop;
  end $$;
`;

const GUARDS = `
  alter table notification enable row level security;
  alter table notification force row level security;
  create policy of_hospital on notification to wardline_app
    using (hospital_id = any ((select wardline_hospitals())::text[]))
    with check (hospital_id = any ((select wardline_hospitals())::text[]));
  create policy of_system on notification to wardline_system using (true) with check (true);
  alter table notification_quota enable row level security;
  alter table notification_quota force row level security;
  create policy of_hospital on notification_quota to wardline_app
    using (hospital_id = any ((select wardline_hospitals())::text[]))
    with check (hospital_id = any ((select wardline_hospitals())::text[]));
  create policy of_system on notification_quota to wardline_system using (true) with check (true);
  -- Receipts are the system's business alone.
  alter table receipt enable row level security;
  alter table receipt force row level security;
  create policy of_system on receipt to wardline_system using (true) with check (true);

  grant select, insert, update, delete on notification, receipt, notification_line,
    notification_quota to wardline_system;
  grant select, insert, update on notification, notification_line, notification_quota to wardline_app;
  revoke all on function wardline_members(text, text[]) from public;
  grant execute on function wardline_members(text, text[]) to wardline_app, wardline_system;
`;
