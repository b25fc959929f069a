import type { Charset } from './charset.ts';
import { composeMessage } from './compose.ts';
import type { FieldInput, SegmentInput } from './compose.ts';
import { DEFAULT_DELIMITERS } from './delimiters.ts';
import type { Delimiters } from './delimiters.ts';
import { textOf } from './message.ts';
import type { Message } from './message.ts';
import { formatTimestamp } from './timestamp.ts';

/** AA held safely · AE cannot be acted on · AR not the kind of message that is taken here. */
export type AckCode = 'AA' | 'AE' | 'AR';

/** Condition codes of HL7 table 0357 that are used here. */
export const CONDITIONS = {
  100: 'Segment sequence error',
  101: 'Required field missing',
  102: 'Data type error',
  200: 'Unsupported message type',
  202: 'Unsupported processing id',
  203: 'Unsupported version id',
  207: 'Application internal error',
} as const;
export type Condition = keyof typeof CONDITIONS;

/** What an AE or AR tells its reader. */
export interface AckFault {
  readonly condition: Condition;
  /** The segment and field at fault, where there is one. */
  readonly segment?: string;
  readonly field?: number;
  /** A sentence for whoever reads the sender's log. Never a patient's data. */
  readonly text: string;
}

export interface AckInput {
  /** The message answered, or null where it could not be read. */
  readonly message: Message | null;
  readonly code: AckCode;
  readonly fault?: AckFault;
  /** MSH-7 of the answer, ms. */
  readonly now: number;
  /** MSH-10 of the answer. */
  readonly controlId: string;
}

/** An answer in the sender's own separators, charset and version, with sender and receiver swapped. */
export function composeAck(input: AckInput): Buffer {
  const delimiters = input.message?.delimiters ?? DEFAULT_DELIMITERS;
  const charset: Charset = input.message?.charset ?? 'utf-8';
  return composeMessage(ackSegments(input), delimiters, charset);
}

function ackSegments(input: AckInput): SegmentInput[] {
  const { message, code, fault } = input;
  const controlId = message === null ? '' : textOf(message, message.header, 10);
  const segments: SegmentInput[] = [
    ackHeader(input),
    ['MSA', code, controlId, ...(fault === undefined ? [] : [fault.text])],
  ];
  if (fault !== undefined) segments.push(errorSegment(fault, versionOf(message)));
  return segments;
}

function ackHeader({ message, now, controlId }: AckInput): SegmentInput {
  const echo = (field: number): FieldInput => (message === null ? '' : wholeField(message, field));
  const trigger = message === null ? '' : textOf(message, message.header, 9, { component: 2 });
  const version = versionOf(message);
  const type = trigger === '' || version < '2.3' ? ['ACK'] : ['ACK', trigger, 'ACK'];
  return [
    'MSH',
    echo(5),
    echo(6),
    echo(3),
    echo(4),
    formatTimestamp(now),
    '',
    type,
    controlId,
    message === null ? 'P' : nonEmpty(textOf(message, message.header, 11), 'P'),
    message === null ? '2.5' : nonEmpty(textOf(message, message.header, 12), '2.5'),
    ...['', '', '', '', ''],
    message === null ? '' : textOf(message, message.header, 18),
  ];
}

function wholeField(message: Message, field: number): FieldInput {
  const count = (message.header.fields[field] ?? '').split(message.delimiters.component).length;
  return Array.from({ length: count }, (_, i) =>
    textOf(message, message.header, field, { component: i + 1 }),
  );
}

function nonEmpty(text: string, fallback: string): string {
  return text === '' ? fallback : text;
}

function versionOf(message: Message | null): string {
  return message === null ? '2.5' : nonEmpty(textOf(message, message.header, 12), '2.5');
}

/** ERR changed its shape with version 2.5; before, everything stands in ERR-1. */
function errorSegment(fault: AckFault, version: string): SegmentInput {
  const field = fault.field === undefined ? '' : String(fault.field);
  const { condition, segment = '' } = fault;
  if (version < '2.5') {
    return [
      'ERR',
      [segment, segment === '' ? '' : '1', field, [String(condition), CONDITIONS[condition]]],
    ];
  }
  const location = segment === '' ? '' : [segment, '1', field];
  const code = [String(condition), CONDITIONS[condition], 'HL70357'];
  return ['ERR', '', location, code, 'E', '', '', '', fault.text];
}

/** Several answers as one: what a batch of several messages gets. */
export function composeBatchAnswer(answers: readonly Buffer[], delimiters: Delimiters): Buffer {
  const head = composeMessage([['BHS']], delimiters, 'utf-8');
  const tail = composeMessage([['BTS', String(answers.length)]], delimiters, 'utf-8');
  return Buffer.concat([head, ...answers, tail]);
}
