import { SHIPPED_PACKS } from '../../src-shared/domain/staffing/packs.ts';

/** One good value of each thing on the wire, as a JSON text would hold it. */

export const TIME = '2026-03-02T12:00:00.000Z';
export const UUID = 'a1b2c3d4-0000-4000-8000-000000000001';

export const cursor = { epoch: 'e1', seq: 41 };

export const stay = {
  id: UUID,
  patient: { ref: 'P-1', label: 'Nina Nine' },
  bedId: 'B1',
  acuity: 3,
  admittedAt: TIME,
  expectedDischargeAt: null,
};

export const nurse = {
  id: 'N-0001',
  name: 'Anna',
  licence: 'RN',
  competencies: ['critical_care'],
  shift: { id: 'S-1', startsAt: TIME, endsAt: '2026-03-02T20:00:00.000Z' },
  onBreakUntil: null,
  relievedBy: null,
};

export const assignment = {
  id: UUID,
  nurseId: 'N-0001',
  stayId: UUID,
  startedAt: TIME,
  startedBy: 'dispatcher',
  deliveredAt: null,
  confirmedAt: null,
  notes: [{ at: TIME, by: 'nurse', text: 'allergic to penicillin' }],
};

export const alert = {
  id: UUID,
  ruleId: 'california.ratio',
  severity: 'critical',
  status: 'unacknowledged',
  raisedAt: TIME,
  since: TIME,
  facts: { required: 3, counted: 2, unit: 'ed' },
  text: '12 patients need 3 nurses at 4 patients to a nurse; 2 count.',
  acknowledged: null,
  shelved: null,
  escalation: { since: TIME, steps: [{ to: 'charge_nurse', at: TIME, notified: 1 }] },
};

export const shift = {
  id: 'S-2',
  nurseId: 'N-0001',
  wardId: null,
  startsAt: TIME,
  endsAt: '2026-03-02T20:00:00.000Z',
};

export const staffing = {
  pack: { id: 'california', version: 1 },
  required: 2,
  present: 1,
  ratio: 2.5,
  asOf: TIME,
  waiver: { author: 'admin', reason: 'Flood', endsAt: TIME },
  waived: [
    {
      ruleId: 'california.ratio',
      severity: 'critical',
      since: TIME,
      facts: { patients: 5, required: 2, counted: 1 },
      text: 'critical care: 5 patients need 2 nurses; 1 count, 1 short.',
    },
  ],
};

export const ward = {
  hospitalId: 'H1',
  wardId: 'ICU',
  name: 'Intensive care',
  unitType: 'critical_care',
  beds: [{ id: 'B1', label: 'Bed 1' }],
};

export const pack = { ...SHIPPED_PACKS.california, hospital: true, wards: ['ICU'] };

export const chain = {
  steps: [
    { to: 'charge_nurse', afterSeconds: { warning: 0, critical: 0 }, userIds: [] },
    { to: 'dispatcher', afterSeconds: { warning: 300, critical: 120 }, userIds: [] },
    { to: 'house_supervisor', afterSeconds: { warning: 900, critical: 300 }, userIds: ['anna'] },
  ],
  acknowledgeWithinSeconds: { warning: 600, critical: 180 },
};

export const waiver = {
  author: 'admin',
  reason: 'mass casualty',
  endsAt: TIME,
  id: UUID,
  wardId: null,
  startsAt: TIME,
  endedAt: null,
  endedBy: null,
};

export const wardState = {
  ...ward,
  stays: [stay],
  nurses: [nurse],
  assignments: [assignment],
  alerts: [alert],
  staffing,
};

export const houseState = {
  hospitalId: 'H1',
  wardId: '_house',
  nurses: [nurse],
  shifts: [shift],
  packs: [pack],
};
