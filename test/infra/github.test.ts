import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { buildApp } from '../../infra/app.ts';
import { stages, type Stage } from '../../infra/stages.ts';
import { resources, stubCode, text } from './support/synthesize.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  permissions?: Record<string, string>;
  environment?: string;
  'timeout-minutes'?: number;
  steps: Step[];
}
interface Workflow {
  on: Record<string, { inputs?: { stage: { options: string[] } } } | null>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const files = readdirSync(folder);
const source = (file: string) => readFileSync(join(folder, file), 'utf8');
const workflow = (file: string) => parse(source(file)) as Workflow;
const steps = (file: string) => Object.values(workflow(file).jobs).flatMap((job) => job.steps);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

describe.each(files)('%s', (file) => {
  it('may do what it needs: read the code, and only a deployment asks for an identity', () => {
    const { permissions, jobs } = workflow(file);
    const all = [permissions, ...Object.values(jobs).map((job) => job.permissions ?? {})].flatMap(Object.entries);
    const allowed = new Map(all);
    expect(Object.fromEntries(allowed)).toEqual(
      file === 'deploy.yml' ? { contents: 'read', 'id-token': 'write' } : { contents: 'read' },
    );
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  it('runs commands that exist', () => {
    const commands = steps(file).flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(commands.length).toBeGreaterThan(1);
    const named = (pattern: RegExp) => commands.flatMap((command) => pattern.exec(command)?.[1] ?? []);
    for (const script of named(/^npm run (\S+)/)) expect(Object.keys(scripts)).toContain(script);
    for (const path of named(/^(\.\S+)/)) expect(() => accessSync(join(root, path), constants.X_OK)).not.toThrow();
  });

  it('puts nothing that others write into a command', () => {
    for (const { run = '' } of steps(file)) expect(run).not.toContain('${{');
  });

  it('names actions by tag, says where the digest belongs, and leaves no token behind', () => {
    const lines = source(file).split('\n');
    const used = lines.flatMap((line, at) => (/^ +- uses: /.test(line) ? [{ line, above: lines[at - 1] }] : []));
    expect(used).toHaveLength(steps(file).filter(({ uses }) => uses !== undefined).length);
    for (const { line, above } of used) {
      expect(line).toMatch(/- uses: [\w-]+\/[\w-]+@v\d+$/);
      expect(above).toMatch(/# .*[dD]igest/);
    }
    const checkouts = steps(file).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const { with: inputs } of checkouts) expect(inputs?.['persist-credentials']).toBe(false);
  });
});

describe('a pull request', () => {
  it('gets no credentials, from whomever it is', () => {
    expect(Object.keys(workflow('check.yml').on)).toEqual(['pull_request', 'push']);
    expect(source('check.yml')).not.toMatch(/secrets\.|pull_request_target|id-token/);
  });
});

describe('a deployment', () => {
  const deployable = Object.keys(stages).filter((name) => name !== 'local');

  it('is of a stage that exists, and is dev if nobody chose', () => {
    const { on, jobs } = workflow('deploy.yml');
    expect(on['workflow_dispatch']!.inputs!.stage.options).toEqual(deployable);
    expect(jobs['deploy']!.environment).toBe("${{ inputs.stage || 'dev' }}");
  });

  it.each(deployable)(
    'has a role for the environment %s alone, which can use the roles of the CDK and look',
    (name) => {
      const stage: Stage = {
        ...Object.values<Stage>(stages).find((one) => one.name === name)!,
        githubRepository: 'example/shop',
      };
      const app = buildApp({ stage, codeDirectory: stubCode() });
      const template = Template.fromStack(app.node.findChild(`thankflow-${name}-github`) as Stack);
      const [role, ...others] = resources(template, 'AWS::IAM::Role');
      expect(others).toEqual([]);
      const [trust] = role!.Properties.AssumeRolePolicyDocument.Statement;
      expect(trust).toMatchObject({
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': `repo:example/shop:environment:${name}`,
          },
        },
      });
      expect(text(trust.Principal.Federated)).toMatch(/:oidc-provider\/token\.actions\.githubusercontent\.com$/);
      const [{ PolicyDocument }] = role!.Properties.Policies;
      expect(PolicyDocument.Statement).toHaveLength(1);
      const [{ Action, Resource }] = PolicyDocument.Statement;
      expect(Action).toBe('sts:AssumeRole');
      for (const arn of Resource)
        expect(text(arn)).toMatch(/:role\/cdk-hnb659fds-(deploy|file-publishing|lookup)-role-/);
      expect(role!.Properties.ManagedPolicyArns.map(text)).toEqual([
        expect.stringMatching(new RegExp(`:policy/thankflow-${name}-view$`)),
      ]);
    },
  );

  it('needs no stack for GitHub if the stage does not say so', () => {
    expect(
      buildApp({ stage: stages.dev, codeDirectory: stubCode() }).node.tryFindChild('thankflow-dev-github'),
    ).toBeUndefined();
  });
});

describe('.ci/template-diff', () => {
  const code = stubCode();
  const synthesized = (stage: Stage): string => {
    const outdir = mkdtempSync(join(tmpdir(), 'thankflow-diff-'));
    buildApp({ stage, outdir, codeDirectory: code }).synth();
    return outdir;
  };
  const diff = (before: string, after: string) =>
    execFileSync(join(root, '.ci/template-diff'), ['dev', before, after], { encoding: 'utf8', stdio: 'pipe' });

  it('says what is destroyed before anything else, then everything, and that nothing changes', () => {
    const [one, two] = [synthesized(stages.dev), synthesized({ ...stages.dev, thanxCredentials: ['main', 'second'] })];
    const markdown = diff(two, one);
    expect(markdown).toMatch(/^### thankflow-dev-data\n\n\*\*Destroyed or replaced:\*\*\n\n````\n\[-\] AWS::/);
    expect(markdown).toContain('[-] AWS::SQS::Queue LoyaltyQueuesecondQueue');
    expect(markdown).toContain('<details><summary>All changes</summary>');
    expect(diff(one, one)).toBe('### thankflow-dev-data\n\nNo changes.\n\n### thankflow-dev-app\n\nNo changes.\n\n');
  });

  it('says that a stack is new, and fails if the folder is not one', () => {
    const one = synthesized(stages.dev);
    expect(diff(tmpdir(), one)).toContain('### thankflow-dev-data\n\nThe stack is new.');
    expect(() => diff(one, join(tmpdir(), 'nowhere'))).toThrow(/nowhere/);
  });
});
