import { verifyAudit } from '../db/audit-verify.ts';
import { WrongUse, type Verb } from './verb.ts';
import { withDatabase } from './with-database.ts';

const SHOWN = 20;
const FAULTY = 1;

export const auditVerb: Verb = {
  summary: 'audit verify: check the hash chain of every ward',
  help: `usage: wardline audit verify

Walks the audit chain of every ward and compares it with the events. Exit code 1 when a chain is
broken or an event is not the one that was audited.
`,
  run: async (args) => {
    if (args.length !== 1 || args[0] !== 'verify') throw new WrongUse('audit knows: verify');
    const { wards, entries, faults } = await withDatabase(verifyAudit);
    for (const { ward, auditSeq, what } of faults.slice(0, SHOWN)) {
      console.error(`${ward}, entry ${String(auditSeq)}: ${what}`);
    }
    if (faults.length > SHOWN) console.error(`and ${String(faults.length - SHOWN)} more`);
    console.log(
      `${String(wards)} wards, ${String(entries)} entries: ` +
        (faults.length === 0 ? 'the audit is whole.' : `${String(faults.length)} faults.`),
    );
    return faults.length === 0 ? 0 : FAULTY;
  },
};
