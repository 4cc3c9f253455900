import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { stages, stageOf } from '../../infra/stages.ts';
import { Thankflow, type ThankflowProps } from '../../infra/thankflow.ts';
import { resources, stubCode, synthesize } from './support/synthesize.ts';

const root = join(import.meta.dirname, '../..');
const codeDirectory = stubCode();
const inOtherApp = (props: Omit<ThankflowProps, 'codeDirectory'>) =>
  new Thankflow(new App({ analyticsReporting: false }), 'Thanks', { ...props, codeDirectory });

describe('Thankflow in an app that has none of our feature flags', () => {
  it.each([stages.dev, stages.prod])('deploys stage $name as our own app does', (stage) => {
    const ours = synthesize(stage);
    const theirs = inOtherApp({ stage });
    const withoutMetadata = (template: Template) =>
      JSON.parse(JSON.stringify(template.toJSON(), (key, value) => (key === 'Metadata' ? undefined : value)));
    expect(withoutMetadata(Template.fromStack(theirs.data))).toEqual(withoutMetadata(ours.data));
    expect(withoutMetadata(Template.fromStack(theirs.app))).toEqual(withoutMetadata(ours.functions));
  });

  it('needs only a name, and to be told whether it spends money', () => {
    expect(stageOf({ name: 'prod', spend: 'real' })).toEqual({ ...stages.prod, sourceMaps: true });
    expect(stageOf({ name: 'trial', spend: 'simulated' }).protectData).toBe(false);
  });

  it('has the tags, the domain and the alarm actions that it was given', () => {
    const arn = 'arn:aws:sns:eu-central-1:111122223333:oncall';
    const { data, app } = inOtherApp({
      stage: { name: 'prod', spend: 'real', region: 'eu-central-1', account: '111122223333' },
      domain: { name: 'thanks.example.com', hostedZoneId: 'Z0' },
      alarmActions: { page: [{ bind: () => ({ alarmActionArn: arn }) }] },
      tags: { team: 'checkout', stage: 'not this' },
    });
    for (const stack of [data, app])
      expect(stack.tags.tagValues()).toEqual({ application: 'thankflow', stage: 'prod', team: 'checkout' });
    expect(resources(Template.fromStack(data), 'AWS::ApiGatewayV2::DomainName')).toHaveLength(1);
    const alarms = [data, app].flatMap((stack) => resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
    const paging = alarms.filter(({ Properties }) => Properties.AlarmActions.includes(arn));
    expect(paging.length).toBeGreaterThan(10);
    for (const { Properties } of alarms) expect(Properties.OKActions).toEqual(Properties.AlarmActions);
    for (const { Properties } of paging) expect(Properties.AlarmActions).toHaveLength(2);
  });
});

/** README, “Deploy a stage”, and docs/release.md. */
describe('examples/own-app', () => {
  /** The example as another project: thankflow and the CDK are among its packages. */
  const folder = mkdtempSync(join(tmpdir(), 'thankflow-own-app-'));
  const template = (stack: string) =>
    Template.fromJSON(JSON.parse(readFileSync(join(folder, 'out', `${stack}.template.json`), 'utf8')));

  beforeAll(() => {
    cpSync(join(root, 'examples/own-app'), folder, { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/thankflow'));
    symlinkSync(join(root, 'node_modules/aws-cdk-lib'), join(folder, 'node_modules/aws-cdk-lib'));
    execFileSync(process.execPath, ['app.ts'], {
      cwd: folder,
      env: { ...process.env, CDK_OUTDIR: join(folder, 'out'), CDK_VALIDATION: 'false' },
      stdio: 'pipe',
    });
  });

  it('is a whole stage: its tables, its functions with their code, its domain', () => {
    const data = template('thankflow-prod-data');
    expect(resources(data, 'AWS::DynamoDB::Table').map(({ Properties }) => Properties.TableName)).toEqual([
      'thankflow-prod-orders',
      'thankflow-prod-settings',
      'thankflow-prod-control',
    ]);
    expect(data.findOutputs('ApiUrl')['ApiUrl']!['Value']).toBe('https://thanks.example.com');
    const ours = synthesize(stages.prod).functions;
    expect(Object.keys(template('thankflow-prod-app').toJSON()['Resources'])).toEqual(
      expect.arrayContaining(
        Object.entries(ours.toJSON()['Resources'] as Record<string, { Type: string }>)
          .filter(([, { Type }]) => Type !== 'AWS::Lambda::Version')
          .map(([id]) => id),
      ),
    );
  });

  it('pages its own topic, and links to its own runbook', () => {
    const alarms = ['data', 'app'].flatMap((part) =>
      resources(template(`thankflow-prod-${part}`), 'AWS::CloudWatch::Alarm'),
    );
    const paging = alarms.filter(({ Properties }) => JSON.stringify(Properties.AlarmActions).includes('oncall'));
    expect(paging.map(({ Properties }) => Properties.AlarmName)).toContain('thankflow-prod-webhook-lost');
    for (const { Properties } of alarms)
      expect(Properties.AlarmDescription).toMatch(
        / What to do: https:\/\/github\.com\/example\/.*runbook\.md#[a-z-]+$/,
      );
  });
});
