import { expect, it } from 'vitest';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';

it('sorts keys at every depth', () => {
  expect(canonicalJson({ b: { d: 1, c: 2 }, a: null })).toBe('{"a":null,"b":{"c":2,"d":1}}');
});

it('sorts arrays of objects by id and arrays of strings', () => {
  expect(canonicalJson([{ id: 'b', x: 1 }, { id: 'B' }, { id: 'a' }])).toBe(
    '[{"id":"B"},{"id":"a"},{"id":"b","x":1}]',
  );
  expect(canonicalJson({ competencies: ['step_down', 'ICU'] })).toBe(
    '{"competencies":["ICU","step_down"]}',
  );
});

it('leaves notes and numbers in their order', () => {
  const notes = '[{"at":"2","text":"b"},{"at":"1","text":"a"}]';
  expect(canonicalJson(JSON.parse(notes))).toBe(notes);
  expect(canonicalJson([3, 1, 2])).toBe('[3,1,2]');
  expect(canonicalJson([])).toBe('[]');
});

it('changes nothing in what it is given', () => {
  const value = { list: ['b', 'a'] };
  canonicalJson(value);
  expect(value).toEqual({ list: ['b', 'a'] });
});
