import {
  putPackAnswerSchema,
  putPackSchema,
} from '../../../src-shared/contract/commands/put-pack.ts';
import {
  putPackInForceAnswerSchema,
  putPackInForceSchema,
} from '../../../src-shared/contract/commands/put-pack-in-force.ts';
import {
  putWardPackAnswerSchema,
  putWardPackSchema,
} from '../../../src-shared/contract/commands/put-ward-pack.ts';
import {
  packAnswerSchema,
  packQuerySchema,
  packsAnswerSchema,
} from '../../../src-shared/contract/staffing-reads.ts';
import type { RulePack } from '../../../src-shared/contract/state/rule-pack.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import { SHIPPED_PACKS, shippedPack } from '../../../src-shared/domain/staffing/packs.ts';
import { requireMember } from '../../auth/authorize.ts';
import { putPack } from '../../commands/put-pack.ts';
import { putPackInForce } from '../../commands/put-pack-in-force.ts';
import type { Tx } from '../../db/database.ts';
import { readPack, readPacksInForce, readPackVersions } from '../../db/rule-packs.ts';
import { principalOf } from '../authenticate.ts';
import type { HttpParts } from '../parts.ts';
import { commandRoute } from './command-route.ts';
import { hospitalPackParamsSchema, hospitalParamsSchema, wardParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';

const tag = 'staffing';
const put = { method: 'PUT', tag, status: 200, roles: ['admin'] } as const;
/** The longest pack that ships is 20 KB. */
const PACK_BODY_LIMIT = 1024 * 1024;

/** Rule packs: what there is, its versions, and what is in force where. */
export function packRoutes(app: Routes, parts: HttpParts): void {
  packReads(app, parts);
  commandRoute(app, parts, {
    ...put,
    url: '/api/v1/hospitals/:h/packs/:p',
    summary: 'Store a rule pack as its next version; it judges nothing yet',
    params: hospitalPackParamsSchema,
    body: putPackSchema,
    answer: putPackAnswerSchema,
    bodyLimit: PACK_BODY_LIMIT,
    command: ({ h, p }, body) => putPack({ ...body, hospitalId: h, packId: p }),
  });
  commandRoute(app, parts, {
    ...put,
    url: '/api/v1/hospitals/:h/pack-in-force',
    summary: 'Judge a hospital’s wards by a rule pack from now on',
    params: hospitalParamsSchema,
    body: putPackInForceSchema,
    answer: putPackInForceAnswerSchema,
    command: ({ h }, pack) => putPackInForce({ hospitalId: h, wardId: null, pack }),
  });
  commandRoute(app, parts, {
    ...put,
    url: '/api/v1/hospitals/:h/wards/:w/pack',
    summary: 'Give a ward a rule pack of its own, or (null) the hospital’s again',
    params: wardParamsSchema,
    body: putWardPackSchema,
    answer: putWardPackAnswerSchema,
    command: ({ h, w }, { pack }) => putPackInForce({ hospitalId: h, wardId: w, pack }),
  });
}

function packReads(app: Routes, { database }: HttpParts): void {
  const tags = [tag];
  const readOnly = { readOnly: true } as const;

  app.get(
    '/api/v1/hospitals/:h/packs',
    {
      schema: {
        tags,
        summary: 'Rule packs that a hospital may use, and those in force',
        params: hospitalParamsSchema,
        response: { 200: packsAnswerSchema },
      },
    },
    async (request) => {
      const { h } = request.params;
      requireMember(principalOf(request), h);
      const [versions, inForce] = await database.app(
        [h],
        (tx) => Promise.all([versionsOf(tx, h, null), readPacksInForce(tx, h)]),
        readOnly,
      );
      const packs = versions.filter(({ id }, i) => versions[i - 1]?.id !== id);
      return { packs, inForce };
    },
  );

  app.get(
    '/api/v1/hospitals/:h/packs/:p',
    {
      schema: {
        tags,
        summary: 'A rule pack with its rules (default: its newest version) and all its versions',
        params: hospitalPackParamsSchema,
        querystring: packQuerySchema,
        response: { 200: packAnswerSchema },
      },
    },
    async (request) => {
      const { h, p } = request.params;
      requireMember(principalOf(request), h);
      return database.app(
        [h],
        async (tx) => {
          const versions = await versionsOf(tx, h, p);
          const version = request.query.version ?? versions[0]?.version;
          if (version === undefined) throw new Refusal('not_found');
          return { pack: await packOf(tx, h, p, version), versions };
        },
        readOnly,
      );
    },
  );
}

async function packOf(tx: Tx, hospitalId: string, id: string, version: number): Promise<RulePack> {
  const shipped = shippedPack(id);
  if (shipped?.version === version) return shipped;
  const stored = await readPack(tx, hospitalId, { id, version });
  if (stored === null) throw new Refusal('not_found');
  return stored;
}

/** Those stored and those that ship, by id, newest first. @param packId null: of all packs */
async function versionsOf(tx: Tx, hospitalId: string, packId: string | null) {
  const stored = await readPackVersions(tx, hospitalId, packId);
  const isShipped = ({ id, version }: { id: string; version: number }) =>
    shippedPack(id)?.version === version;
  const shipped = Object.values(SHIPPED_PACKS)
    .filter(({ id }) => packId === null || id === packId)
    .map(({ id, version, title }) => ({ id, version, title, author: null, createdAt: null }));
  return [...stored.filter((one) => !isShipped(one)), ...shipped].sort((a, b) =>
    a.id < b.id ? -1 : a.id > b.id ? 1 : b.version - a.version,
  );
}
