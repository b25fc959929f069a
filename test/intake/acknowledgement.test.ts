import { Hl7Message } from '@medplum/core';
import { describe, expect, it } from 'vitest';
import { composeAck, composeBatchAnswer } from '../../server/intake/hl7/acknowledgement.ts';
import type { AckFault } from '../../server/intake/hl7/acknowledgement.ts';
import { parseMessage } from '../../server/intake/hl7/message.ts';
import type { Message } from '../../server/intake/hl7/message.ts';
import { adtText } from './adt-text.ts';

const now = Date.UTC(2026, 2, 1, 12, 0, 0, 5);
const fault: AckFault = {
  condition: 101,
  segment: 'PID',
  field: 3,
  text: 'PID-3 names no patient',
};

function parse(text: string): Message {
  const parsed = parseMessage(Buffer.from(text));
  if (!parsed.ok) throw new Error(parsed.fault);
  return parsed.message;
}

function lines(answer: Buffer): string[] {
  return answer.toString('utf8').split('\r');
}

describe('acknowledgement', () => {
  it('swaps sender and receiver and echoes control id, processing id and version', () => {
    const message = parse(
      adtText({
        trigger: 'A01',
        controlId: 'C-77',
        processingId: 'T',
        facility: 'St Anne^1.2.3^ISO',
      }),
    );
    expect(lines(composeAck({ message, code: 'AA', now, controlId: 'W1' }))).toEqual([
      'MSH|^~\\&|WARDLINE|H1|PAS|St Anne^1.2.3^ISO|20260301120000.005+0000||ACK^A01^ACK|W1|T|2.5.1',
      'MSA|AA|C-77',
      '',
    ]);
  });

  it('tells the fault in ERR, from version 2.5 on', () => {
    const message = parse(adtText({ trigger: 'A01', controlId: 'C1' }));
    expect(
      lines(composeAck({ message, code: 'AE', fault, now, controlId: 'W1' })).slice(1),
    ).toEqual([
      'MSA|AE|C1|PID-3 names no patient',
      'ERR||PID^1^3|101^Required field missing^HL70357|E||||PID-3 names no patient',
      '',
    ]);
  });

  it('tells the fault in ERR-1 before version 2.5', () => {
    const message = parse(adtText({ trigger: 'A01', version: '2.3' }));
    expect(lines(composeAck({ message, code: 'AE', fault, now, controlId: 'W1' }))[2]).toBe(
      'ERR|PID^1^3^101&Required field missing',
    );
    const old = parse(adtText({ trigger: 'A01', version: '2.2' }));
    expect(lines(composeAck({ message: old, code: 'AA', now, controlId: 'W1' }))[0]).toContain(
      '|ACK|',
    );
  });

  it("uses the sender's separators and charset, and escapes what it echoes", () => {
    const text = 'MSH*$%!@*PAS*H1*W*H!F!1*20260301**ADT$A01*a!S!b*P*2.5******8859/1\rPID***1\r';
    const message = parse(text);
    const answer = composeAck({
      message,
      code: 'AR',
      fault: { ...fault, text: 'kein * Ü' },
      now,
      controlId: 'W1',
    });
    expect(answer.toString('latin1').split('\r')).toEqual([
      'MSH*$%!@*W*H!F!1*PAS*H1*20260301120000.005+0000**ACK$A01$ACK*W1*P*2.5******8859/1',
      'MSA*AR*a!S!b*kein !F! Ü',
      'ERR**PID$1$3*101$Required field missing$HL70357*E****kein !F! Ü',
      '',
    ]);
  });

  it('answers what could not be read at all', () => {
    const answer = composeAck({
      message: null,
      code: 'AR',
      fault: { condition: 200, text: 'no MSH' },
      now,
      controlId: 'W1',
    });
    expect(lines(answer)).toEqual([
      'MSH|^~\\&|||||20260301120000.005+0000||ACK|W1|P|2.5',
      'MSA|AR||no MSH',
      'ERR|||200^Unsupported message type^HL70357|E||||no MSH',
      '',
    ]);
  });

  it('can be read by another parser', () => {
    const message = parse(adtText({ trigger: 'A08', controlId: 'C9' }));
    const answer = Hl7Message.parse(
      composeAck({ message, code: 'AE', fault, now, controlId: 'W2' }).toString(),
    );
    expect(answer.getSegment('MSA')?.getField(1).toString()).toBe('AE');
    expect(answer.getSegment('MSA')?.getField(2).toString()).toBe('C9');
    expect(answer.header.getField(5).toString()).toBe('PAS');
    expect(answer.getSegment('ERR')?.getField(3).getComponent(1)).toBe('101');
  });

  it('wraps the answers of a batch', () => {
    const message = parse(adtText({ trigger: 'A01', controlId: 'C1' }));
    const one = composeAck({ message, code: 'AA', now, controlId: 'W1' });
    const answer = lines(composeBatchAnswer([one, one], message.delimiters));
    expect(answer.map((line) => line.slice(0, 3))).toEqual([
      'BHS',
      'MSH',
      'MSA',
      'MSH',
      'MSA',
      'BTS',
      '',
    ]);
    expect(answer[0]).toBe('BHS|^~\\&');
    expect(answer[5]).toBe('BTS|2');
  });
});
