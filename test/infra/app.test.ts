import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildApp } from '../../infra/app.ts';
import { stages } from '../../infra/stages.ts';
import { stubCode } from './support/synthesize.ts';

describe('buildApp', () => {
  it('gives the templates of both stacks, where it is told to', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'thankflow-out-'));
    const assembly = buildApp({ stage: stages.local, outdir, codeDirectory: stubCode() }).synth();
    expect(assembly.directory).toBe(outdir);
    expect(assembly.stacks.map((stack) => stack.stackName)).toEqual(['thankflow-local-data', 'thankflow-local-app']);
  });

  it('says how to get the bundles that are missing', () => {
    const codeDirectory = mkdtempSync(join(tmpdir(), 'thankflow-empty-'));
    expect(() => buildApp({ stage: stages.local, codeDirectory })).toThrow(/no bundle of ingest.*npm run bundle/);
  });
});

describe('node infra/app.ts, as the CDK runs it', () => {
  const run = (context: object): string => {
    try {
      execFileSync(process.execPath, [join(import.meta.dirname, '../../infra/app.ts')], {
        env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context) },
        encoding: 'utf8',
        stdio: 'pipe',
      });
      return 'ended well';
    } catch (error) {
      return (error as { stderr: string }).stderr.trim();
    }
  };

  it.each([
    [{}, 'no stage was named: choose dev or prod, as in `npm run synth -- -c stage=dev`'],
    [{ stage: 'prd' }, 'there is no stage "prd": choose dev or prod, as in `npm run synth -- -c stage=dev`'],
    [
      { stage: 'local' },
      'stage local runs on this machine only (npm start): choose dev or prod, as in `npm run synth -- -c stage=dev`',
    ],
  ])('%o: one line that names the stages', (context, line) => {
    expect(run(context)).toBe(line);
  });
});
