import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { problemSchema, PROBLEMS } from '../../src-shared/contract/problem.ts';

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
// The desktop's own refusals have a part of their own, with a test of its own.
const [ofGateway = ''] = page.split('\n## Within the desktop');
const rows = ofGateway
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

it.each(Object.entries(PROBLEMS))('docs/errors.md says what %s is', (code, { status }) => {
  const [, , documented, when, whatToDo] = rows.find(([, cell]) => cell === `\`${code}\``) ?? [];
  expect(documented, `docs/errors.md has no row for ${code}`).toBe(String(status));
  expect(when).not.toBe('');
  expect(whatToDo).not.toBe('');
});

it('docs/errors.md has no row for what does not exist', () => {
  expect(rows.map(([, cell]) => cell?.replaceAll('`', ''))).toEqual(Object.keys(PROBLEMS));
});

it('every title is a sentence', () => {
  for (const { title } of Object.values(PROBLEMS)) expect(title).toMatch(/^[A-Z].*\.$/);
});

it('a problem may carry more members than the schema names', () => {
  const problem = { type: 'about:blank', title: 'x', status: 409, code: 'y', wardId: 'ICU' };
  expect(problemSchema.parse(problem)).toEqual(problem);
});
