import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib';
import cdk from '../../cdk.json' with { type: 'json' };
import { buildApp } from '../../infra/app.ts';
import { stages, type Stage } from '../../infra/stages.ts';
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

describe('a stage that names its account and region', () => {
  it('is synthesized for them alone: the CDK command then refuses credentials of another account', () => {
    const stage = { ...stages.dev, account: '111122223333', region: 'eu-west-1' };
    const assembly = buildApp({ stage, codeDirectory: stubCode() }).synth();
    for (const stack of assembly.stacks)
      expect(stack.environment).toMatchObject({ account: '111122223333', region: 'eu-west-1' });
  });

  it('is what the local stage is: AWS has no such account', () => {
    expect(stages.local.account).toBe('000000000000');
  });
});

describe('a stage whose alarms nobody gets', () => {
  const warnings = (stage: Stage) => {
    const data = buildApp({ stage, codeDirectory: stubCode() }).node.findChild(`thankflow-${stage.name}-data`);
    return Annotations.fromStack(data as Stack).findWarning('*', Match.stringLikeRegexp('nobody receives its alarms'));
  };

  it('is warned of if it spends money', () => {
    expect(warnings(stages.prod)).toHaveLength(1);
  });

  it.each<[string, Stage]>([
    ['has an address', { ...stages.prod, alarmEmail: 'operator@example.com' }],
    ['simulates', stages.dev],
    ['is a laptop', stages.local],
  ])('is not if it %s', (_, stage) => {
    expect(warnings(stage)).toEqual([]);
  });
});

describe('a stage without reserved concurrency', () => {
  it.each([
    [true, 0],
    [false, 1],
  ])('is warned of, with what it risks: %s', (reserveConcurrency, count) => {
    const app = buildApp({ stage: { ...stages.dev, reserveConcurrency }, codeDirectory: stubCode() });
    const stack = app.node.findChild('thankflow-dev-app') as Stack;
    const found = Annotations.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp('reserves no concurrency.*lost'),
    );
    expect(found).toHaveLength(count);
  });
});

describe('the CDK’s feature flags', () => {
  it('are the recommended ones, but for references between stacks, which have to hold on to what is used', () => {
    expect(cdk.context).toEqual({ ...recommended, '@aws-cdk/core:defaultCrossStackReferences': 'strong' });
  });

  it('are the same for the CDK command, the tests and the local stack', () => {
    const { node } = buildApp({ stage: stages.local, codeDirectory: stubCode() });
    for (const [flag, value] of Object.entries(cdk.context))
      expect([flag, node.tryGetContext(flag)]).toEqual([flag, value]);
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
      'stage local only runs on this machine (npm start): choose dev or prod, as in `npm run synth -- -c stage=dev`',
    ],
    [{ stage: 'dev', release: 'soon' }, 'there is no release "soon": choose at-once, checked or canary'],
  ])('%o: one line that names what there is', (context, line) => {
    expect(run(context)).toBe(line);
  });
});
