import { segmentOf, textOf } from '../hl7/message.ts';
import type { Message } from '../hl7/message.ts';
import type { AckFault } from '../hl7/acknowledgement.ts';

/** The parts of MSH (and EVN-1, PV1-3.4) that tell whom a message is from and what it is. */
export interface MessageHeader {
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  /** What may name the hospital whose message it is: PV1-3.4 of the first PV1, MSH-4. */
  readonly facilities: readonly [string, string];
  readonly controlId: string;
  /** `A01` and so on: MSH-9.2, in old messages EVN-1. '' where neither tells. */
  readonly trigger: string;
}

export function readHeader(message: Message): MessageHeader {
  const msh = (field: number, component = 1) =>
    textOf(message, message.header, field, { component });
  const evn = segmentOf(message, 'EVN');
  const pv1 = segmentOf(message, 'PV1');
  const located = pv1 === undefined ? '' : textOf(message, pv1, 3, { component: 4 });
  return {
    sendingApplication: msh(3),
    sendingFacility: msh(4),
    facilities: [located, msh(4)],
    controlId: msh(10),
    trigger: msh(9, 2) || (evn === undefined ? '' : textOf(message, evn, 1)),
  };
}

const VERSION = /^2\.[1-9](\.\d)?$/;
const PROCESSING_IDS = ['', 'P', 'T', 'D'];

/** Why a message is not of the kind that is taken here (AR); null where it is. */
export function judgeHeader(message: Message, header: MessageHeader): AckFault | null {
  const msh = (field: number) => textOf(message, message.header, field);
  if (msh(9) !== 'ADT' || header.trigger === '') {
    return fault(200, 9, 'MSH-9 has to be ADT with a trigger event');
  }
  if (!PROCESSING_IDS.includes(msh(11))) {
    return fault(202, 11, 'MSH-11 has to be P, T, D or empty');
  }
  const version = msh(12);
  if (version !== '' && !VERSION.test(version)) {
    return fault(203, 12, 'MSH-12 has to be 2.1 to 2.9 or empty');
  }
  return null;
}

function fault(condition: 200 | 202 | 203, field: number, text: string): AckFault {
  return { condition, segment: 'MSH', field, text };
}
