import { describe, expect, it } from 'vitest';
import {
  type Disturbance,
  DISTURBANCES,
  UPDATE_REFUSALS,
  type UpdateRefusal,
} from '../../src-shared/ipc/update-view.ts';
import { updateWords } from '../../src-renderer/features/desktop/update-words.ts';

const at = new Date(2026, 10, 22, 2, 14).getTime();

describe('the settings say of updates', () => {
  it('that they are not this computer’s affair where IT brings them', () => {
    for (const why of ['it', 'policy'] as const) {
      expect(updateWords({ phase: 'off', why }, null)).toMatch(/IT department/);
    }
  });

  it('when somebody looked last, or that nobody has', () => {
    expect(updateWords({ phase: 'none', checkedAt: null }, null)).toMatch(/Nobody has looked/);
    expect(updateWords({ phase: 'none', checkedAt: at }, null)).toBe('Up to date at 02:14.');
  });

  it('which version comes, and which lies ready', () => {
    expect(updateWords({ phase: 'loading', version: '1.3.0' }, null)).toMatch(/1\.3\.0/);
    const ready = { phase: 'ready', version: '1.3.0', mayAsk: false } as const;
    expect(updateWords(ready, null)).toBe('Version 1.3.0 is ready to be installed.');
    for (const [disturbance, words] of Object.entries(DISTURBANCES)) {
      expect(updateWords(ready, disturbance as Disturbance)).toBe(
        `Version 1.3.0 is ready to be installed. ${words}`,
      );
    }
  });

  it.each(Object.keys(UPDATE_REFUSALS) as UpdateRefusal[])('why it was refused: %s', (code) => {
    const words = updateWords({ phase: 'refused', code, checkedAt: at }, null);
    expect(words).toBe(`${UPDATE_REFUSALS[code]} (02:14)`);
  });
});
