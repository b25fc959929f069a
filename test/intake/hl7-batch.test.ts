import { describe, expect, it } from 'vitest';
import { splitBatch } from '../../server/intake/hl7/batch.ts';
import { parseMessage } from '../../server/intake/hl7/message.ts';
import { adtText } from './adt-text.ts';

const one = adtText({ trigger: 'A01', controlId: 'ONE' });
const two = adtText({ trigger: 'A02', controlId: 'TWO' });
const three = adtText({ trigger: 'A03', controlId: 'THREE' });

function split(text: string): { messages: string[]; enveloped: boolean } {
  const batch = splitBatch(Buffer.from(text, 'utf8'));
  return { ...batch, messages: batch.messages.map((bytes) => bytes.toString('utf8')) };
}

describe('batch envelopes', () => {
  it.each([
    ['one message', one, [one], false],
    ['one message with junk around it', `\ufeff\r${one}junk\r`, [`\ufeff\r${one}junk\r`], false],
    ['file and batch', `FHS|^~\\&|\rBHS|^~\\&|\r${one}${two}BTS|2\rFTS|1\r`, [one, two], true],
    ['a batch alone', `BHS|^~\\&|\r${one}${two}${three}BTS|3\r`, [one, two, three], true],
    ['a batch of one', `BHS|^~\\&|\r${one}BTS|1\r`, [one], true],
    [
      'a byte order mark before the envelope',
      `\ufeffFHS|^~\\&|\r${one}${two}FTS|1\r`,
      [one, two],
      true,
    ],
    ['no trailers', `BHS|^~\\&|\r${one}${two}`, [one, two], true],
    ['several messages without envelope', one + two, [one, two], false],
    [
      'two batches in a file',
      `FHS|^~\\&|\rBHS|^~\\&|\r${one}BTS|1\rBHS|^~\\&|\r${two}BTS|1\rFTS|2\r`,
      [one, two],
      true,
    ],
    ['an empty batch', 'BHS|^~\\&|\rBTS|0\r', [], true],
    ['nothing', '', [''], false],
  ])('%s', (_, text, messages, enveloped) => {
    expect(split(text)).toEqual({ messages, enveloped });
  });

  it.each(['\n', '\r\n'])('splits at line end %j as well', (lineEnd) => {
    const text = `BHS|^~\\&|\r${one}${two}BTS|2\r`.replaceAll('\r', lineEnd);
    const ids = splitBatch(Buffer.from(text)).messages.map((bytes) => {
      const parsed = parseMessage(bytes);
      return parsed.ok ? parsed.message.header.fields[10] : parsed.fault;
    });
    expect(ids).toEqual(['ONE', 'TWO']);
  });
});
