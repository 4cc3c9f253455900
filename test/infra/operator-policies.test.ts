import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { named, synthesize, text } from './support/synthesize.ts';

const { data } = synthesize({ ...stages.prod, thanxCredentials: ['main', 'second'] });

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

const statements = (policy: string): Statement[] =>
  named(data, 'AWS::IAM::ManagedPolicy', `thankflow-prod-${policy}`).Properties.PolicyDocument.Statement;
const actions = (policy: string) => statements(policy).flatMap(({ Action }) => [Action].flat());
const resourcesOf = (policy: string) =>
  statements(policy).flatMap(({ Resource, Action }) =>
    [Resource].flat().map((one) => [text(one), [Action].flat()] as const),
  );

describe('the view policy', () => {
  it('changes nothing, and reads no secret and no quarantined webhook', () => {
    const reading = /:(BatchGet|Get|List|Query|Scan|Describe|StartQuery)/;
    // A message can only be read by receiving it, and is put back.
    const others = actions('view').filter((action) => !reading.test(action));
    expect(others.toSorted()).toEqual(['sqs:ChangeMessageVisibility', 'sqs:ReceiveMessage']);
    expect(actions('view').filter((action) => /GetSecretValue|s3:GetObject/.test(action))).toEqual([]);
  });

  it('receives dead letters only', () => {
    const received = resourcesOf('view').filter(([, allowed]) => allowed.includes('sqs:ReceiveMessage'));
    expect(received).toHaveLength(5);
    for (const [arn] of received) expect(arn).toContain('DeadLetters');
  });
});

describe('the repair policy', () => {
  it('deletes no settings, no audit trail, no queue, table or secret, and changes no role', () => {
    const deleting = resourcesOf('repair').filter(([, allowed]) => allowed.some((action) => action.includes('Delete')));
    expect(deleting.map(([arn, allowed]) => [arn, allowed])).toEqual([
      [expect.stringMatching(/^<Orders\w+\.Arn>$/), ['dynamodb:DeleteItem']],
      [expect.stringMatching(/^<Control\w+\.Arn>$/), ['dynamodb:DeleteItem']],
      ...Array.from({ length: 5 }, () => [expect.stringContaining('DeadLetters'), ['sqs:DeleteMessage']]),
      [expect.stringMatching(/^<Quarantine\w+\.Arn>\/\*$/), expect.arrayContaining(['s3:DeleteObject'])],
    ]);
    // Of the control table, only what counts permits and stops a credential.
    const { Condition } = statements('repair').filter(({ Action }) => Action === 'dynamodb:DeleteItem')[1] ?? {};
    expect(Condition).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['thanx#*'] } });
    expect(actions('repair').filter((action) => /^(iam|lambda|cloudformation|kms):|Policy/.test(action))).toEqual([]);
  });
});

it.each(['view', 'repair'])('the %s policy names this stage’s own resources, and fits into AWS’s limit', (policy) => {
  const own = /^<\w+\.Arn>|thankflow[-/]prod[-/]|:stack\/CDKToolkit\//;
  const others = resourcesOf(policy).filter(([arn]) => !own.test(arn));
  const takesNoResource = [
    'cloudwatch:GetMetricData',
    'lambda:GetAccountSettings',
    'lambda:ListEventSourceMappings',
    'logs:GetQueryResults',
    'secretsmanager:ListSecrets',
  ];
  expect(others).toEqual(policy === 'view' ? [['*', takesNoResource]] : []);
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, counted without white space. What only AWS knows is a longer ARN.
  const { PolicyDocument } = named(data, 'AWS::IAM::ManagedPolicy', `thankflow-prod-${policy}`).Properties;
  const arns = JSON.stringify(resourcesOf(policy).map(([arn]) => arn.replaceAll(/<\w+\.Arn>/g, 'x'.repeat(100))));
  expect(
    arns.length + JSON.stringify(PolicyDocument.Statement.map(({ Action }: Statement) => Action)).length,
  ).toBeLessThan(6144);
});
