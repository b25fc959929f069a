import { hospitalsAnswerSchema, wardsAnswerSchema } from '../../../src-shared/contract/reads.ts';
import { requireMember } from '../../auth/authorize.ts';
import { hospitalsOf, mayReadWard } from '../../auth/principal.ts';
import { listHospitals, listWards } from '../../db/hospital-wards.ts';
import { principalOf } from '../authenticate.ts';
import type { HttpParts } from '../parts.ts';
import { hospitalParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';

const tags = ['board'];
const readOnly = { readOnly: true } as const;

export function hospitalRoutes(app: Routes, { database }: HttpParts): void {
  app.get(
    '/api/v1/hospitals',
    {
      schema: {
        tags,
        summary: 'Hospitals the caller has a role in',
        response: { 200: hospitalsAnswerSchema },
      },
    },
    async (request) => {
      const ids = hospitalsOf(principalOf(request));
      return { hospitals: await database.app(ids, (tx) => listHospitals(tx, ids), readOnly) };
    },
  );

  app.get(
    '/api/v1/hospitals/:h/wards',
    {
      schema: {
        tags,
        summary: 'Wards the caller may read',
        params: hospitalParamsSchema,
        response: { 200: wardsAnswerSchema },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { h } = request.params;
      requireMember(principal, h);
      const all = await database.app([h], (tx) => listWards(tx, h), readOnly);
      const wards = all.filter(({ id }) => mayReadWard(principal, { hospitalId: h, wardId: id }));
      return { wards };
    },
  );
}
