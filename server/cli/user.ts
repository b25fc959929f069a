import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import {
  HOUSE_WARD_ID,
  hospitalIdSchema,
  localIdSchema,
  wardIdSchema,
  wardKey,
} from '../../src-shared/contract/ids.ts';
import { roleSchema } from '../../src-shared/contract/session.ts';
import { hashPassword } from '../auth/password-hash.ts';
import { disableUser, insertUser, type NewUser, orderWipe } from '../auth/users.ts';
import type { Database, Tx } from '../db/database.ts';
import { parseVerb, WrongUse, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

const PASSWORD_MIN = 8;
const PASSWORD_MAX = 1024;

export const userVerb: Verb = {
  summary: 'user add|disable|wipe: who may sign in, and what lost devices keep',
  help: `usage: wardline user add NAME --role ROLE --hospital H [--hospital H …] [options]
       wardline user disable NAME
       wardline user wipe NAME

  --role ROLE        dispatcher, nurse, admin or integration
  --hospital H       hospital the role holds in; may be repeated
  --ward W           limits the role to this ward; may be repeated (default: every ward; for a
                     nurse: none besides those of her shift and assignments)
  --display-name N   the name that others see (default: NAME)
  --password-stdin   read the password from standard input (default: make one and print it)

wipe is for a device that was lost: it ends every session of the user within seconds, and each
device on which one was open deletes the boards, the queue and the downtime sheets it keeps as soon
as it reaches a gateway. The user may sign in again.
disable ends the user's right to sign in as well, and does the same.
`,
  run: async (args) => {
    const [action, ...rest] = args;
    if (action === 'add') return add(rest);
    if (action === 'disable') return disable(rest);
    if (action === 'wipe') return wipe(rest);
    throw new WrongUse('user knows: add, disable, wipe');
  },
};

async function add(args: string[]): Promise<number> {
  const { values, positionals } = parseVerb({
    args,
    allowPositionals: true,
    options: {
      role: { type: 'string' },
      hospital: { type: 'string', multiple: true },
      ward: { type: 'string', multiple: true },
      'display-name': { type: 'string' },
      'password-stdin': { type: 'boolean' },
    },
  });
  const id = userName(positionals);
  const role = roleSchema.safeParse(values.role);
  if (!role.success) throw new WrongUse(`--role is one of ${roleSchema.options.join(', ')}`);
  const hospitals = values.hospital ?? [];
  if (hospitals.length === 0) throw new WrongUse('--hospital is missing');
  if (!hospitals.every((h) => hospitalIdSchema.safeParse(h).success)) {
    throw new WrongUse('--hospital is not an id');
  }
  if (values.ward?.every((w) => wardIdSchema.safeParse(w).success) === false) {
    throw new WrongUse('--ward is not an id');
  }
  const given = values['password-stdin'] === true ? await passwordFromInput() : null;
  const password = given ?? randomBytes(15).toString('base64url');
  const wardIds = values.ward ?? (role.data === 'nurse' ? [] : null);
  const user: NewUser = {
    id,
    name: values['display-name'] ?? id,
    passwordHash: await hashPassword(password),
    memberships: [...new Set(hospitals)].map((hospitalId) => ({
      hospitalId,
      role: role.data,
      wardIds,
    })),
  };
  const fault = await withDatabase((database) => insert(database, user));
  if (fault !== null) throw new WrongUse(fault);
  console.log(`User ${id} may sign in.`);
  if (given === null) console.log(`Password: ${password}`);
  return 0;
}

/** null, or why the user cannot be added. */
function insert(database: Database, user: NewUser): Promise<string | null> {
  return database.system(async (tx) => {
    const wanted = user.memberships.map((membership) => membership.hospitalId);
    const known = await tx.query<{ id: string }>(
      { name: 'user-hospitals', text: 'select id from hospital where id = any ($1::text[])' },
      [wanted],
    );
    const missing = wanted.find((id) => !known.some((hospital) => hospital.id === id));
    if (missing !== undefined) return `there is no hospital ${missing}: see wardline hospital add`;
    const nowhere = await unknownWard(tx, user);
    if (nowhere !== null) return `there is no ward ${nowhere}`;
    return (await insertUser(tx, user)) ? null : `there is a user ${user.id} already`;
  });
}

/** The first ward (`H1/ICU`) of a user that does not exist; null: all do. */
async function unknownWard(tx: Tx, { memberships }: NewUser): Promise<string | null> {
  const wanted = memberships.flatMap(({ hospitalId, wardIds }) =>
    (wardIds ?? []).map((wardId) => wardKey({ hospitalId, wardId })),
  );
  const rows = await tx.query<{ key: string }>(
    {
      name: 'user-wards',
      text: `select hospital_id || '/' || id as key from ward
        where hospital_id || '/' || id = any ($1::text[]) and id <> '${HOUSE_WARD_ID}'`,
    },
    [wanted],
  );
  return wanted.find((key) => !rows.some((row) => row.key === key)) ?? null;
}

async function disable(args: string[]): Promise<number> {
  const { positionals } = parseVerb({ args, allowPositionals: true, options: {} });
  const id = userName(positionals);
  const found = await withDatabase((database) => disableUser(database, id));
  if (!found) throw new WrongUse(`there is no user ${id}`);
  console.log(`User ${id} may no longer sign in.`);
  return 0;
}

async function wipe(args: string[]): Promise<number> {
  const { positionals } = parseVerb({ args, allowPositionals: true, options: {} });
  const id = userName(positionals);
  const found = await withDatabase((database) => orderWipe(database, id));
  if (!found) throw new WrongUse(`there is no user ${id}`);
  console.log(`The devices of ${id} delete what they keep, each when it next reaches a gateway.`);
  return 0;
}

function userName(positionals: readonly string[]): string {
  const [name, ...more] = positionals;
  if (name === undefined) throw new WrongUse('the name of the user is missing');
  if (more[0] !== undefined) throw new WrongUse(`does not take "${more[0]}"`);
  const parsed = localIdSchema.safeParse(name);
  if (!parsed.success)
    throw new WrongUse('a user name is 1 to 64 letters, digits, "_", "." or "-"');
  return parsed.data;
}

async function passwordFromInput(): Promise<string> {
  const password = (await readAll(process.stdin)).replace(/\r?\n$/, '');
  if (password.length < PASSWORD_MIN || password.length > PASSWORD_MAX) {
    throw new WrongUse(
      `a password has ${String(PASSWORD_MIN)} to ${String(PASSWORD_MAX)} characters`,
    );
  }
  return password;
}
