import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localIdSchema } from '../../src-shared/contract/ids.ts';
import { bedSchema } from '../../src-shared/contract/state/bed.ts';
import { bedOnDemand, LocationMap } from '../../server/intake/adt/location-map.ts';
import type { FacilityClaim, LocationEntry } from '../../server/intake/adt/location-map.ts';
import type { PatientLocation } from '../../server/intake/adt/patient-location.ts';

function entry(given: Partial<LocationEntry>): LocationEntry {
  return { hospitalId: 'H1', pointOfCare: 'ICU', wardId: 'W', ...given };
}

function location(text: string): PatientLocation {
  const [pointOfCare = '', room = '', bed = '', facility = ''] = text.split('^');
  return { pointOfCare, room, bed, facility };
}

function resolved(
  entries: LocationEntry[],
  text: string,
  owner: string | null = null,
  claims: FacilityClaim[] = [],
): string {
  const result = new LocationMap(entries, claims).resolve(location(text), owner);
  if (result.kind !== 'mapped') return result.kind;
  const { hospitalId, wardId, bed, onDemand } = result.place;
  return `${hospitalId}/${wardId} ${bed?.id ?? '-'}${onDemand ? ' on demand' : ''}`;
}

describe('location mapping', () => {
  it.each([
    ['another point of care', {}, 'MS1^1^A', 'unmapped'],
    ['the point of care alone', {}, 'ICU^1^A^H1', 'H1/W -'],
    ['a room that fits', { room: '1' }, 'ICU^1^A', 'H1/W -'],
    ['a room that does not', { room: '1' }, 'ICU^2^A', 'unmapped'],
    ['a room that the message leaves out', { room: '1' }, 'ICU', 'unmapped'],
    ['a facility that the message leaves out', { facility: 'H1' }, 'ICU^1^A', 'unmapped'],
    ['null for any', { room: null, bed: null, facility: null }, 'ICU^1^A^H1', 'H1/W -'],
    ['a certain bed', { room: '1', bed: 'A', bedId: 'B-1' }, 'ICU^1^A', 'H1/W B-1'],
    ['beds on demand', { bedId: '*' }, 'ICU^1^A', 'H1/W 1-A on demand'],
    ['beds on demand without a bed', { bedId: '*' }, 'ICU', 'H1/W - on demand'],
  ])('%s', (_, given, text, expected) => {
    expect(resolved([entry(given)], text)).toBe(expected);
  });

  it('prefers more parts, then bed to room to facility, whatever the order of entries', () => {
    const ranked = [
      { room: '1', bed: 'A', facility: 'H1' },
      { room: '1', bed: 'A' },
      { bed: 'A', facility: 'H1' },
      { room: '1', facility: 'H1' },
      { bed: 'A' },
      { room: '1' },
      { facility: 'H1' },
      {},
    ].map((given, rank) => entry({ ...given, wardId: `R${rank}` }));
    fc.assert(
      fc.property(fc.shuffledSubarray(ranked, { minLength: 1 }), (entries) => {
        const best = entries.map(({ wardId }) => wardId).sort()[0]!;
        expect(resolved(entries, 'ICU^1^A^H1')).toBe(`H1/${best} -`);
      }),
    );
  });

  it('of equals in one hospital takes the first', () => {
    expect(resolved([entry({ wardId: 'A' }), entry({ wardId: 'B' })], 'ICU')).toBe('H1/A -');
  });

  it("looks at the entries of the message's hospital alone", () => {
    const both = [entry({}), entry({ hospitalId: 'H2', bed: 'A', facility: 'F' })];
    expect(resolved(both, 'ICU^^A^F', 'H1')).toBe('H1/W -');
    expect(resolved(both, 'ICU^^A^F', 'H2')).toBe('H2/W -');
    expect(resolved(both, 'ICU^^A', 'H2')).toBe('unmapped');
    expect(resolved(both, 'ICU^^A^F', 'H3')).toBe('unmapped');
  });

  it('of a message that names no hospital, leaves open what two hospitals could mean', () => {
    const both = [entry({}), entry({ hospitalId: 'H2', bed: 'A', facility: 'F' })];
    expect(resolved(both, 'ICU')).toBe('H1/W -');
    expect(resolved(both, 'ICU^^A^F')).toBe('ambiguous');
    const claims = [{ hospitalId: 'H2', facility: 'F' }];
    expect(resolved([entry({})], 'ICU^^^F', null, claims)).toBe('ambiguous');
    expect(resolved([entry({})], 'ICU^^^G', null, claims)).toBe('H1/W -');
    expect(resolved([entry({ hospitalId: 'H2' })], 'ICU^^^F', null, claims)).toBe('H2/W -');
    expect(resolved([entry({})], 'ICU^^^F', 'H1', claims)).toBe('H1/W -');
  });

  it.each([
    ['ICU^01^A', '01-A'],
    ['ICU^^ICU-01', 'ICU-01'],
    ['ICU^7', '7'],
    ['ICU', undefined],
  ])('a bed on demand of %s is %s', (text, id) => {
    expect(bedOnDemand(location(text))?.id).toBe(id);
  });

  it('makes valid and different ids of any text', () => {
    const part = fc
      .string({ unit: 'grapheme', maxLength: 60 })
      .filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(part, part, part, (room, bed, other) => {
        const one = bedOnDemand({ ...location(''), room, bed });
        const two = bedOnDemand({ ...location(''), room, bed: other });
        for (const made of [one, two]) {
          if (made === null) continue;
          expect(localIdSchema.safeParse(made.id).success).toBe(true);
          expect(bedSchema.safeParse(made).success).toBe(true);
        }
        if (bed !== other && (bed === '') === (other === '')) expect(one?.id).not.toBe(two?.id);
      }),
    );
  });
});
