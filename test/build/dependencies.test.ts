import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const written = readFileSync('docs/dependencies.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .flatMap((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
const all = { ...manifest.dependencies, ...manifest.devDependencies };
const names = Object.keys(all).map((name) => (name.startsWith('@types/') ? '@types/*' : name));

describe('the dependencies', () => {
  it('are each written down in docs/dependencies.md, and nothing else is', () => {
    expect([...new Set(written)].sort()).toEqual([...new Set(names)].sort());
  });

  it('are pinned to exact versions', () => {
    const loose = Object.entries(all).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});
