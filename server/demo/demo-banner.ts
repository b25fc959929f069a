import { DEMO_PASSWORD } from './demo-users.ts';

/** What a newcomer reads once the demo is ready. */
export function demoBanner(url: string): string {
  const lines = [
    'Wardline is ready: 15 demo hospitals, 450 wards',
    '',
    `  Open       ${url}`,
    `  Interface  ${url}/docs`,
    '',
    '  Sign in as dispatcher, nurse or admin',
    `  Password   ${DEMO_PASSWORD}`,
    '',
    'Ctrl-C stops it.',
  ];
  const width = Math.max(...lines.map((line) => line.length));
  const bar = '─'.repeat(width + 2);
  const rows = lines.map((line) => `│ ${line.padEnd(width)} │`);
  return `\n┌${bar}┐\n${rows.join('\n')}\n└${bar}┘\n\n`;
}
