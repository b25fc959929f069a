import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { SUBPROTOCOL } from '../../src-shared/contract/frames/close-codes.ts';
import { WIRE_VERSION } from '../../src-shared/contract/wire-version.ts';
import { canonicalJson } from '../../src-shared/domain/log/canonical-json.ts';

const { protocol, revision } = WIRE_VERSION;

const modules = import.meta.glob<Record<string, unknown>>(
  '../../src-shared/contract/{commands,events,frames,state}/*.ts',
  { eager: true },
);

/** A hash for each schema on the wire, so that a difference names what has changed. */
function hashes(): Record<string, string> {
  const exported = Object.values(modules).flatMap((module) => Object.entries(module));
  const schemas = exported.filter((entry): entry is [string, z.ZodType] => {
    return entry[1] instanceof z.ZodType;
  });
  const named = schemas.map(([name, schema]) => [name, hashOf(schema)] as const);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What may be sent decides, so transforms count by what they take. */
function hashOf(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return createHash('sha256').update(canonicalJson(json)).digest('hex').slice(0, 16);
}

const WHAT_TO_DO = `
A schema of the wire is not what revision ${revision} of ${protocol} says.
If clients of that revision are in use, raise "revision" in src-shared/contract/wire-version.ts,
say in CHANGELOG.md what changed, and run this test once more: it writes the new revision down.
If no released build speaks revision ${revision} yet, run it with "-u" instead.
A change that an older client could not live with needs a new subprotocol, not a revision.
`;

it('the schemas on the wire are those of this revision', async () => {
  const written = `${JSON.stringify(hashes(), null, 2)}\n`;
  await expect(written, WHAT_TO_DO).toMatchFileSnapshot(`wire/${protocol}-${revision}.json`);
});

it('every schema that is gathered has a name of its own', () => {
  const names = Object.values(modules).flatMap((module) =>
    Object.keys(module).filter((name) => module[name] instanceof z.ZodType),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(90);
});

it('the protocol is the one that sockets ask for', () => {
  expect(protocol).toBe(SUBPROTOCOL);
});
