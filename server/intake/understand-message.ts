import { createHash } from 'node:crypto';
import { interpretAdt } from './adt/interpret-adt.ts';
import type { AdtMessage } from './adt/interpret-adt.ts';
import { readHeader } from './adt/message-header.ts';
import { composeAck } from './hl7/acknowledgement.ts';
import type { AckCode, AckFault } from './hl7/acknowledgement.ts';
import { parseMessage } from './hl7/message.ts';
import type { Message } from './hl7/message.ts';
import { UTC } from './hl7/time-zone.ts';

/** A message as far as it can be understood without knowing what came before it. */
export interface Understood {
  /** null: the bytes are no HL7 message. */
  readonly message: Message | null;
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  /** What may name the hospital whose message it is, the most telling first. */
  readonly facilities: readonly string[];
  readonly controlId: string;
  readonly trigger: string | null;
  /** SHA-256 of the bytes, hex. */
  readonly bodyHash: string;
  readonly code: AckCode;
  /** Why it is answered AE or AR; null: it is answered AA. */
  readonly fault: AckFault | null;
  /** null: it is not acted on, see `fault`. Its times are read as UTC where they name no zone. */
  readonly adt: AdtMessage | null;
}

const NO_HEADER: AckFault = {
  condition: 200,
  segment: 'MSH',
  field: 1,
  text: 'This is no HL7 version 2 message: no MSH segment with separators',
};

/** Pure. @param receivedAt ms */
export function understandMessage(bytes: Buffer, receivedAt: number): Understood {
  const bodyHash = createHash('sha256').update(bytes).digest('hex');
  const parsed = parseMessage(bytes);
  if (!parsed.ok) return notUnderstood(bodyHash);
  const { message } = parsed;
  const header = readHeader(message);
  const read = interpretAdt(message, UTC, receivedAt);
  return {
    message,
    sendingApplication: header.sendingApplication,
    sendingFacility: header.sendingFacility,
    facilities: header.facilities,
    controlId: header.controlId,
    trigger: header.trigger === '' ? null : header.trigger,
    bodyHash,
    code: read.ok ? 'AA' : read.code,
    fault: read.ok ? null : read.fault,
    adt: read.ok ? read.adt : null,
  };
}

function notUnderstood(bodyHash: string): Understood {
  return {
    message: null,
    sendingApplication: '',
    sendingFacility: '',
    facilities: [],
    controlId: '',
    trigger: null,
    bodyHash,
    code: 'AR',
    fault: NO_HEADER,
    adt: null,
  };
}

/** MSH-3 and MSH-4 as one text: who sends, for telling repeats. */
export function senderOf({ sendingApplication, sendingFacility }: Understood): string {
  return `${sendingApplication}|${sendingFacility}`;
}

/** The answer to a message; the same for the same message and time. @param now ms */
export function answerTo(understood: Understood, now: number): Buffer {
  const { message, code, fault, bodyHash } = understood;
  return composeAck({
    message,
    code,
    ...(fault === null ? {} : { fault }),
    now,
    controlId: `W${bodyHash.slice(0, 16).toUpperCase()}`,
  });
}
