import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../server/intake/mllp/frame.ts';
import { FrameDecoder, OVERSIZED_HEAD_BYTES } from '../../server/intake/mllp/frame-decoder.ts';
import type { Frame } from '../../server/intake/mllp/frame-decoder.ts';

const LIMIT = 256 * 1024;

function decode(chunks: readonly Uint8Array[], limit = LIMIT): Frame[] {
  const decoder = new FrameDecoder(limit);
  const frames: Frame[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let frame = decoder.next(); frame !== null; frame = decoder.next()) frames.push(frame);
  }
  return frames;
}

function texts(frames: readonly Frame[]): string[] {
  return frames.map((frame) =>
    frame.kind === 'message' ? frame.bytes.toString('latin1') : `oversized ${frame.size}`,
  );
}

function decodeText(stream: string, limit?: number): string[] {
  return texts(decode([Buffer.from(stream, 'latin1')], limit));
}

/** What may stand in a message: no start byte, and 0x1C only where it ends nothing. */
const content = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x1c, 0x0d)), { maxLength: 60 })
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0b)).toString('latin1'))
  .map((text) => Buffer.from(text.replace(/\x1c\r+/g, '\x1c'), 'latin1'));
const garbage = fc.array(fc.integer({ min: 0x0c, max: 255 }), { maxLength: 12 });

/** The stream cut at these relative positions. */
function cut(stream: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((place) => Math.floor(place * stream.length)))].sort(
    (a, b) => a - b,
  );
  return [0, ...places].map((from, i) => stream.subarray(from, places[i] ?? stream.length));
}

describe('frame decoder', () => {
  it('gives back what was framed, however the stream is split and joined', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(garbage, content), { maxLength: 6 }),
        garbage,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { maxLength: 30 }),
        (messages, tail, cuts) => {
          const sent = messages.map(([, bytes]) => bytes);
          const stream = Buffer.concat([
            ...messages.flatMap(([junk], i) => [Buffer.from(junk), encodeFrame(sent[i]!)]),
            Buffer.from(tail),
          ]);
          const got = texts(decode(cut(stream, cuts)));
          expect(got).toEqual(sent.map((bytes) => bytes.toString('latin1')));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('decodes byte by byte', () => {
    const stream = Buffer.from('xx\x0bMSH|one\x1c\x0dyy\x0bMSH|two\x1c\x0d', 'latin1');
    expect(texts(decode([...stream].map((byte) => Buffer.from([byte]))))).toEqual([
      'MSH|one',
      'MSH|two',
    ]);
  });

  it.each([
    ['no frame', 'MSH|lost\x1c\x0d', []],
    ['an empty frame', '\x0b\x1c\x0d', ['']],
    ['0x1C that ends nothing', '\x0ba\x1cb\x1c\x0d', ['a\x1cb']],
    ['0x1C twice', '\x0ba\x1c\x1c\x0d', ['a\x1c']],
    ['a carriage return that is missing', '\x0bone\x1c\x0btwo\x1c\x0d', ['one', 'two']],
    ['a frame that was given up for a new one', '\x0bMSH|ha\x0bMSH|whole\x1c\x0d', ['MSH|whole']],
    ['a batch after a frame given up', '\x0bMSH|ha\x0bBHS|\x1c\x0d', ['BHS|']],
    ['a start byte that starts nothing', '\x0bMSH|a\x0bb\x1c\x0d', ['MSH|a\x0bb']],
  ])('%s', (_, stream, expected) => {
    expect(decodeText(stream)).toEqual(expected);
  });

  it('passes a message of exactly the limit and keeps only the head of a longer one', () => {
    const longest = 'x'.repeat(LIMIT);
    expect(decodeText(`\x0b${longest}\x1c\x0d`)).toEqual([longest]);
    const frames = decode(cut(encodeFrame(Buffer.from(`MSH|${longest}`)), [0.1, 0.2, 0.5, 0.9]));
    expect(frames).toHaveLength(1);
    const [frame] = frames;
    expect(frame).toMatchObject({ kind: 'oversized', size: LIMIT + 4 });
    expect(frame?.kind === 'oversized' && frame.head.length).toBe(OVERSIZED_HEAD_BYTES);
    expect(frame?.kind === 'oversized' && frame.head.toString('latin1', 0, 5)).toBe('MSH|x');
  });

  it('goes on with the next message after an oversized one, whatever the limit', () => {
    expect(decodeText('\x0b0123456789\x1c\x0d\x0bok\x1c\x0d', 4)).toEqual(['oversized 10', 'ok']);
  });

  it('counts what it drops and knows when a frame is open', () => {
    const decoder = new FrameDecoder(LIMIT);
    decoder.push(Buffer.from('junk\x0bMSH|', 'latin1'));
    expect(decoder.next()).toBeNull();
    expect(decoder.midFrame).toBe(true);
    expect(decoder.discardedBytes).toBe(4);
    decoder.push(Buffer.from('\x1c\x0d', 'latin1'));
    expect(decoder.next()).toMatchObject({ kind: 'message' });
    expect(decoder.midFrame).toBe(false);
  });
});
