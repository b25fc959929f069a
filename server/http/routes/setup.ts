import {
  locationsAnswerSchema,
  putLocationsSchema,
} from '../../../src-shared/contract/commands/put-locations.ts';
import {
  putNurseAnswerSchema,
  putNurseSchema,
} from '../../../src-shared/contract/commands/put-nurse.ts';
import {
  putShiftAnswerSchema,
  putShiftSchema,
} from '../../../src-shared/contract/commands/put-shift.ts';
import {
  putWardAnswerSchema,
  putWardSchema,
} from '../../../src-shared/contract/commands/put-ward.ts';
import { writeAnswerShape } from '../../../src-shared/contract/commands/answer.ts';
import { putLocations } from '../../commands/put-locations.ts';
import { putNurse } from '../../commands/put-nurse.ts';
import { putShift } from '../../commands/put-shift.ts';
import { putWard } from '../../commands/put-ward.ts';
import type { HttpParts } from '../parts.ts';
import { commandRoute } from './command-route.ts';
import {
  hospitalNurseParamsSchema,
  hospitalParamsSchema,
  hospitalShiftParamsSchema,
  wardParamsSchema,
} from './params.ts';
import type { Routes } from './routes.ts';

const put = { method: 'PUT', tag: 'setup', status: 200, roles: ['admin'] } as const;
/** 5,000 locations, written out. */
const LOCATIONS_BODY_LIMIT = 4 * 1024 * 1024;

/** What administrators set up. */
export function setupRoutes(app: Routes, parts: HttpParts): void {
  commandRoute(app, parts, {
    ...put,
    url: '/api/v1/hospitals/:h/wards/:w',
    summary: 'Create or change a ward',
    params: wardParamsSchema,
    body: putWardSchema,
    answer: putWardAnswerSchema,
    command: ({ h, w }, body) => putWard({ ...body, hospitalId: h, wardId: w }),
  });
  commandRoute(app, parts, {
    ...put,
    url: '/api/v1/hospitals/:h/nurses/:n',
    summary: 'Create or change a nurse of the staff',
    params: hospitalNurseParamsSchema,
    body: putNurseSchema,
    answer: putNurseAnswerSchema,
    command: ({ h, n }, body) => putNurse({ ...body, hospitalId: h, nurseId: n }),
  });
  commandRoute(app, parts, {
    ...put,
    url: '/api/v1/hospitals/:h/shifts/:s',
    summary: 'Plan or change a shift',
    params: hospitalShiftParamsSchema,
    body: putShiftSchema,
    answer: putShiftAnswerSchema,
    command: ({ h, s }, body) => putShift({ ...body, hospitalId: h, shiftId: s }),
  });
  commandRoute(app, parts, {
    ...put,
    url: '/api/v1/hospitals/:h/locations',
    summary: 'Set the whole mapping of HL7 locations',
    params: hospitalParamsSchema,
    body: putLocationsSchema,
    answer: locationsAnswerSchema.extend(writeAnswerShape),
    bodyLimit: LOCATIONS_BODY_LIMIT,
    command: ({ h }, locations) => putLocations({ hospitalId: h, locations }),
  });
}
