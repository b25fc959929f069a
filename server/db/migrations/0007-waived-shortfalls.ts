import { type Kysely, sql } from 'kysely';

/**
 * A verdict tells what a waiver silences. Wards that are judged by now tell nothing yet. Row-level
 * security is forced: whoever migrates without being a superuser sees no row but in that role.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local role wardline_system`.execute(db);
  await sql.raw(WARDS).execute(db);
  await sql.raw(CHECKPOINTS).execute(db);
  await sql`reset role`.execute(db);
}

const WARDS = `
  update ward set staffing = staffing || '{"waived": []}'
  where staffing is not null and not staffing ? 'waived';
`;

const CHECKPOINTS = `
  update ward_checkpoint
  set state = jsonb_set(state::jsonb, '{staffing,waived}', '[]')::json
  where jsonb_typeof(state::jsonb -> 'staffing') = 'object'
    and not (state::jsonb -> 'staffing') ? 'waived';
`;
