import type { AlertLoad, StaffingHistory } from '../../../../src-shared/contract/staffing-reads.ts';
import type { WardRecord } from '../../../../src-shared/contract/ward-record.ts';
import { SHIPPED_PACKS } from '../../../../src-shared/domain/staffing/packs.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PACK = { id: 'california', version: 1 };

/** Answers of the API about alarms, for looking at the screens without a gateway. */
export function alarmReads(now: number): ReadonlyMap<string, unknown> {
  const at = (ms: number) => new Date(now + ms).toISOString();
  const points = Array.from({ length: 14 }, (_, index) => ({
    at: at(-12 * HOUR_MS + index * 52 * MINUTE_MS),
    pack: PACK,
    required: 6 + ((index * 5) % 3),
    present: 5 + ((index * 7) % 4),
    ratio: 4.1,
    waived: index === 9,
  }));
  const history: StaffingHistory = { from: at(-12 * HOUR_MS), to: at(0), points, alerts: [] };
  const hours = Array.from({ length: 24 }, (_, index) => ({
    hour: at((index - 24) * HOUR_MS),
    raised: (index * 7) % 5,
  }));
  const load: AlertLoad = {
    from: at(-24 * HOUR_MS),
    to: at(0),
    raised: hours.reduce((sum, { raised }) => sum + raised, 0),
    perHour: 2,
    acknowledged: 40,
    acknowledgedInTime: 38,
    shareInTime: 0.79,
    pending: 1,
    hours,
    rules: [
      { wardId: 'ED', ruleId: 'california.ratio', raised: 9, mostInAnHour: 3, chattering: true },
      { wardId: 'ICU', ruleId: 'california.load', raised: 4, mostInAnHour: 1, chattering: false },
    ],
  };
  const record = recordOf(now, history);
  const summary = {
    startsAt: record.startsAt,
    endsAt: record.endsAt,
    shift: record.shift,
    complete: record.complete,
    shortfalls: 1,
    shortSeconds: 1260,
  };
  const versions = Object.values(SHIPPED_PACKS).map(({ id, version, title }) => {
    return { id, version, title, author: null, createdAt: null };
  });
  const { body: _body, ...california } = SHIPPED_PACKS.california;
  return new Map<string, unknown>([
    ['/api/v1/hospitals/H1/alerts/load', { ...load }],
    ...['ED', 'ICU', 'MS1', 'MS2', 'SDU', 'LD', 'PEDS', 'NICU', 'PP', 'ONC'].flatMap(
      (ward): [string, unknown][] => [
        [`/api/v1/hospitals/H1/wards/${ward}/staffing`, history],
        [`/api/v1/hospitals/H1/wards/${ward}/records`, { records: [summary] }],
        [`/api/v1/hospitals/H1/wards/${ward}/records/2`, { record }],
      ],
    ),
    [
      '/api/v1/hospitals/H1/packs',
      { packs: versions, inForce: [{ ...california, hospital: true, wards: [] }] },
    ],
    ...Object.values(SHIPPED_PACKS).map((pack): [string, unknown] => [
      `/api/v1/hospitals/H1/packs/${pack.id}`,
      { pack, versions: versions.filter(({ id }) => id === pack.id) },
    ]),
    ['/api/v1/hospitals/H1/waivers', { waivers: [] }],
    [
      '/api/v1/staffing/evaluate',
      {
        requiredNurses: 8,
        countedNurses: 6,
        compliant: false,
        findings: [
          {
            ruleId: 'california.ratio',
            severity: 'critical',
            facts: { patients: 31 },
            text: 'Emergency: 31 patients need 8 nurses at 1:4; 6 count, 2 short.',
          },
        ],
      },
    ],
  ]);
}

function recordOf(now: number, history: StaffingHistory): WardRecord {
  const at = (ms: number) => new Date(now + ms).toISOString();
  const startsAt = at(-12 * HOUR_MS);
  return {
    hospitalId: 'H1',
    wardId: 'ED',
    wardName: 'Emergency',
    unitType: 'ed',
    shift: 'night',
    startsAt,
    endsAt: at(0),
    complete: true,
    asOf: at(0),
    nurses: ['Kim Alvarez', 'Ana Reyes', 'Jo Park'].map((name, index) => ({
      nurseId: `N-000${index + 1}`,
      name,
      licence: index === 2 ? 'LVN' : 'RN',
      competencies: ['ed'],
      duty: [{ from: startsAt, to: at(-index * HOUR_MS), endReason: index === 1 ? 'sick' : null }],
      breaks: [
        {
          from: at(-6 * HOUR_MS),
          to: at(-5.5 * HOUR_MS),
          until: at(-5.5 * HOUR_MS),
          relievedBy: index === 0 ? { nurseId: 'N-0002', name: 'Ana Reyes' } : null,
        },
      ],
      patients: [0, 1, 2].map((patient) => ({
        from: at(-(11 - patient) * HOUR_MS),
        to: patient === 2 ? null : at(-patient * HOUR_MS),
        stayId: null,
        patient: { ref: `MRN-${index}${patient}`, label: 'R. Okafor' },
        acuity: patient + 1,
        assignedBy: 'dispatcher',
        confirmedAt: null,
      })),
    })),
    staffing: history.points.map((point) => ({
      at: point.at,
      pack: point.pack,
      required: point.required,
      present: point.present,
      ratio: point.ratio,
      waiver: null,
    })),
    patients: { atStart: 28, atEnd: 31, most: 33 },
    shortfalls: [
      {
        alertId: 'a',
        ruleId: 'california.ratio',
        severity: 'critical',
        text: 'Emergency: 31 patients need 8 nurses at 1:4; 6 count, 2 short.',
        facts: { patients: 31, required: 8, counted: 6, short: 2 },
        since: at(-2 * HOUR_MS),
        raisedAt: at(-2 * HOUR_MS + 30_000),
        endedAt: at(-2 * HOUR_MS + 21 * MINUTE_MS),
        seconds: 1260,
        waived: [],
        deeds: [
          { at: at(-2 * HOUR_MS + 30_000), by: 'system', what: 'raised', text: 'Raised' },
          {
            at: at(-2 * HOUR_MS + 90_000),
            by: 'dana',
            what: 'acknowledged',
            text: 'Acknowledged',
          },
          {
            at: at(-2 * HOUR_MS + 20 * MINUTE_MS),
            by: 'dana',
            what: 'nurse_moved_in',
            text: 'Ivo Novak moved in from the float pool',
          },
        ],
      },
    ],
  };
}
