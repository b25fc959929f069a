import { describe, expect, it } from 'vitest';
import { interpretAdt } from '../../server/intake/adt/interpret-adt.ts';
import type { AdtMessage, Interpretation } from '../../server/intake/adt/interpret-adt.ts';
import type { VisitInstruction } from '../../server/intake/adt/visit-instruction.ts';
import { parseMessage } from '../../server/intake/hl7/message.ts';
import { timeZone, UTC } from '../../server/intake/hl7/time-zone.ts';
import type { TimeZone } from '../../server/intake/hl7/time-zone.ts';
import { adtText } from './adt-text.ts';
import type { AdtText } from './adt-text.ts';

const RECEIVED = Date.UTC(2030, 0, 1);

function interpretText(text: string, zone: TimeZone = UTC): Interpretation {
  const parsed = parseMessage(Buffer.from(text));
  if (!parsed.ok) throw new Error(parsed.fault);
  return interpretAdt(parsed.message, zone, RECEIVED);
}

function understood(given: AdtText, zone?: TimeZone): AdtMessage {
  const result = interpretText(adtText(given), zone);
  if (!result.ok) throw new Error(result.fault.text);
  return result.adt;
}

function visitOf(given: AdtText): VisitInstruction {
  const { instruction } = understood(given);
  if (instruction.kind !== 'visit') throw new Error(instruction.kind);
  return instruction.of;
}

function refusal(given: AdtText): string {
  const result = interpretText(adtText(given));
  if (result.ok) return 'taken';
  const { condition, segment, field } = result.fault;
  return `${result.code} ${condition} ${segment ?? ''}-${field ?? ''}`;
}

const bedA = { pointOfCare: 'ICU', room: '01', bed: 'A', facility: 'H1' };

describe('ADT triggers', () => {
  it.each([
    ['A01', 'admit'],
    ['A04', 'admit'],
    ['A02', 'transfer'],
    ['A06', 'class_change'],
    ['A07', 'class_change'],
    ['A11', 'cancel_admit'],
    ['A12', 'cancel_transfer'],
    ['A13', 'cancel_discharge'],
  ])('%s is %s, with its location', (trigger, kind) => {
    expect(visitOf({ trigger })).toEqual({
      kind,
      visit: 'visit:V1@H1',
      patient: { key: 'P1@H1', ref: 'P1', label: 'R. Okafor' },
      details: { admittedAt: null, dischargedAt: null },
      location: bedA,
    });
  });

  it.each([
    ['A03', 'discharge'],
    ['A08', 'update'],
  ])('%s is %s, wherever the patient is', (trigger, kind) => {
    expect(visitOf({ trigger })).toMatchObject({ kind, visit: 'visit:V1@H1' });
  });

  it.each(['A05', 'A09', 'A10', 'A14', 'A15', 'A16'])('%s moves nobody', (trigger) => {
    expect(understood({ trigger, without: ['PV1'] }).instruction).toEqual({ kind: 'announcement' });
  });

  it.each(['A18', 'A31', 'A60', 'Z99'])('%s is accepted and does nothing', (trigger) => {
    expect(understood({ trigger, without: ['PID', 'PV1'] }).instruction).toEqual({ kind: 'other' });
  });

  it('takes the trigger of an old message from EVN-1', () => {
    const text = adtText({ trigger: 'A03', version: '2.1' })
      .replace('ADT^A03', 'ADT')
      .replace('EVN|', 'EVN|A03');
    expect(interpretText(text)).toMatchObject({
      ok: true,
      adt: { instruction: { of: { kind: 'discharge' } } },
    });
  });

  it('A17 puts two patients into the locations their groups name', () => {
    const { instruction } = understood({
      trigger: 'A17',
      other: { patient: 'P2', name: 'Lind^Tove', visit: 'V2', location: 'ICU^02^A^H1' },
    });
    expect(instruction).toMatchObject({
      kind: 'swap',
      of: [
        { kind: 'swap', visit: 'visit:V1@H1', patient: { label: 'R. Okafor' }, location: bedA },
        {
          kind: 'swap',
          visit: 'visit:V2@H1',
          patient: { label: 'T. Lind' },
          location: { room: '02' },
        },
      ],
    });
  });

  it('A17 finds a missing location in where the other patient was', () => {
    const { instruction } = understood({
      trigger: 'A17',
      location: '',
      prior: 'ICU^01^A',
      other: { patient: 'P2', visit: 'V2', location: 'ICU^01^A', prior: 'ICU^02^A' },
    });
    expect(instruction).toMatchObject({
      of: [{ location: { room: '02' } }, { location: { room: '01' } }],
    });
  });

  it('A40 merges one patient into another, or several', () => {
    const text = adtText({ trigger: 'A40', patient: 'NEW', merged: 'OLD', without: ['PV1'] });
    expect(interpretText(text)).toMatchObject({
      adt: {
        instruction: { kind: 'merge', pairs: [{ survivor: { key: 'NEW@H1' }, merged: 'OLD@H1' }] },
      },
    });
    expect(interpretText(`${text}PID|||N2||Doe\rMRG|O2\r`)).toMatchObject({
      adt: {
        instruction: { pairs: [{}, { survivor: { ref: 'N2', label: 'Doe' }, merged: 'O2@H1' }] },
      },
    });
  });
});

describe('whom a message is about', () => {
  it.each([
    ['P1', 'P1@H1', 'P1'],
    ['P1^^^CITY', 'P1@CITY', 'P1'],
    ['P1^^^CITY&1.2.3&ISO', 'P1@CITY', 'P1'],
    ['S9^^^GOV^SS~M4^^^H1^MR~M5^^^H2^MR', 'M4@H1', 'M4'],
    ['S9^^^GOV^SS~V4^^^H1^VN', 'S9@GOV', 'S9'],
    ['~^^^H1^MR~P3', 'P3@H1', 'P3'],
  ])('PID-3 %s is %s', (patient, key, ref) => {
    expect(visitOf({ trigger: 'A03', patient }).patient).toMatchObject({ key, ref });
  });

  it('takes PID-2 where PID-3 is empty', () => {
    const text = adtText({ trigger: 'A01', patient: '' }).replace('PID||', 'PID||OLD7');
    expect(interpretText(text)).toMatchObject({
      adt: { instruction: { of: { patient: { ref: 'OLD7' } } } },
    });
  });

  it.each([
    ['Okafor^Rose', 'R. Okafor'],
    ['Okafor', 'Okafor'],
    ['^Rose', 'Rose'],
    ['van der Berg&van der&Berg^Élodie^M', 'É. van der Berg'],
    ['O\\T\\Neil^\\E\\x', '\\. O&Neil'],
    ['Two\\.br\\Lines^ ', 'Two Lines'],
    ['Zero\\X00\\^A', 'A. Zero'],
    ['', null],
    ['""', null],
  ])('names %j %j', (name, label) => {
    expect(visitOf({ trigger: 'A03', name }).patient.label).toBe(label);
  });

  it('keeps what is too long for a board within its bounds and apart', () => {
    const long = 'x'.repeat(100);
    const one = visitOf({ trigger: 'A03', patient: `${long}1`, name: `${long}^Y` }).patient;
    const two = visitOf({ trigger: 'A03', patient: `${long}2`, name: '😀'.repeat(60) }).patient;
    expect([one.ref.length, one.label?.length]).toEqual([64, 80]);
    expect(two.ref).not.toBe(one.ref);
    expect(two.label?.isWellFormed()).toBe(true);
  });

  it.each([
    [{ visit: 'V7', account: 'A7' }, 'visit:V7@H1'],
    [{ visit: 'V7^^^CITY' }, 'visit:V7@CITY'],
    [{ visit: '', account: 'A7' }, 'account:A7@H1'],
    [{ visit: '', account: '' }, 'patient:P1@H1'],
  ])('visit of %j is %s', (given, visit) => {
    expect(visitOf({ trigger: 'A03', ...given }).visit).toBe(visit);
  });

  it('an A08 without PV1 is about the account or the patient', () => {
    expect(visitOf({ trigger: 'A08', without: ['PV1'] })).toMatchObject({ visit: 'patient:P1@H1' });
  });
});

describe('when it happened', () => {
  const times = { sentAt: '202603011203', recordedAt: '202603011202', eventAt: '202603011201' };
  const at = (minute: number) => Date.UTC(2026, 2, 1, 12, minute);

  it('is EVN-6, else EVN-2, else MSH-7, else when it came in', () => {
    expect(understood({ trigger: 'A01', ...times }).time).toEqual({
      eventAt: at(1),
      recordedAt: at(2),
      sentAt: at(3),
    });
    expect(understood({ trigger: 'A01', ...times, eventAt: 'soon' }).time.eventAt).toBe(at(2));
    expect(understood({ trigger: 'A01', ...times, without: ['EVN'] }).time).toEqual({
      eventAt: at(3),
      recordedAt: at(3),
      sentAt: at(3),
    });
    expect(understood({ trigger: 'A01', sentAt: '' }).time.eventAt).toBe(RECEIVED);
  });

  it('is in the zone of the hospital, unless MSH-7 or the time itself names one', () => {
    const zone = timeZone('America/Los_Angeles');
    expect(understood({ trigger: 'A01', ...times }, zone).time.eventAt).toBe(at(1) + 8 * 3_600_000);
    const named = { ...times, sentAt: '202603011203+0100' };
    expect(understood({ trigger: 'A01', ...named }, zone).time.eventAt).toBe(at(1) - 3_600_000);
    expect(
      understood({ trigger: 'A01', ...named, eventAt: '202603011201+0000' }, zone).time.eventAt,
    ).toBe(at(1));
  });

  it('comes with admission, discharge and expected discharge', () => {
    const details = visitOf({
      trigger: 'A03',
      admittedAt: '2026',
      dischargedAt: '202602',
      expectedDischargeAt: '20260201',
    }).details;
    expect(details).toEqual({
      admittedAt: Date.UTC(2026, 0),
      dischargedAt: Date.UTC(2026, 1),
      expectedDischargeAt: Date.UTC(2026, 1),
    });
    expect(
      visitOf({ trigger: 'A08', expectedDischargeAt: '""' }).details.expectedDischargeAt,
    ).toBeNull();
    expect(visitOf({ trigger: 'A08', expectedDischargeAt: '' }).details).not.toHaveProperty(
      'expectedDischargeAt',
    );
    expect(visitOf({ trigger: 'A08', expectedDischargeAt: 'x' }).details).not.toHaveProperty(
      'expectedDischargeAt',
    );
  });
});

describe('what cannot be acted on (AE)', () => {
  it.each<[string, AdtText, string]>([
    ['no PID', { trigger: 'A01', without: ['PID', 'PV1'] }, 'AE 101 PID-3'],
    ['no patient in PID', { trigger: 'A03', patient: '' }, 'AE 101 PID-3'],
    ['a patient without number', { trigger: 'A01', patient: '^^^H1^MR' }, 'AE 101 PID-3'],
    ['no patient to update', { trigger: 'A08', patient: '' }, 'AE 101 PID-3'],
    ['A01 to nowhere', { trigger: 'A01', location: '' }, 'AE 101 PV1-3'],
    ['A02 to nowhere', { trigger: 'A02', location: '^^^' }, 'AE 101 PV1-3'],
    ['A17 with one patient', { trigger: 'A17' }, 'AE 101 PID-3'],
    [
      'A17 of a patient with itself',
      { trigger: 'A17', other: { visit: 'V2', location: 'ICU^02^A' } },
      'AE 102 PID-3',
    ],
    [
      'A17 of a visit with itself',
      { trigger: 'A17', other: { patient: 'P2', location: 'ICU^02^A' } },
      'AE 102 PID-3',
    ],
    [
      'A17 to one location',
      { trigger: 'A17', other: { patient: 'P2', visit: 'V2' } },
      'AE 102 PV1-3',
    ],
    [
      'A17 to nowhere',
      { trigger: 'A17', location: '', other: { patient: 'P2', visit: 'V2', location: 'ICU^02' } },
      'AE 101 PV1-3',
    ],
    ['A40 without MRG', { trigger: 'A40' }, 'AE 101 MRG-1'],
    ['A40 without prior number', { trigger: 'A40', merged: '' }, 'AE 101 MRG-1'],
    ['A40 into itself', { trigger: 'A40', merged: 'P1' }, 'AE 102 MRG-1'],
    ['A40 without patient', { trigger: 'A40', patient: '', merged: 'P1' }, 'AE 101 PID-3'],
  ])('%s', (_, given, expected) => {
    expect(refusal(given)).toBe(expected);
  });

  it.each(['A01', 'A02', 'A03', 'A04', 'A06', 'A07', 'A11', 'A12', 'A13'])(
    '%s without PV1',
    (trigger) => {
      expect(refusal({ trigger, without: ['PV1'] })).toBe('AE 100 PV1-');
    },
  );

  it.each(['A04', 'A06', 'A07'])('but %s to nowhere leaves the patient where he is', (trigger) => {
    expect(visitOf({ trigger, location: '' })).toMatchObject({ location: null });
  });
});

describe('what is not supported (AR)', () => {
  it.each<[string, Partial<AdtText>, string]>([
    ['MSH-11 X', { processingId: 'X' }, 'AR 202 MSH-11'],
    ['MSH-12 3.0', { version: '3.0' }, 'AR 203 MSH-12'],
    ['MSH-12 2.0', { version: '2.0' }, 'AR 203 MSH-12'],
    ['MSH-12 2', { version: '2' }, 'AR 203 MSH-12'],
    ['MSH-12 2.10', { version: '2.10' }, 'AR 203 MSH-12'],
    ['no trigger', { trigger: '' }, 'AR 200 MSH-9'],
  ])('%s', (_, given, expected) => {
    expect(refusal({ trigger: 'A01', ...given })).toBe(expected);
  });

  it.each(['ORU^R01', '', 'adt^A01', 'ACK^A01'])('MSH-9 %j', (type) => {
    const result = interpretText(adtText({ trigger: 'A01' }).replace('ADT^A01', type));
    expect(result).toMatchObject({ ok: false, code: 'AR', fault: { condition: 200, field: 9 } });
  });

  it('comes before what cannot be acted on', () => {
    expect(refusal({ trigger: 'A01', processingId: 'X', without: ['PID', 'PV1'] })).toBe(
      'AR 202 MSH-11',
    );
  });

  it.each(['', 'P', 'T', 'D', 'P^A'])('takes MSH-11 %j', (processingId) => {
    expect(refusal({ trigger: 'A01', processingId })).toBe('taken');
  });

  it.each([
    '',
    '2.1',
    '2.2',
    '2.3',
    '2.3.1',
    '2.4',
    '2.5',
    '2.5.1',
    '2.6',
    '2.7',
    '2.7.1',
    '2.8',
    '2.8.2',
    '2.9',
    '2.5^USA',
  ])('takes MSH-12 %j', (version) => {
    expect(refusal({ trigger: 'A01', version })).toBe('taken');
  });
});
