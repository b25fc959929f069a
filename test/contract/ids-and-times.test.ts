import { describe, expect, it } from 'vitest';
import { basisSchema, commandHeadersSchema } from '../../src-shared/contract/command-headers.ts';
import {
  hospitalIdSchema,
  localIdSchema,
  parseWardKey,
  uuidSchema,
  wardIdSchema,
  wardKey,
  wardKeySchema,
} from '../../src-shared/contract/ids.ts';
import { eventsQuerySchema } from '../../src-shared/contract/reads.ts';
import { inputTimeSchema, timeSchema } from '../../src-shared/contract/time.ts';
import { faultsOf } from './faults-of.ts';

describe('ids', () => {
  it.each(['H1', '_house', 'a', 'A-b_9', 'x'.repeat(32)])('%s names a hospital or ward', (id) => {
    expect(hospitalIdSchema.parse(id)).toBe(id);
    expect(wardIdSchema.parse(id)).toBe(id);
    const key = wardKey({ hospitalId: id, wardId: id });
    expect(parseWardKey(wardKeySchema.parse(key))).toEqual({ hospitalId: id, wardId: id });
  });

  it.each(['', '-a', 'a b', 'a/b', 'ä', "H1'", 'a:b', 'H1\n', 'x'.repeat(33)])(
    '%j names none',
    (id) => {
      expect(hospitalIdSchema.safeParse(id).success).toBe(false);
      expect(wardKeySchema.safeParse(`H1/${id}`).success).toBe(false);
    },
  );

  it('of nurses, beds, shifts and users may be longer, and have dots', () => {
    expect(localIdSchema.safeParse(`N.${'0'.repeat(62)}`).success).toBe(true);
    for (const bad of ['', '.a', 'a,b', 'x'.repeat(65)]) {
      expect(localIdSchema.safeParse(bad).success).toBe(false);
    }
  });

  it('that are UUIDs come out in lower case, whatever their version', () => {
    expect(uuidSchema.parse('A1B2C3D4-0000-0000-0000-00000000000F')).toBe(
      'a1b2c3d4-0000-0000-0000-00000000000f',
    );
    expect(uuidSchema.safeParse('a1b2c3d4000000000000000000000001').success).toBe(false);
  });
});

describe('times', () => {
  it.each([
    ['2026-03-02T12:00:00Z', '2026-03-02T12:00:00.000Z'],
    ['2026-03-02T13:00:00.5+01:00', '2026-03-02T12:00:00.500Z'],
    ['2026-03-02T12:00:00.123456Z', '2026-03-02T12:00:00.123Z'],
  ])('%s is brought to the form of the wire', (text, time) => {
    expect(inputTimeSchema.parse(text)).toBe(time);
    expect(timeSchema.parse(time)).toBe(time);
  });

  it.each(['', 'now', '2026-03-02', '2026-13-02T12:00:00Z', '2026-03-02T12:00:00'])(
    '%j is none',
    (text) => {
      expect(inputTimeSchema.safeParse(text).success).toBe(false);
    },
  );
});

describe('what comes with a command', () => {
  it('a basis is a ward at a position', () => {
    expect(basisSchema.parse('H1/ICU@e-1:42')).toEqual({
      ward: 'H1/ICU',
      cursor: { epoch: 'e-1', seq: 42 },
    });
    for (const bad of ['H1/ICU', 'H1/ICU@e:', 'H1@e:1', 'H1/ICU@e:1:2', 'H1/ICU@:1']) {
      expect(faultsOf(basisSchema, bad)).toEqual(['']);
    }
  });

  it('names the header at fault', () => {
    const good = {
      idempotencyKey: 'A1B2C3D4-0000-4000-8000-00000000000F',
      expires: null,
      basis: ['H1/ICU@e:1'],
      own: [],
    };
    expect(faultsOf(commandHeadersSchema, good)).toEqual([]);
    expect(faultsOf(commandHeadersSchema, { ...good, idempotencyKey: 'x' })).toEqual([
      'idempotencyKey',
    ]);
    expect(faultsOf(commandHeadersSchema, { ...good, basis: ['x'] })).toEqual(['basis.0']);
    expect(faultsOf(commandHeadersSchema, { ...good, own: ['x'] })).toEqual(['own.0']);
  });
});

describe('a page of events', () => {
  it('has defaults, and reads numbers from text', () => {
    expect(eventsQuerySchema.parse({})).toEqual({ after: 0, limit: 500 });
    expect(eventsQuerySchema.parse({ after: '41', limit: '1000' })).toEqual({
      after: 41,
      limit: 1000,
    });
  });

  it.each([
    ['after', '-1'],
    ['after', 'x'],
    ['limit', '0'],
    ['limit', '1001'],
    ['before', '9'],
  ])('refuses %s=%s', (path, value) => {
    expect(faultsOf(eventsQuerySchema, { [path]: value })).toEqual([path]);
  });
});
