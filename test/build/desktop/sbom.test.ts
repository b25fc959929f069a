import { describe, expect, it } from 'vitest';
import { packageFolder, reduceBom } from '../../../build/desktop/sbom.ts';

const time = new Date('2026-11-22T02:00:00Z');
const component = (ref: string) => ({
  'bom-ref': ref,
  name: ref.split('@')[0] ?? '',
  type: 'library',
});
const bom = {
  bomFormat: 'CycloneDX' as const,
  specVersion: '1.5',
  serialNumber: 'urn:uuid:00000000-0000-4000-8000-000000000000',
  metadata: {
    timestamp: '2020-01-01T00:00:00Z',
    component: { 'bom-ref': 'a-folder@0.1.0', name: 'a-folder' },
  },
  components: ['electron@45.4.1', 'fastify@5.12.8', 'react@19.3.1', 'scheduler@1.0.0'].map(
    component,
  ),
  dependencies: [
    { ref: 'react@19.3.1', dependsOn: ['scheduler@1.0.0', 'fastify@5.12.8'] },
    { ref: 'fastify@5.12.8', dependsOn: ['react@19.3.1'] },
    { ref: 'scheduler@1.0.0' },
  ],
};
const shipped = new Set(['electron@45.4.1', 'react@19.3.1', 'scheduler@1.0.0']);

describe('the bill of materials', () => {
  it('names what was shipped, and nothing else, not even as what another depends on', () => {
    const reduced = reduceBom(bom, shipped, time);
    expect(reduced.components.map((each) => each['bom-ref'])).toEqual([...shipped]);
    expect(reduced.dependencies).toEqual([
      { ref: 'react@19.3.1', dependsOn: ['scheduler@1.0.0'] },
      { ref: 'scheduler@1.0.0', dependsOn: [] },
    ]);
    expect(JSON.stringify(reduced)).not.toContain('fastify');
  });

  it('calls nothing that is shipped a tool of the build', () => {
    const other = { name: 'cdx:npm:package:bundled', value: 'true' };
    const properties = [{ name: 'cdx:npm:package:development', value: 'true' }, other];
    const components = bom.components.map((each) => ({ ...each, properties }));
    const reduced = reduceBom({ ...bom, components }, shipped, time);
    expect(reduced.components.map((each) => each.properties)).toEqual([[other], [other], [other]]);
  });

  it('is called by our name, not by that of a folder, and is as old as the source', () => {
    const { metadata } = reduceBom(bom, shipped, time);
    expect(metadata.component.name).toBe('wardline');
    expect(metadata.timestamp).toBe('2026-11-22T02:00:00.000Z');
  });

  it('is the same for the same content, with a serial number of its own for another', () => {
    const first = reduceBom(bom, shipped, time);
    const again = reduceBom({ ...bom, serialNumber: 'urn:uuid:another' }, shipped, time);
    expect(again).toEqual(first);
    expect(first.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    const less = reduceBom(bom, new Set(['electron@45.4.1']), time);
    expect(less.serialNumber).not.toBe(first.serialNumber);
  });
});

describe('the package that a source of a bundle comes from', () => {
  it.each([
    ['../../node_modules/react/index.js', 'node_modules/react'],
    ['../../node_modules/@a/b/lib/x.js', 'node_modules/@a/b'],
    ['../node_modules/a/node_modules/@b/c/lib/x.js', 'node_modules/a/node_modules/@b/c'],
    ['../../src-renderer/app/shell.tsx', null],
    ['', null],
  ])('%s: %s', (source, folder) => {
    expect(packageFolder(source)).toBe(folder);
  });
});
