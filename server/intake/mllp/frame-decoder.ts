import { CARRIAGE_RETURN, END_BLOCK, START_BLOCK } from './frame.ts';

/** What came out of one frame. `oversized` keeps only the head, enough to answer with. */
export type Frame =
  | { readonly kind: 'message'; readonly bytes: Buffer }
  | { readonly kind: 'oversized'; readonly head: Buffer; readonly size: number };

/** Bytes of an oversized message that are kept: the header segment, with room to spare. */
export const OVERSIZED_HEAD_BYTES = 64 * 1024;

const END_BYTE = Buffer.from([END_BLOCK]);
const RESTARTS = ['MSH', 'FHS', 'BHS'].map((name) => Buffer.from(`\u000b${name}`, 'latin1'));

/**
 * Cuts a byte stream into MLLP frames, whatever way the stream was split or joined.
 *
 * Pull-based: `push` only keeps the chunk, `next` decodes up to the end of one frame, so that a
 * reader who stops calling `next` holds no more than the chunks it pushed.
 *
 * Bytes between frames are dropped and counted. 0x1C that neither 0x0D nor a new 0x0B follows
 * belongs to the message. A start byte before `MSH`, `FHS` or `BHS` inside an open frame means that
 * its sender gave up half-way: what came before it is dropped, never joined to the next message.
 */
export class FrameDecoder {
  readonly #maxBytes: number;
  #input: Buffer[] = [];
  #parts: Buffer[] = [];
  #size = 0;
  #inFrame = false;
  #sawEndBlock = false;
  #discarded = 0;

  /** @param maxBytes the longest message passed on; a longer one becomes `oversized`. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** True between a start byte and the end of its frame, as far as `next` has looked. */
  get midFrame(): boolean {
    return this.#inFrame;
  }

  /** Bytes dropped so far because they stood outside any complete frame. */
  get discardedBytes(): number {
    return this.#discarded;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#input.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }

  /** The next complete frame of what was pushed, or null when more bytes are needed. */
  next(): Frame | null {
    for (;;) {
      const chunk = this.#input[0];
      if (chunk === undefined) return null;
      if (chunk.length === 0) this.#input.shift();
      else if (!this.#inFrame) this.#seekStart(chunk);
      else {
        const frame = this.#sawEndBlock ? this.#afterEndBlock(chunk) : this.#seekEnd(chunk);
        if (frame !== null) return frame;
      }
    }
  }

  #seekStart(chunk: Buffer): void {
    const start = chunk.indexOf(START_BLOCK);
    this.#discarded += start === -1 ? chunk.length : start;
    if (start === -1) {
      this.#input.shift();
      return;
    }
    this.#inFrame = true;
    this.#input[0] = chunk.subarray(start + 1);
  }

  #seekEnd(chunk: Buffer): null {
    const end = chunk.indexOf(END_BLOCK);
    this.#append(end === -1 ? chunk : chunk.subarray(0, end));
    if (end === -1) this.#input.shift();
    else {
      this.#sawEndBlock = true;
      this.#input[0] = chunk.subarray(end + 1);
    }
    return null;
  }

  #afterEndBlock(chunk: Buffer): Frame | null {
    this.#sawEndBlock = false;
    if (chunk[0] === CARRIAGE_RETURN) {
      this.#input[0] = chunk.subarray(1);
      return this.#finish();
    }
    if (chunk[0] === START_BLOCK) return this.#finish();
    this.#append(END_BYTE);
    return null;
  }

  #append(bytes: Buffer): void {
    const before = this.#size;
    this.#size += bytes.length;
    if (this.#size <= this.#maxBytes) {
      this.#parts.push(bytes);
      return;
    }
    if (before > this.#maxBytes && this.#headIsFull()) return;
    const head = Buffer.concat([...this.#parts, bytes]).subarray(0, OVERSIZED_HEAD_BYTES);
    this.#parts = [Buffer.from(head)];
  }

  #headIsFull(): boolean {
    return this.#parts[0]?.length === OVERSIZED_HEAD_BYTES;
  }

  #finish(): Frame {
    const content = Buffer.concat(this.#parts);
    const size = this.#size;
    this.#parts = [];
    this.#size = 0;
    this.#inFrame = false;
    if (size > this.#maxBytes) return { kind: 'oversized', head: content, size };
    const restart = Math.max(...RESTARTS.map((mark) => content.lastIndexOf(mark)));
    if (restart === -1) return { kind: 'message', bytes: content };
    this.#discarded += restart;
    return { kind: 'message', bytes: content.subarray(restart + 1) };
  }
}
