import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locationsAnswerSchema } from '../../../src-shared/contract/commands/put-locations.ts';
import {
  eventsAnswerSchema,
  hospitalsAnswerSchema,
  nursesAnswerSchema,
  shiftsAnswerSchema,
  utilizationAnswerSchema,
  wardAnswerSchema,
  wardsAnswerSchema,
} from '../../../src-shared/contract/reads.ts';
import { applyEvents } from '../../../src-shared/domain/log/apply-event.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import { emptyState } from '../../../src-shared/domain/log/empty-state.ts';
import { openHttpHouse, problemOf, type Answer, type HttpHouse } from './http-house.ts';

let house: HttpHouse;
beforeAll(async () => {
  house = await openHttpHouse();
});
afterAll(() => house.close());

const get = (url: string): Promise<Answer> => house.call({ url, as: 'dispatcher' });
const H1 = '/api/v1/hospitals/H1';

describe('hospitals and wards', () => {
  it('are those the caller has a part in', async () => {
    expect((await get('/api/v1/hospitals')).read(hospitalsAnswerSchema)).toEqual({
      hospitals: [{ id: 'H1', name: 'Hospital H1' }],
    });
    const { wards } = (await get(`${H1}/wards`)).read(wardsAnswerSchema);
    expect(wards).toEqual([
      { id: 'ICU', hospitalId: 'H1', name: 'ICU of H1', unitType: 'critical_care' },
      { id: 'MS1', hospitalId: 'H1', name: 'MS1 of H1', unitType: 'medical_surgical' },
    ]);
    const nobodys = await house.call({ url: '/api/v1/hospitals', as: 'stranger' });
    expect(nobodys.read(hospitalsAnswerSchema)).toEqual({ hospitals: [] });
  });

  it('come with a state that its events fold to, page by page', async () => {
    for (let i = 0; i < 5; i += 1) await house.admit('MS1');
    for (const ward of ['MS1', '_house']) {
      const { cursor, state } = (await get(`${H1}/wards/${ward}`)).read(wardAnswerSchema);
      let folded = emptyState({ hospitalId: 'H1', wardId: ward });
      let after = 0;
      for (let more = true; more;) {
        const page = (await get(`${H1}/wards/${ward}/events?after=${String(after)}&limit=3`)).read(
          eventsAnswerSchema,
        );
        expect(page.events.map(({ seq }) => seq)).toEqual(
          page.events.map((_, index) => after + index + 1),
        );
        expect(page.events.length).toBeLessThanOrEqual(3);
        expect(page.cursor).toEqual({ epoch: cursor.epoch, seq: after + page.events.length });
        folded = applyEvents(folded, page.events);
        after = page.cursor.seq;
        more = page.more;
      }
      expect(after).toBe(cursor.seq);
      expect(canonicalJson(folded)).toBe(canonicalJson(state));
    }
  });

  it('answer an empty page at the head, and 410 for what is not kept', async () => {
    const { cursor } = (await get(`${H1}/wards/ICU`)).read(wardAnswerSchema);
    const atHead = await get(`${H1}/wards/ICU/events?after=${String(cursor.seq)}`);
    expect(atHead.read(eventsAnswerSchema)).toEqual({ cursor, events: [], more: false });
    await house.test.query(
      `update ward set kept_after = 2 where hospital_id = 'H1' and id = 'ICU'`,
    );
    expect(problemOf(await get(`${H1}/wards/ICU/events?after=1`)).code).toBe('history_gone');
    expect((await get(`${H1}/wards/ICU/events?after=2`)).status).toBe(200);
    await house.test.query(
      `update ward set kept_after = 0 where hospital_id = 'H1' and id = 'ICU'`,
    );
  });
});

describe('staff', () => {
  it('is told with licences and sign-ins', async () => {
    const { nurses } = (await get(`${H1}/nurses`)).read(nursesAnswerSchema);
    expect(nurses.map(({ id, userId }) => [id, userId])).toEqual([
      ['N-1', 'nurse'],
      ['N-2', null],
    ]);
  });

  it('is told with the shifts of a span', async () => {
    const ask = async (query: string): Promise<string[]> => {
      const { shifts } = (await get(`${H1}/shifts${query}`)).read(shiftsAnswerSchema);
      return shifts.map(({ id, status }) => `${id} ${status}`);
    };
    await house.call({
      method: 'PUT',
      url: `${H1}/shifts/S-later`,
      as: 'admin',
      body: {
        nurseId: 'N-1',
        wardId: null,
        startsAt: '2041-01-01T07:00:00+01:00',
        endsAt: '2041-01-01T19:00:00+01:00',
      },
    });
    expect(await ask('')).toEqual(['S-N-1 running', 'S-N-2 running']);
    expect(await ask('?nurseId=N-2')).toEqual(['S-N-2 running']);
    const later = '?from=2041-01-01T00:00:00Z&to=2041-01-02T00:00:00Z';
    expect(await ask(later)).toEqual(['S-later planned']);
    const { shifts } = (await get(`${H1}/shifts${later}`)).read(shiftsAnswerSchema);
    expect(shifts[0]).toMatchObject({ wardId: null, startsAt: '2041-01-01T06:00:00.000Z' });
  });

  it('is told with the mapping of locations as it was put', async () => {
    const body = [
      { pointOfCare: 'ICU', bed: 'B1', facility: 'H1', wardId: 'ICU', bedId: 'B1' },
      { pointOfCare: 'MS', wardId: 'MS1', bedId: '*' },
      { pointOfCare: 'ICU', wardId: 'ICU' },
    ];
    const put = await house.call({ method: 'PUT', url: `${H1}/locations`, as: 'admin', body });
    expect(put.status).toBe(200);
    const read = await house.call({ url: `${H1}/locations`, as: 'admin' });
    const { locations } = read.read(locationsAnswerSchema);
    const none = { room: null, bed: null, facility: null, bedId: null };
    expect(locations).toEqual(body.map((entry) => ({ ...none, ...entry })));
  });

  it('takes thousands of locations at once', async () => {
    const body = Array.from({ length: 5_000 }, (_, i) => ({
      pointOfCare: `POINT-OF-CARE-${String(i)}`,
      room: 'x'.repeat(40),
      wardId: 'ICU',
    }));
    const put = await house.call({ method: 'PUT', url: `${H1}/locations`, as: 'admin', body });
    expect(put.status).toBe(200);
    expect(JSON.stringify(body).length).toBeGreaterThan(64 * 1024);
  });
});

describe('utilization', () => {
  const at = (hours: number): string => new Date(hours * 3_600_000).toISOString();
  const hour = Math.floor(Date.now() / 3_600_000) - 10;

  it('measures each nurse once, however many patients she has', async () => {
    await house.test.query('delete from post; delete from assignment');
    const insert = `
      insert into post (hospital_id, ward_id, nurse_id, shift_id, started_at, ended_at) values
        ('H1', 'ICU', 'N-1', 'x', $1::timestamptz, $1::timestamptz + interval '3 hours'),
        ('H1', 'MS1', 'N-2', 'y', $1::timestamptz, $1::timestamptz + interval '90 minutes')`;
    await house.test.query(insert, [at(hour)]);
    const [a, b] = [await house.admit('ICU'), await house.admit('ICU')];
    // Two patients in the same hour, and one after her time here was over.
    await house.test.query(
      `insert into assignment (id, hospital_id, ward_id, nurse_id, stay_id, started_at, started_by,
         ended_at)
       select gen_random_uuid(), 'H1', 'ICU', 'N-1', x.stay::uuid,
         $1::timestamptz + x.since, 'test', $1::timestamptz + x.till
       from (values ($2, interval '0', interval '1 hour'),
         ($3, interval '30 minutes', interval '90 minutes'),
         ($2, interval '4 hours', interval '5 hours')) as x (stay, since, till)`,
      [at(hour), a, b],
    );
    const url = `${H1}/utilization?from=${at(hour)}&to=${at(hour + 6)}`;
    const { wards, ...span } = (await get(url)).read(utilizationAnswerSchema);
    expect(span).toEqual({ from: at(hour), to: at(hour + 6) });
    expect(wards).toEqual([
      {
        wardId: 'ICU',
        assigned: 1.5,
        available: 3,
        ratio: 0.5,
        hours: [
          { hour: at(hour), assigned: 1, available: 1, ratio: 1 },
          { hour: at(hour + 1), assigned: 0.5, available: 1, ratio: 0.5 },
          { hour: at(hour + 2), assigned: 0, available: 1, ratio: 0 },
        ],
      },
      {
        wardId: 'MS1',
        assigned: 0,
        available: 1.5,
        ratio: 0,
        hours: [
          { hour: at(hour), assigned: 0, available: 1, ratio: 0 },
          { hour: at(hour + 1), assigned: 0, available: 0.5, ratio: 0 },
        ],
      },
    ]);
  });

  it('counts planned shifts ahead, and tells whole hours', async () => {
    const url = `${H1}/utilization?from=2041-01-01T06:30:00Z&to=2041-01-01T07:10:00Z`;
    const answer = (await get(url)).read(utilizationAnswerSchema);
    expect(answer).toMatchObject({
      from: '2041-01-01T06:00:00.000Z',
      to: '2041-01-01T08:00:00.000Z',
    });
    expect(answer.wards).toMatchObject([{ wardId: '_house', available: 2, assigned: 0 }]);
  });
});
