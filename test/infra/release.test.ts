import { describe, expect, it } from 'vitest';
import { stages, type Stage } from '../../infra/stages.ts';
import { resources, synthesize, text, type Resource } from './support/synthesize.ts';

const prod = synthesize(stages.prod).functions;
const dev = synthesize(stages.dev).functions;
const local = synthesize(stages.local).functions;
type Template = typeof prod;

const byId = (template: Template, type: string) =>
  Object.entries(template.findResources(type) as Record<string, Resource>);
/** Function name without the stage → its alias's logical ID. */
function aliases(template: Template, stage: Stage): Map<string, string> {
  const functions = new Map(byId(template, 'AWS::Lambda::Function'));
  return new Map(
    byId(template, 'AWS::Lambda::Alias').map(([id, { Properties }]) => [
      String(functions.get(Properties.FunctionName.Ref)!.Properties.FunctionName).replace(
        `thankflow-${stage.name}-`,
        '',
      ),
      id,
    ]),
  );
}
/** The alias in `Fn::Join: ['', [Fn::Select: [6, Fn::Split: [':', Ref: alias]], ':live']]`, which is `name:live`. */
function polledBy({ FunctionName }: Resource['Properties']): string {
  const [, [name, suffix]] = FunctionName['Fn::Join'];
  expect(suffix).toBe(':live');
  return name['Fn::Select'][1]['Fn::Split'][1].Ref;
}

const services = [
  'ingest',
  'fetch-order',
  'thank-customer',
  'submit-to-thanx-main',
  'notify-shop',
  'housekeeping',
  'reconcile',
  'handshake',
  'receive-purchase',
  'order-status',
  'thanks-page',
];

describe.each([
  ['prod', prod, stages.prod],
  ['dev', dev, stages.dev],
  ['local', local, stages.local],
] as const)('on stage %s', (_, template, stage) => {
  const live = aliases(template, stage);

  it('every function has the alias live, which leads to the version of this deployment', () => {
    expect([...live.keys()].toSorted()).toEqual(services.toSorted());
    for (const { Properties } of resources(template, 'AWS::Lambda::Alias')) {
      expect(Properties.Name).toBe('live');
      expect(text(Properties.FunctionVersion)).toMatch(/CurrentVersion\w+\.Version>$/);
    }
  });

  it('all that calls a function calls its alias, and may', () => {
    const polled = resources(template, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) => polledBy(Properties));
    const called = [
      ...resources(template, 'AWS::ApiGatewayV2::Integration').map(({ Properties }) => Properties.IntegrationUri.Ref),
      ...polled,
      ...resources(template, 'AWS::Events::Rule').map(({ Properties }) => Properties.Targets[0].Arn.Ref),
    ];
    expect(called.toSorted()).toEqual([...live.values()].toSorted());
    const permitted = resources(template, 'AWS::Lambda::Permission').map(
      ({ Properties }) => Properties.FunctionName.Ref,
    );
    // A poller needs no permission: it calls with the function's own role.
    expect([...new Set(permitted)].toSorted()).toEqual(
      [...live.values()].filter((id) => !polled.includes(id)).toSorted(),
    );
    // Runs of a schedule are not repeated: that is said of the alias, too.
    for (const { Properties } of resources(template, 'AWS::Lambda::EventInvokeConfig'))
      expect([...live.values()]).toContain(Properties.Qualifier['Fn::Select'][1]['Fn::Split'][1].Ref);
  });

  it('API Gateway may call an alias before it is told to', () => {
    const permissions = byId(template, 'AWS::Lambda::Permission')
      .filter(([, { Properties }]) => Properties.Principal === 'apigateway.amazonaws.com')
      .map(([id]) => id);
    const integrations = resources(template, 'AWS::ApiGatewayV2::Integration') as (Resource & {
      DependsOn: string[];
    })[];
    expect(integrations).toHaveLength(5);
    for (const { DependsOn } of integrations) expect(DependsOn.toSorted()).toEqual(permissions.toSorted());
  });
});

const groups = (template: Template) =>
  new Map(
    byId(template, 'AWS::CodeDeploy::DeploymentGroup').map(([id, { Properties }]) => [
      Properties.DeploymentGroupName,
      { id, ...Properties },
    ]),
  );

describe.each([
  ['prod', prod, stages.prod, 'CodeDeployDefault.LambdaCanary10Percent5Minutes'],
  ['dev', dev, stages.dev, 'CodeDeployDefault.LambdaAllAtOnce'],
] as const)('a release of stage %s', (_, template, stage, ofIngest) => {
  it('moves every alias through CodeDeploy, after its new version was asked', () => {
    expect([...groups(template).keys()].toSorted()).toEqual(services.toSorted());
    const [[check]] = byId(template, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('ReleaseCheck')) as [
      [string, Resource],
    ];
    for (const [name, id] of aliases(template, stage)) {
      const { UpdatePolicy } = template.toJSON()['Resources'][id];
      expect(UpdatePolicy.CodeDeployLambdaAliasUpdate).toMatchObject({
        DeploymentGroupName: { Ref: groups(template).get(name)!.id },
        BeforeAllowTrafficHook: { Ref: check },
      });
    }
  });

  it('is gradual for ingest if the stage says so, and goes back by itself', () => {
    for (const [name, group] of groups(template)) {
      expect(group.DeploymentConfigName).toBe(name === 'ingest' ? ofIngest : 'CodeDeployDefault.LambdaAllAtOnce');
      expect(group.AutoRollbackConfiguration.Enabled).toBe(true);
      expect(group.AutoRollbackConfiguration.Events).toContain('DEPLOYMENT_FAILURE');
    }
  });

  it('asks each version by the name of its group', () => {
    const [{ Properties }] = resources(template, 'AWS::Lambda::Function').filter(({ Properties: { FunctionName } }) =>
      String(FunctionName).endsWith('release-check'),
    ) as [Resource];
    const targets = JSON.parse(text(Properties.Environment.Variables.RELEASE_TARGETS)) as {
      name: string;
      group: string;
      version: string;
    }[];
    expect(targets.map(({ group }) => group).toSorted()).toEqual(services.toSorted());
    for (const { name, group, version } of targets) {
      expect(group.startsWith(name)).toBe(true);
      expect(version).toMatch(/^<\w+CurrentVersion\w+>$/);
    }
  });
});

describe('the alarms that take a release of ingest back', () => {
  const crashes = resources(prod, 'AWS::CloudWatch::Alarm').find(
    ({ Properties }) => Properties.AlarmName === 'thankflow-prod-release-failing-ingest',
  );

  it('are crashes of the new version, and lost webhooks', () => {
    const { AlarmConfiguration, AutoRollbackConfiguration } = groups(prod).get('ingest')!;
    const names = byId(prod, 'AWS::CloudWatch::Alarm')
      .filter(([id]) => AlarmConfiguration.Alarms.some(({ Name }: { Name: { Ref: string } }) => Name.Ref === id))
      .map(([, { Properties }]) => Properties.AlarmName);
    expect(names.toSorted()).toEqual(['thankflow-prod-release-failing-ingest', 'thankflow-prod-webhook-lost']);
    expect(AutoRollbackConfiguration.Events).toContain('DEPLOYMENT_STOP_ON_ALARM');
  });

  it('see the new version alone: what the old one does never stops the release that repairs it', () => {
    const dimensions = Object.fromEntries(
      crashes!.Properties.Dimensions.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, text(Value)]),
    );
    expect(dimensions).toEqual({
      FunctionName: expect.stringMatching(/^<IngestFunction\w+>$/),
      Resource: expect.stringMatching(/^<IngestFunction\w+>:live$/),
      ExecutedVersion: expect.stringMatching(/^<IngestFunctionCurrentVersion\w+\.Version>$/),
    });
    expect(crashes!.Properties).toMatchObject({
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });
});

it('the local stage has no CodeDeploy, and neither has a stage that releases at once', () => {
  const { data, functions: urgent } = synthesize({ ...stages.prod, release: 'at-once' });
  // CloudFormation would refuse to take away what the app stack still uses.
  expect(data.toJSON()).toEqual(synthesize(stages.prod).data.toJSON());
  for (const template of [local, urgent]) {
    for (const type of ['Application', 'DeploymentGroup'])
      expect(resources(template, `AWS::CodeDeploy::${type}`)).toEqual([]);
    for (const alias of resources(template, 'AWS::Lambda::Alias')) expect(alias).not.toHaveProperty('UpdatePolicy');
  }
});
