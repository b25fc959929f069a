import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { ServerFrame } from '../../src-shared/contract/frames/server-frame.ts';

const FINAL_TEXT = 0x81;

/**
 * One WebSocket message as its bytes on the wire (final text frame, unmasked, uncompressed), so
 * that the same buffer goes to any number of sockets.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = FINAL_TEXT;
  if (header === 2) {
    frame[1] = length;
  } else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, header);
  return frame;
}

export function serverFrame(frame: ServerFrame): Buffer {
  return textFrame(JSON.stringify(frame));
}

/** An `events` frame from the JSON texts of its events, which are not serialised again. */
export function eventsFrame(ward: WardKey, epoch: string, texts: readonly string[]): Buffer {
  const head = `{"type":"events","ward":${JSON.stringify(ward)},"epoch":${JSON.stringify(epoch)}`;
  return textFrame(`${head},"events":[${texts.join(',')}]}`);
}
