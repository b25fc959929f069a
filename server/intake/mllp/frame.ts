/** Start of an MLLP frame. */
export const START_BLOCK = 0x0b;
/** First of the two bytes that end an MLLP frame. */
export const END_BLOCK = 0x1c;
/** Second of the two bytes that end an MLLP frame. */
export const CARRIAGE_RETURN = 0x0d;

const HEAD = Buffer.from([START_BLOCK]);
const TAIL = Buffer.from([END_BLOCK, CARRIAGE_RETURN]);

/** Wraps one message in an MLLP frame: 0x0B, the bytes, 0x1C 0x0D. */
export function encodeFrame(message: Uint8Array): Buffer {
  return Buffer.concat([HEAD, message, TAIL]);
}
