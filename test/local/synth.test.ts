import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { sourceFiles } from '../../local/synth.ts';

const root = join(import.meta.dirname, '../..');

it('a stage is made anew where any file has changed that it is made of', async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['infra/app.ts', 'infra/bundle.ts', ...globSync('functions/*/handler.ts', { cwd: root })],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: 'dist',
    write: false,
    metafile: true,
  });
  const inputs = Object.keys(metafile.inputs).map((name) => join(root, name));
  expect(inputs.length).toBeGreaterThan(100);
  const known = new Set(await sourceFiles());
  expect(inputs.filter((path) => !known.has(path))).toEqual([]);
});
