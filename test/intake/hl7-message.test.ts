import { Hl7Message } from '@medplum/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeMessage } from '../../server/intake/hl7/compose.ts';
import { DEFAULT_DELIMITERS } from '../../server/intake/hl7/delimiters.ts';
import type { Delimiters } from '../../server/intake/hl7/delimiters.ts';
import { escapeValue, unescapeValue } from '../../server/intake/hl7/escapes.ts';
import {
  parseMessage,
  repetitionsOf,
  segmentOf,
  valueOf,
} from '../../server/intake/hl7/message.ts';
import type { Message, Place } from '../../server/intake/hl7/message.ts';
import { adtText } from './adt-text.ts';

function parse(text: string | Buffer): Message {
  const parsed = parseMessage(typeof text === 'string' ? Buffer.from(text, 'utf8') : text);
  if (!parsed.ok) throw new Error(parsed.fault);
  return parsed.message;
}

function read(message: Message, segment: string, field: number, place?: Place): string | null {
  const found = segmentOf(message, segment);
  if (found === undefined) throw new Error(`no ${segment}`);
  return valueOf(message, found, field, place);
}

const SEPARATORS = [
  '|',
  '^',
  '~',
  '\\',
  '&',
  '#',
  '$',
  '%',
  '*',
  '!',
  '?',
  '/',
  ':',
  ';',
  '@',
  '+',
];
const delimiters: fc.Arbitrary<Delimiters> = fc
  .shuffledSubarray(SEPARATORS, { minLength: 5, maxLength: 5 })
  .map(([field, component, repetition, escape, subcomponent]) => ({
    field: field!,
    component: component!,
    repetition: repetition!,
    escape: escape!,
    subcomponent: subcomponent!,
  }));
/** Text with many separators, line ends and letters beyond ASCII. */
const value = fc
  .array(
    fc.oneof(
      fc.constantFrom(...SEPARATORS, 'F', 'X0D', '.br', '\r', '\n', '\t'),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => !/[\ud800-\udfff]/.test(text) && text !== '""');

describe('HL7 parser', () => {
  it('reads back what was composed, with any separators', () => {
    const tree = fc.array(
      fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(delimiters, tree, (separators, repetitions) => {
        const bytes = composeMessage(
          [
            ['MSH', 'PAS', 'H1'],
            ['ZZZ', 'before', { repetitions }, 'after'],
          ],
          separators,
          'utf-8',
        );
        const message = parse(bytes);
        expect(message.delimiters).toEqual(separators);
        expect(read(message, 'MSH', 4)).toBe('H1');
        expect(read(message, 'ZZZ', 1)).toBe('before');
        expect(read(message, 'ZZZ', 3)).toBe('after');
        repetitions.forEach((components, r) =>
          components.forEach((subcomponents, c) =>
            subcomponents.forEach((text, s) =>
              expect(
                read(message, 'ZZZ', 2, {
                  repetition: r + 1,
                  component: c + 1,
                  subcomponent: s + 1,
                }),
              ).toBe(text),
            ),
          ),
        );
      }),
    );
  });

  it('escapes so that unescaping gives the text back', () => {
    fc.assert(
      fc.property(delimiters, value, (separators, text) => {
        const raw = escapeValue(text, separators, 'utf-8');
        expect(unescapeValue(raw, separators, 'utf-8')).toBe(text);
        for (const separator of [separators.field, separators.component, separators.repetition]) {
          expect(raw).not.toContain(separator);
        }
      }),
    );
  });

  it('never fails on any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .uint8Array({ maxLength: 80 })
        .map((tail) => Buffer.concat([Buffer.from('MSH|^~\\&|'), tail])),
    );
    fc.assert(
      fc.property(bytes, (input) => {
        const parsed = parseMessage(input);
        if (parsed.ok)
          for (let field = 0; field < 5; field += 1)
            valueOf(parsed.message, parsed.message.header, field);
      }),
    );
  });

  it('agrees with another parser on messages without escapes', () => {
    const plain = fc.stringMatching(/^[A-Za-z0-9 ^&.]{0,12}$/);
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 6 }), (fields) => {
        const text = adtText({ trigger: 'A01' }) + `ZFA|${fields.join('|')}\r`;
        const oracle = Hl7Message.parse(text);
        const message = parse(text);
        for (const name of ['MSH', 'EVN', 'PID', 'PV1', 'ZFA']) {
          for (let field = 1; field <= 20; field += 1) {
            if (name === 'MSH' && field <= 2) continue;
            for (let component = 1; component <= 4; component += 1) {
              for (let subcomponent = 1; subcomponent <= 2; subcomponent += 1) {
                const theirs = oracle.getSegment(name)?.getField(field);
                const expected = theirs?.getComponent(component, subcomponent - 1) ?? '';
                expect(read(message, name, field, { component, subcomponent })).toBe(expected);
              }
            }
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('takes %s as line end, a byte order mark and empty lines before the header', (_, lineEnd) => {
    const text = adtText({ trigger: 'A01', name: 'Ökonom^Ana' }).replaceAll('\r', lineEnd);
    for (const before of ['', '\ufeff', '\r\n\n', '\n\ufeff  ']) {
      const message = parse(before + text);
      expect(message.segments.map(({ name }) => name)).toEqual(['MSH', 'EVN', 'PID', 'PV1']);
      expect(read(message, 'PID', 5)).toBe('Ökonom');
    }
  });

  it.each([
    ['\\F\\ \\S\\ \\T\\ \\R\\ \\E\\', '| ^ & ~ \\'],
    ['a\\.br\\b', 'a\nb'],
    ['\\X4D\\\\X4e4F\\', 'MNO'],
    ['\\XC396\\', 'Ö'],
    ['\\X4\\', '\\X4\\'],
    ['\\H\\bold\\N\\', '\\H\\bold\\N\\'],
    ['\\Zfoo\\', '\\Zfoo\\'],
    ['C:\\temp', 'C:\\temp'],
    ['\\', '\\'],
  ])('reads %j as %j', (raw, expected) => {
    expect(read(parse(`MSH|^~\\&|x\rZZZ|${raw}\r`), 'ZZZ', 1)).toBe(expected);
  });

  it('tells what is not valued from what is to be deleted', () => {
    const message = parse('MSH|^~\\&|x\rZZZ||""|a^""^|""^b\r');
    expect(read(message, 'ZZZ', 1)).toBe('');
    expect(read(message, 'ZZZ', 2)).toBeNull();
    expect(read(message, 'ZZZ', 2, { component: 3 })).toBeNull();
    expect(read(message, 'ZZZ', 3)).toBe('a');
    expect(read(message, 'ZZZ', 3, { component: 2 })).toBeNull();
    expect(read(message, 'ZZZ', 3, { component: 3 })).toBe('');
    expect(read(message, 'ZZZ', 4)).toBeNull();
    expect(read(message, 'ZZZ', 9)).toBe('');
  });

  it('counts repetitions', () => {
    const message = parse('MSH|^~\\&|x\rZZZ||a~b~c|d\r');
    const segment = segmentOf(message, 'ZZZ')!;
    expect([1, 2, 3, 4].map((field) => repetitionsOf(message, segment, field))).toEqual([
      0, 3, 1, 0,
    ]);
    expect(read(message, 'ZZZ', 2, { repetition: 3 })).toBe('c');
    expect(read(message, 'ZZZ', 2, { repetition: 4 })).toBe('');
  });

  it.each([
    ['UNICODE UTF-8', Buffer.from('Müller €', 'utf8'), 'Müller €'],
    ['8859/1', Buffer.from('Müller', 'latin1'), 'Müller'],
    ['8859/15', Buffer.from([0xa4]), '€'],
    ['ASCII', Buffer.from('Müller', 'utf8'), 'Müller'],
    ['', Buffer.from('Müller', 'latin1'), 'Müller'],
    ['8859/1~UNICODE UTF-8', Buffer.from('Müller', 'latin1'), 'Müller'],
    ['UNICODE UTF-8', Buffer.from([0x41, 0xff, 0x42]), 'A\ufffdB'],
    ['KLINGON', Buffer.from('Müller', 'utf8'), 'Müller'],
  ])('decodes MSH-18 %j', (charset, name, expected) => {
    const header = `MSH|^~\\&|a|b|c|d|e||ADT^A01|1|P|2.5||||||${charset}\rPID|||1||`;
    expect(read(parse(Buffer.concat([Buffer.from(header), name])), 'PID', 5)).toBe(expected);
  });

  it('passes over junk: lines that are no segment, and text broken over lines', () => {
    const message = parse('MSH|^~\\&|x\rNTE|1|broken\nover lines\rPID|||7\r\x00\x00\rnonsense\r');
    expect(message.segments.map(({ name }) => name)).toEqual(['MSH', 'NTE', 'PID']);
    expect(message.strayLines).toBe(3);
    expect(read(message, 'PID', 3)).toBe('7');
  });

  it('lives with fewer separators than usual', () => {
    const message = parse('MSH|^~|x\rZZZ|a\\F\\b^c&d\r');
    expect(message.delimiters).toEqual({ ...DEFAULT_DELIMITERS, escape: '', subcomponent: '' });
    expect(read(message, 'ZZZ', 1)).toBe('a\\F\\b');
    expect(read(message, 'ZZZ', 1, { component: 2 })).toBe('c&d');
    expect(parse('MSH||x\rZZZ|a^b\r').delimiters).toEqual(DEFAULT_DELIMITERS);
    expect(parse('MSH|^~\\&#|x\r').delimiters).toEqual(DEFAULT_DELIMITERS);
  });

  it.each([
    ['', 'no_header'],
    ['PID|||1\r', 'no_header'],
    ['xMSH|^~\\&|\r', 'no_header'],
    ['MSH', 'bad_delimiters'],
    ['MSHA^~\\&A\r', 'bad_delimiters'],
    ['MSH|^^^^|\r', 'bad_delimiters'],
    ['MSH||~\\&|\r', 'ok'],
  ])('judges the header of %j: %s', (text, fault) => {
    const parsed = parseMessage(Buffer.from(text));
    expect(parsed.ok ? 'ok' : parsed.fault).toBe(fault);
  });
});
