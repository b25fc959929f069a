import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../../src-shared/contract/problem.ts';
import { wardAnswerSchema } from '../../../src-shared/contract/reads.ts';
import { openHttpHouse, problemOf, type Call, type HttpHouse } from './http-house.ts';

let house: HttpHouse;
beforeAll(async () => {
  house = await openHttpHouse();
  await house.call({ ...stays, body: { ...good, id: known } });
  const assignment = { id: known, hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId: known };
  const { status } = await house.call({ ...stays, url: '/api/v1/assignments', body: assignment });
  expect(status).toBe(201);
});
afterAll(() => house.close());

const stays = { method: 'POST', url: '/api/v1/stays', as: 'dispatcher' } as const;
const good = { hospitalId: 'H1', wardId: 'ICU', patient: { ref: 'r', label: 'l' } };
const id = randomUUID();
/** Of a stay and of an assignment. */
const known = randomUUID();

/** Each bad request with its answer, and for `invalid_request` the paths of its faults. */
const BAD: [name: string, call: Call, code: keyof typeof PROBLEMS, paths?: string[]][] = [
  ['an unknown address', { url: '/api/v1/nothing' }, 'not_found'],
  ['an unknown address below a known one', { url: '/api/v1/stays/1/2/3' }, 'not_found'],
  ['an address that does not decode', { url: '/%zz' }, 'invalid_request', ['']],
  ['another method', { method: 'DELETE', url: '/api/v1/stays' }, 'method_not_allowed'],
  ['another method on a part', { url: `/api/v1/stays/${id}/discharge` }, 'method_not_allowed'],
  ['no token', { method: 'POST', url: stays.url, body: good }, 'unauthenticated'],
  ['a token of nobody', { url: '/api/v1/hospitals', headers: { authorization: 'Bearer x.y.z' } }, 'unauthenticated'],
  ['another scheme', { url: '/api/v1/hospitals', headers: { authorization: 'Basic eDp5' } }, 'unauthenticated'],
  ['no JSON', { ...stays, body: '{"hospitalId":' }, 'invalid_request', ['']],
  ['JSON of the wrong kind', { ...stays, body: '[]' }, 'invalid_request', ['']],
  ['JSON null', { ...stays, body: 'null' }, 'invalid_request', ['hospitalId', 'wardId', 'patient']],
  ['a poisoned prototype', { ...stays, body: '{"__proto__":{"a":1}}' }, 'invalid_request', ['__proto__']],
  ['a poisoned part', { ...stays, body: '{"patient":{"constructor":{"prototype":{}}}}' }, 'invalid_request', ['patient.constructor']],
  ['another media type', { ...stays, body: 'x', headers: { 'content-type': 'text/plain' } }, 'unsupported_media_type'],
  ['a form', { ...stays, body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 'unsupported_media_type'],
  ['too large a body', { ...stays, body: { ...good, patient: { ref: 'r', label: 'x'.repeat(70_000) } } }, 'payload_too_large'],
  ['an empty body', { ...stays, body: {} }, 'invalid_request', ['hospitalId', 'wardId', 'patient']],
  ['a missing part', { ...stays, body: { ...good, patient: { ref: 'r' } } }, 'invalid_request', ['patient.label']],
  ['unknown members', { ...stays, body: { ...good, x: 1, y: 2 } }, 'invalid_request', ['x', 'y']],
  ['a wrong acuity', { ...stays, body: { ...good, acuity: 6 } }, 'invalid_request', ['acuity']],
  ['a wrong time', { ...stays, body: { ...good, expectedDischargeAt: 'soon' } }, 'invalid_request', ['expectedDischargeAt']],
  ['a wrong ward id', { ...stays, body: { ...good, wardId: 'no ward' } }, 'invalid_request', ['wardId']],
  ['a wrong stay id', { ...stays, body: { ...good, id: 'x' } }, 'invalid_request', ['id']],
  ['a character nobody can keep', { ...stays, body: { ...good, patient: { ref: 'a\u0000b', label: 'l' } } }, 'invalid_request', ['patient.ref']],
  ['half a character', { ...stays, body: { ...good, patient: { ref: 'r', label: 'a\ud800b' } } }, 'invalid_request', ['patient.label']],
  ['no Idempotency-Key', { ...stays, body: good, key: null }, 'idempotency_key_missing'],
  ['an empty Idempotency-Key', { ...stays, body: good, key: '' }, 'idempotency_key_missing'],
  ['an Idempotency-Key that is no UUID', { ...stays, body: good, key: 'again' }, 'invalid_request', ['headers.idempotency-key']],
  ['a basis without a position', { ...stays, body: good, headers: { 'wardline-basis': 'H1/ICU' } }, 'invalid_request', ['headers.wardline-basis.0']],
  ['an expiry that is no time', { ...stays, body: good, headers: { 'wardline-expires': 'tomorrow' } }, 'invalid_request', ['headers.wardline-expires']],
  ['own keys that are none', { ...stays, body: good, headers: { 'wardline-own': 'a,b' } }, 'invalid_request', ['headers.wardline-own.0', 'headers.wardline-own.1']],
  ['an expired command', { ...stays, body: good, headers: { 'wardline-expires': '2020-01-01T00:00:00Z' } }, 'command_expired'],
  ['a basis of another epoch', { ...stays, body: { ...good, bedId: 'B1' }, headers: { 'wardline-basis': 'H1/ICU@gone:1' } }, 'changed_since'],
  ['a stay that is none', { method: 'POST', url: '/api/v1/stays/none/discharge', as: 'dispatcher' }, 'not_found'],
  ['a stay nobody knows', { method: 'POST', url: `/api/v1/stays/${id}/discharge`, as: 'dispatcher' }, 'not_found'],
  ['a body where none belongs', { method: 'POST', url: `/api/v1/stays/${known}/discharge`, as: 'dispatcher', body: { a: 1 } }, 'invalid_request', ['a']],
  ['an unknown ward', { ...stays, body: { ...good, wardId: 'NOPE' } }, 'not_found'],
  ['the house as a ward', { ...stays, body: { ...good, wardId: '_house' } }, 'not_found'],
  ['an unknown bed', { ...stays, body: { ...good, bedId: 'B99' } }, 'not_found'],
  ['minutes out of bounds', { method: 'POST', url: '/api/v1/nurses/N-1/break', as: 'dispatcher', body: { hospitalId: 'H1', minutes: 0 } }, 'invalid_request', ['minutes']],
  ['a move without a ward', { method: 'POST', url: '/api/v1/nurses/N-1/move', as: 'dispatcher', body: { hospitalId: 'H1' } }, 'invalid_request', ['wardId']],
  ['an assignment of nobody', { method: 'POST', url: '/api/v1/assignments', as: 'dispatcher', body: { hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-9' } }, 'not_found'],
  ['a nurse of another ward', { method: 'POST', url: '/api/v1/assignments', as: 'dispatcher', body: { hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-2' } }, 'nurse_elsewhere'],
  ['an override without a reason', { method: 'POST', url: '/api/v1/assignments', as: 'dispatcher', body: { hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-2', override: { reason: ' ' } } }, 'invalid_request', ['override.reason']],
  ['an empty note', { method: 'POST', url: `/api/v1/assignments/${known}/notes`, as: 'dispatcher', body: { text: '  ' } }, 'invalid_request', ['text']],
  ['a ward with a bed twice', { method: 'PUT', url: '/api/v1/hospitals/H1/wards/W9', as: 'admin', body: { name: 'W9', unitType: 'ed', beds: [{ id: 'a', label: 'a' }, { id: 'a', label: 'b' }] } }, 'invalid_request', ['beds']],
  ['a ward of no known unit', { method: 'PUT', url: '/api/v1/hospitals/H1/wards/W9', as: 'admin', body: { name: 'W9', unitType: 'garage', beds: [] } }, 'unknown_unit'],
  ['the house put as a ward', { method: 'PUT', url: '/api/v1/hospitals/H1/wards/_house', as: 'admin', body: { name: 'x', unitType: 'ed', beds: [] } }, 'not_found'],
  ['a ward id with a space', { method: 'PUT', url: '/api/v1/hospitals/H1/wards/W%209', as: 'admin', body: { name: 'W9', unitType: 'ed', beds: [] } }, 'invalid_request', ['path.w']],
  ['a licence nobody has', { method: 'PUT', url: '/api/v1/hospitals/H1/nurses/N-7', as: 'admin', body: { name: 'x', licence: 'MD', competencies: [] } }, 'invalid_request', ['licence']],
  ['a nurse who signs in as nobody', { method: 'PUT', url: '/api/v1/hospitals/H1/nurses/N-7', as: 'admin', body: { name: 'x', licence: 'RN', competencies: [], userId: 'nobody' } }, 'invalid_request', ['userId']],
  ['a nurse who signs in as another hospital’s user', { method: 'PUT', url: '/api/v1/hospitals/H1/nurses/N-7', as: 'admin', body: { name: 'x', licence: 'RN', competencies: [], userId: 'other-dispatcher' } }, 'invalid_request', ['userId']],
  ['a nurse at home in no ward', { method: 'PUT', url: '/api/v1/hospitals/H1/nurses/N-7', as: 'admin', body: { name: 'x', licence: 'RN', competencies: [], homeWardId: 'NOPE', userId: 'stranger' } }, 'invalid_request', ['homeWardId', 'userId']],
  ['a nurse at home in the house', { method: 'PUT', url: '/api/v1/hospitals/H1/nurses/N-7', as: 'admin', body: { name: 'x', licence: 'RN', competencies: [], homeWardId: '_house' } }, 'invalid_request', ['homeWardId']],
  ['a nurse who signs in as another one', { method: 'PUT', url: '/api/v1/hospitals/H1/nurses/N-7', as: 'admin', body: { name: 'x', licence: 'RN', competencies: [], userId: 'nurse' } }, 'invalid_request', ['userId']],
  ['a nurse who relieves herself', { method: 'POST', url: '/api/v1/nurses/N-1/break', as: 'dispatcher', body: { hospitalId: 'H1', minutes: 5, relievedBy: 'N-1' } }, 'invalid_request', ['relievedBy']],
  ['a shift that ends before it starts', { method: 'PUT', url: '/api/v1/hospitals/H1/shifts/S9', as: 'admin', body: { nurseId: 'N-1', wardId: 'ICU', startsAt: '2031-01-02T00:00:00Z', endsAt: '2031-01-01T00:00:00Z' } }, 'invalid_request', ['endsAt']],
  ['a shift over two days', { method: 'PUT', url: '/api/v1/hospitals/H1/shifts/S9', as: 'admin', body: { nurseId: 'N-1', wardId: 'ICU', startsAt: '2031-01-01T00:00:00Z', endsAt: '2031-01-03T00:00:00Z' } }, 'invalid_request', ['endsAt']],
  ['a location of an unknown ward', { method: 'PUT', url: '/api/v1/hospitals/H1/locations', as: 'admin', body: [{ pointOfCare: 'X', wardId: 'ICU' }, { pointOfCare: 'Y', wardId: 'NOPE', bedId: 'B1' }] }, 'invalid_request', ['1.wardId']],
  ['a location of the house', { method: 'PUT', url: '/api/v1/hospitals/H1/locations', as: 'admin', body: [{ pointOfCare: 'X', wardId: '_house' }] }, 'invalid_request', ['0.wardId']],
  ['locations of unknown beds', { method: 'PUT', url: '/api/v1/hospitals/H1/locations', as: 'admin', body: [{ pointOfCare: 'X', wardId: 'ICU', bedId: 'B99' }, { pointOfCare: 'Y', wardId: 'ICU', bedId: '*' }, { pointOfCare: 'Z', wardId: 'MS1', bedId: 'b1' }] }, 'invalid_request', ['0.bedId', '2.bedId']],
  ['the same location twice', { method: 'PUT', url: '/api/v1/hospitals/H1/locations', as: 'admin', body: [{ pointOfCare: 'X', room: null, bed: '1', wardId: 'ICU' }, { pointOfCare: 'X', wardId: 'ICU' }, { pointOfCare: 'X', bed: '1', wardId: 'MS1' }] }, 'invalid_request', ['2']],
  ['a location without a ward', { method: 'PUT', url: '/api/v1/hospitals/H1/locations', as: 'admin', body: [{ pointOfCare: 'X' }] }, 'invalid_request', ['0.wardId']],
  ['events after no number', { url: '/api/v1/hospitals/H1/wards/ICU/events?after=x', as: 'dispatcher' }, 'invalid_request', ['query.after']],
  ['too long a page', { url: '/api/v1/hospitals/H1/wards/ICU/events?limit=5000', as: 'dispatcher' }, 'invalid_request', ['query.limit']],
  ['an unknown query', { url: '/api/v1/hospitals/H1/wards/ICU/events?since=1', as: 'dispatcher' }, 'invalid_request', ['query.since']],
  ['events above the head', { url: '/api/v1/hospitals/H1/wards/ICU/events?after=99999', as: 'dispatcher' }, 'history_gone'],
  ['a span that ends first', { url: '/api/v1/hospitals/H1/utilization?from=2031-01-02T00:00:00Z&to=2031-01-01T00:00:00Z', as: 'dispatcher' }, 'invalid_request', ['query.to']],
  ['a span of years', { url: '/api/v1/hospitals/H1/utilization?from=2021-01-01T00:00:00Z&to=2031-01-01T00:00:00Z', as: 'dispatcher' }, 'invalid_request', ['query.to']],
  ['a span from no time', { url: '/api/v1/hospitals/H1/utilization?from=x&to=2031-01-01T00:00:00Z', as: 'dispatcher' }, 'invalid_request', ['query.from']],
  ['the staffing of no ward', { url: '/api/v1/hospitals/H1/wards/nope/staffing', as: 'dispatcher' }, 'not_found'],
  ['the staffing of the house', { url: '/api/v1/hospitals/H1/wards/_house/staffing', as: 'dispatcher' }, 'not_found'],
  ['the records of no ward', { url: '/api/v1/hospitals/H1/wards/nope/records', as: 'dispatcher' }, 'not_found'],
  ['the records of the house', { url: '/api/v1/hospitals/H1/wards/_house/records', as: 'dispatcher' }, 'not_found'],
  ['a record of the house', { url: '/api/v1/hospitals/H1/wards/_house/records/2020-01-01T07:00:00Z', as: 'dispatcher' }, 'not_found'],
  ['a pack nobody wrote', { method: 'POST', url: '/api/v1/staffing/evaluate', as: 'nurse', key: null, body: { pack: 'atlantis', unit: 'ed', patients: 1, staff: [] } }, 'unknown_unit'],
  ['a unit the pack has not', { method: 'POST', url: '/api/v1/staffing/evaluate', as: 'nurse', key: null, body: { pack: 'california', unit: 'garage', patients: 1, staff: [] } }, 'unknown_unit'],
  ['a status no message has', { url: '/api/v1/intake/messages?status=lost', as: 'admin' }, 'invalid_request', ['query.status']],
  ['a message nobody sent', { method: 'POST', url: '/api/v1/intake/messages/1/replay', as: 'admin' }, 'not_found'],
  ['a message id that is none', { method: 'POST', url: '/api/v1/intake/messages/x/dismiss', as: 'admin' }, 'not_found'],
  ['a sign-in without a password', { method: 'POST', url: '/api/v1/auth/login', key: null, body: { username: 'dispatcher' } }, 'invalid_request', ['password']],
  ['a sign-in with a wrong password', { method: 'POST', url: '/api/v1/auth/login', key: null, body: { username: 'dispatcher', password: 'no' } }, 'bad_credentials'],
  ['a renewal without a token', { method: 'POST', url: '/api/v1/auth/refresh', key: null, body: {} }, 'refresh_token_invalid'],
  ['a ticket for too long a device', { method: 'POST', url: '/api/v1/realtime/tickets', as: 'dispatcher', key: null, body: { deviceId: 'x'.repeat(200) } }, 'invalid_request', ['deviceId']],
]; // prettier-ignore

describe('a request that is refused', () => {
  it.each(BAD)('%s', async (_name, call, code, paths) => {
    const before = await house.fingerprint();
    const problem = problemOf(await house.call(call));
    expect(problem).toMatchObject({ code, status: PROBLEMS[code].status });
    if (paths !== undefined) expect(problem.paths).toEqual(paths);
    expect(await house.fingerprint()).toBe(before);
  });

  it('says which methods an address takes', async () => {
    const answer = await house.call({ method: 'DELETE', url: '/api/v1/hospitals/H1/wards/ICU' });
    expect(answer.headers['allow']).toBe('GET, HEAD, PUT');
  });

  it('names the same key sent with another body', async () => {
    const key = randomUUID();
    const first = await house.call({ ...stays, key, body: { ...good, id: randomUUID() } });
    expect(first.status).toBe(201);
    const before = await house.fingerprint();
    const again = await house.call({ ...stays, key, body: { ...good, wardId: 'MS1' } });
    expect(problemOf(again).code).toBe('idempotency_key_reused');
    expect(await house.fingerprint()).toBe(before);
  });

  it('takes a basis repeated over headers and commas', async () => {
    const ward = await house.call({ url: '/api/v1/hospitals/H1/wards/ICU', as: 'dispatcher' });
    const { epoch, seq } = ward.read(wardAnswerSchema).cursor;
    const at = (ward: string) => `H1/${ward}@${epoch}:${seq}`;
    const answer = await house.call({
      ...stays,
      body: good,
      headers: { 'wardline-basis': `${at('ICU')}, ${at('ICU')}` },
    });
    expect(answer.status).toBe(201);
  });

  it('tells every code with its status and title', () => {
    for (const [code, { status, title }] of Object.entries(PROBLEMS)) {
      expect(code).toMatch(/^[a-z_]+$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('what is not even HTTP', () => {
  it('gets a problem document and an end', async () => {
    const { app } = house.gateway.http;
    await app.listen({ host: '127.0.0.1', port: 0 });
    const address = app.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect({ host: '127.0.0.1', port }, () => socket.write('NONSENSE\r\n\r\n'));
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => (text += chunk));
      socket.on('close', () => {
        resolve(text);
      });
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"invalid_request"');
  });
});

describe('an id that is taken', () => {
  const there = { ...stays, as: 'other-dispatcher' } as const;
  const open = { ...good, hospitalId: 'H2' };

  it('by another hospital is refused in the words of one that is taken here', async () => {
    const own = randomUUID();
    expect((await house.call({ ...there, body: { ...open, id: own } })).status).toBe(201);
    const before = await house.fingerprint();
    const foreign = await house.call({ ...there, body: { ...open, id: known } });
    const mine = await house.call({ ...there, body: { ...open, id: own } });
    expect(problemOf(foreign).code).toBe('stay_exists');
    expect(foreign.json).toEqual(mine.json);

    const assign = { hospitalId: 'H2', wardId: 'ICU', nurseId: 'N-1', stayId: own };
    const url = '/api/v1/assignments';
    const taken = await house.call({ ...there, url, body: { ...assign, id: known } });
    expect(taken.json).toEqual({
      ...{ type: 'urn:wardline:problem:assignment_exists', status: 409 },
      ...{ code: 'assignment_exists', title: PROBLEMS.assignment_exists.title },
    });
    expect(await house.fingerprint()).toBe(before);
  });

  it.each(['discharge', 'transfer', 'acuity', 'bed', 'swap'])(
    'by another hospital is one that nobody knows to %s',
    async (verb) => {
      const bodies = { transfer: { wardId: 'ICU' }, acuity: { acuity: 1 }, bed: { bedId: null } };
      const body = { ...bodies, discharge: {}, swap: { withStayId: known } }[verb];
      const ask = (stayId: string) =>
        house.call({ ...there, url: `/api/v1/stays/${stayId}/${verb}`, body });
      const before = await house.fingerprint();
      const foreign = await ask(known);
      expect(problemOf(foreign).code).toBe('not_found');
      expect(foreign.json).toEqual((await ask(randomUUID())).json);
      expect(await house.fingerprint()).toBe(before);
    },
  );
});
