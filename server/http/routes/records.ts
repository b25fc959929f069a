import { wardParamsSchema, recordParamsSchema } from './params.ts';
import type { WardRef } from '../../../src-shared/contract/ids.ts';
import {
  recordAnswerSchema,
  recordQuerySchema,
  recordsAnswerSchema,
  recordsQuerySchema,
} from '../../../src-shared/contract/staffing-reads.ts';
import type { WardRecord } from '../../../src-shared/contract/ward-record.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import { requireRole } from '../../auth/authorize.ts';
import { mayReadWard, type Principal } from '../../auth/principal.ts';
import type { Tx } from '../../db/database.ts';
import {
  buildRecord,
  listRecords,
  readRecord,
  readRecordPositions,
  shortSeconds,
} from '../../db/ward-records.ts';
import { principalOf } from '../authenticate.ts';
import type { HttpParts } from '../parts.ts';
import { recordCsv } from '../record-csv.ts';
import { recordPdf } from '../record-pdf.ts';
import { spanOf } from '../span.ts';
import type { Routes } from './routes.ts';
import { requireStaffedWard } from './ward.ts';

const tags = ['records'];
const readOnly = { readOnly: true, isolation: 'repeatable read' } as const;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** The record of each shift of a ward, for those who answer for it. */
export function recordRoutes(app: Routes, { database }: HttpParts): void {
  app.get(
    '/api/v1/hospitals/:h/wards/:w/records',
    {
      schema: {
        tags,
        summary: 'Shifts of a ward whose staffing is on record, newest first',
        params: wardParamsSchema,
        querystring: recordsQuerySchema,
        response: { 200: recordsAnswerSchema },
      },
    },
    async (request) => {
      const ward = wardAsked(request.params, principalOf(request));
      const now = Date.now();
      const span = spanOf(request.query, now, WEEK_MS);
      return database.app(
        [ward.hospitalId],
        async (tx) => {
          await requireStaffedWard(tx, ward);
          const kept = await listRecords(tx, ward, span);
          const running = await runningRecord(tx, ward, now);
          const inSpan =
            running !== null && running.startsAt < span.to && running.endsAt > span.from;
          return {
            records: [
              ...(inSpan ? [summaryOf(running)] : []),
              ...kept.map((record) => ({ ...record, complete: true })),
            ],
          };
        },
        readOnly,
      );
    },
  );

  app.get(
    '/api/v1/hospitals/:h/wards/:w/records/:startsAt',
    {
      schema: {
        tags,
        summary: 'Who had whom in a shift, and each shortfall, as JSON, CSV or PDF',
        params: recordParamsSchema,
        querystring: recordQuerySchema,
        response: { 200: recordAnswerSchema },
      },
    },
    async (request, reply) => {
      const { startsAt } = request.params;
      const ward = wardAsked(request.params, principalOf(request));
      const record = await database.app(
        [ward.hospitalId],
        async (tx) => {
          await requireStaffedWard(tx, ward);
          const kept = await readRecord(tx, ward, startsAt);
          if (kept !== null) return kept;
          const running = await runningRecord(tx, ward, Date.now());
          return running?.startsAt === startsAt ? running : null;
        },
        readOnly,
      );
      if (record === null) throw new Refusal('not_found');
      const { format } = request.query;
      if (format === 'json') return { record };
      const name = `staffing-${ward.hospitalId}-${ward.wardId}-${startsAt.slice(0, 16).replace(':', '')}`;
      const bytes =
        format === 'csv'
          ? Buffer.from(recordCsv(record))
          : await recordPdf(record, ward.hospitalId);
      return reply
        .header('content-disposition', `attachment; filename="${name}.${format}"`)
        .header('cache-control', 'no-store')
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/pdf')
        .send(bytes as never);
    },
  );
}

/** @throws Refusal not_found, forbidden */
function wardAsked({ h, w }: { h: string; w: string }, principal: Principal): WardRef {
  requireRole(principal, h, ['dispatcher', 'admin', 'integration']);
  const ward = { hospitalId: h, wardId: w };
  if (!mayReadWard(principal, ward)) throw new Refusal('forbidden');
  return ward;
}

/** The shift that is running, or that is over and not kept yet. */
async function runningRecord(tx: Tx, ward: WardRef, now: number): Promise<WardRecord | null> {
  const [position] = await readRecordPositions(tx, ward);
  if (position === undefined) return null;
  const built = await buildRecord(tx, position, new Date(now).toISOString());
  return built?.record ?? null;
}

function summaryOf(record: WardRecord) {
  const { startsAt, endsAt, shift, complete, shortfalls } = record;
  const count = shortfalls.length;
  return {
    startsAt,
    endsAt,
    shift,
    complete,
    shortfalls: count,
    shortSeconds: shortSeconds(record),
  };
}
