/** The messages of one frame. */
export interface Batch {
  /** The bytes of each message as they came; without envelope and with one message: all bytes. */
  readonly messages: readonly Buffer[];
  /** Whether FHS or BHS came before the first message. */
  readonly enveloped: boolean;
}

const LINE = /[^\r\n]+/g;

/**
 * Splits what one frame carried: FHS, BHS, messages, BTS, FTS; or several messages without envelope;
 * or, most often, one message, which is given back untouched. All charsets of HL7 senders that are
 * supported agree with ASCII on segment names, so this works on bytes.
 */
export function splitBatch(bytes: Buffer): Batch {
  const starts: number[] = [];
  const text = bytes.toString('latin1').replace(/^\xef\xbb\xbf/, '   ');
  let enveloped = false;
  for (const { 0: line, index } of text.matchAll(LINE)) {
    const name = line.trimStart().slice(0, 3);
    if (name === 'MSH') starts.push(index + line.indexOf('MSH'));
    else if ((name === 'FHS' || name === 'BHS') && starts.length === 0) enveloped = true;
  }
  if (!enveloped && starts.length < 2) return { messages: [bytes], enveloped };
  const messages = starts.map((start, i) => withoutEnvelope(bytes.subarray(start, starts[i + 1])));
  return { messages, enveloped };
}

const ENVELOPE_LINE = /[\r\n][ \t]*(?:FHS|BHS|BTS|FTS)(?![A-Z0-9])/;

/** A file may hold several batches: the message ends where the next envelope segment begins. */
function withoutEnvelope(message: Buffer): Buffer {
  const cut = ENVELOPE_LINE.exec(message.toString('latin1'));
  return cut === null ? message : message.subarray(0, cut.index + 1);
}
