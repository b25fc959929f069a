import { describe, expect, it } from 'vitest';
import { bestMatches, matchScore, plainText } from '../../src-renderer/ui/match.ts';

describe('matchScore', () => {
  it('finds words in any order, whatever their case and accents', () => {
    expect(matchScore('alv KIM', 'Kim Álvarez')).not.toBeNull();
    expect(plainText('Ána LINDQVIST')).toBe('ana lindqvist');
  });

  it('wants every word', () => {
    expect(matchScore('kim park', 'Kim Alvarez')).toBeNull();
  });

  it('ranks a whole word above a beginning above what lies in between', () => {
    const whole = matchScore('icu', 'the ICU here') ?? 0;
    const beginning = matchScore('icu', 'the ICUX here') ?? 0;
    const between = matchScore('icu', 'the NICU here') ?? 0;
    expect(whole).toBeGreaterThan(beginning);
    expect(beginning).toBeGreaterThan(between);
  });
});

describe('bestMatches', () => {
  const options = ['NICU-04', 'ICU-04', 'ICU-14'].map((search) => ({ search }));

  it('puts the best first and keeps the given order between equals', () => {
    expect(bestMatches('icu 04', options, 9).map((one) => one.search)).toEqual([
      'ICU-04',
      'NICU-04',
    ]);
    expect(bestMatches('icu', options, 9)[0]?.search).toBe('ICU-04');
  });

  it('gives the first ones when nothing is typed', () => {
    expect(bestMatches(' ', options, 2)).toHaveLength(2);
  });
});
