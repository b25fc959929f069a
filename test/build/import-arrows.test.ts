import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { judgeImport } from '../../build/eslint/arrows.ts';
import { importArrows } from '../../build/eslint/import-arrows.ts';

const allowed: [importer: string, specifier: string][] = [
  ['src-shared/contract/events/ward-event.ts', './stay-admitted.ts'],
  ['src-shared/contract/ids.ts', 'zod'],
  ['src-shared/domain/apply-event.ts', '../contract/events/ward-event.ts'],
  ['src-shared/sync/engine.ts', '../domain/apply-event.ts'],
  ['src-shared/sync/engine.ts', '../contract/cursor.ts'],
  ['server/http/stays.ts', '../commands/admit-stay.ts'],
  ['server/http/wards.ts', '../db/ward-snapshot.ts'],
  ['server/intake/adt/admit.ts', '../../commands/admit-stay.ts'],
  ['server/clock/relay.ts', '../commands/end-shift.ts'],
  ['server/cli/wardline.ts', '../app.ts'],
  ['server/cli/migrate.ts', '../db/migrate.ts'],
  ['server/cli/simulate.ts', './simulate/simulation.ts'],
  ['server/cli/simulate/simulation.ts', '../../intake/hl7/compose.ts'],
  ['server/commands/assign-nurse.ts', '../db/ward-log.ts'],
  ['server/commands/assign-nurse.ts', '../../src-shared/domain/assign.ts'],
  ['server/realtime/hub.ts', '../db/heads.ts'],
  ['server/realtime/hub.ts', '../bus/bus.ts'],
  ['server/realtime/upgrade.ts', '../auth/tickets.ts'],
  ['server/realtime/hub.ts', 'ws'],
  ['server/realtime/hub.ts', 'node:crypto'],
  ['server/app.ts', './realtime/hub.ts'],
  ['server/app.ts', './commands/assign-nurse.ts'],
  ['src-renderer/main.tsx', './features/board/ward-board.tsx'],
  ['src-renderer/features/board/ward-board.tsx', './bed-tile.tsx'],
  ['src-renderer/features/board/ward-board.tsx', '../../ui/menu.tsx'],
  ['src-renderer/features/board/ward-board.tsx', '../../host/host.ts'],
  ['src-renderer/features/board/ward-board.tsx', '../../../src-shared/sync/engine.ts'],
  ['src-renderer/ui/menu.tsx', './menu.css'],
  ['src-renderer/ui/logo.tsx', './logo.svg?url'],
  ['src-renderer/ui/menu.tsx', 'react-aria-components'],
  ['src-main/main.ts', '../src-shared/sync/engine.ts'],
  ['src-main/main.ts', 'electron'],
  ['test/gateway/stays.test.ts', '../../server/app.ts'],
  ['test/build/import-arrows.test.ts', '../../build/eslint/arrows.ts'],
  ['eslint.config.js', './build/eslint/import-arrows.ts'],
];

const forbidden: [importer: string, specifier: string][] = [
  ['src-shared/contract/ids.ts', '../domain/apply-event.ts'],
  ['src-shared/domain/apply-event.ts', '../sync/engine.ts'],
  ['src-shared/domain/apply-event.ts', 'node:crypto'],
  ['src-shared/domain/apply-event.ts', 'crypto'],
  ['src-shared/domain/apply-event.ts', 'react'],
  ['src-shared/sync/engine.ts', '../../server/db/heads.ts'],
  ['src-shared/sync/engine.ts', '../../src-renderer/host/web-host.ts'],
  ['src-shared/elsewhere/thing.ts', 'zod'],
  ['server/http/stays.ts', '../realtime/hub.ts'],
  ['server/realtime/hub.ts', '../commands/assign-nurse.ts'],
  ['server/realtime/recovery/delta.ts', '../../commands/assign-nurse.ts'],
  ['server/realtime/hub.ts', '../http/stays.ts'],
  ['server/realtime/hub.ts', '../app.ts'],
  ['server/commands/assign-nurse.ts', '../http/stays.ts'],
  ['server/commands/assign-nurse.ts', '../realtime/hub.ts'],
  ['server/db/ward-log.ts', '../commands/assign-nurse.ts'],
  ['server/bus/redis-bus.ts', '../realtime/hub.ts'],
  ['server/config/config.ts', '../db/pool.ts'],
  ['server/http/stays.ts', '../cli/wardline.ts'],
  ['server/cli/simulate/simulation.ts', '../../commands/admit-stay.ts'],
  ['server/cli/simulate/simulation.ts', '../../db/pool.ts'],
  ['server/app.ts', './cli/simulate/simulation.ts'],
  ['server/http/stays.ts', '../../src-renderer/ui/menu.tsx'],
  ['server/http/stays.ts', 'react'],
  ['server/services/stays.ts', '../db/pool.ts'],
  ['server/http/stays.ts', '../services/stays.ts'],
  ['src-renderer/features/board/ward-board.tsx', '../alerts/alert-list.tsx'],
  ['src-renderer/features/board/parts/tile.tsx', '../../alerts/alert-list.tsx'],
  ['src-renderer/features/board/ward-board.tsx', 'node:fs'],
  ['src-renderer/features/board/ward-board.tsx', 'pg'],
  ['src-renderer/features/board/ward-board.tsx', '../../../server/http/stays.ts'],
  ['src-renderer/host/desktop-host.ts', '../../src-main/preload.ts'],
  ['src-renderer/host/desktop-host.ts', 'electron'],
  ['src-renderer/ui/menu.tsx', '../features/board/ward-board.tsx'],
  ['src-renderer/ui/menu.tsx', '../host/host.ts'],
  ['src-main/main.ts', '../server/app.ts'],
  ['src-main/main.ts', '../src-renderer/main.tsx'],
  ['server/app.ts', '../test/support/until.ts'],
  ['server/http/stays.ts', '../db/ward-snapshot'],
];

describe('the import arrows', () => {
  it.each(allowed)('%s may import %s', (importer, specifier) => {
    expect(judgeImport(importer, specifier)).toBeNull();
  });

  it.each(forbidden)('%s may not import %s', (importer, specifier) => {
    expect(judgeImport(importer, specifier)).toMatch(/\S/);
  });
});

describe('the rule', () => {
  const lint = (code: string) =>
    new Linter({ cwd: '/house' })
      .verify(
        code,
        {
          files: ['**/*.ts'],
          languageOptions: { parser: tseslint.parser },
          plugins: { wardline: { rules: { 'import-arrows': importArrows } } },
          rules: { 'wardline/import-arrows': 'error' },
        },
        '/house/server/realtime/hub.ts',
      )
      .map((message) => message.message);

  it.each([
    `import { assignNurse } from '../commands/assign-nurse.ts';`,
    `import type { AssignNurse } from '../commands/assign-nurse.ts';`,
    `import '../commands/assign-nurse.ts';`,
    `export { assignNurse } from '../commands/assign-nurse.ts';`,
    `export * from '../commands/assign-nurse.ts';`,
    `await import('../commands/assign-nurse.ts');`,
    `type Assign = import('../commands/assign-nurse.ts').Assign;`,
  ])('sees %s', (code) => {
    expect(lint(code)).toEqual([
      'server/realtime/ never imports server/commands/ (docs/developing.md, arrows).',
    ]);
  });

  it('leaves the rest alone', () => {
    expect(lint(`import { heads } from '../db/heads.ts'; export const x = heads;`)).toEqual([]);
  });
});
