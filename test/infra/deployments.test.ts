import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import before from './support/api-in-app-stack.json' with { type: 'json' };
import { deployed, namedBy, replaced, without } from './support/deployed.ts';
import { named, synthesize } from './support/synthesize.ts';

const prod = synthesize(stages.prod);
const now = { data: deployed(prod.data), app: deployed(prod.functions) };

/** docs/operating.md, "A stage whose API is in the app stack". */
describe('a stage whose API and logs are still in the app stack', () => {
  it('step 1, the data stack: creates nothing that the app stack has, and takes nothing away that it uses', () => {
    expect(Object.keys(now.data.names).filter((name) => name in before.app.names)).toEqual([]);
    expect(without(before.app.imports, now.data.exports)).toEqual([]);
    expect(replaced(before.data, now.data)).toEqual([]);
  });

  it('step 2, the app stack: finds all that it uses, and no name is taken', () => {
    expect(without(now.app.imports, now.data.exports)).toEqual([]);
    expect(replaced(before.app, now.app)).toEqual([]);
    expect(Object.keys(now.app.names).filter((name) => name in now.data.names)).toEqual([]);
  });

  it('the other way round is refused: the app stack needs what only step 1 creates', () => {
    expect(without(now.app.imports, before.data.exports)).not.toEqual([]);
  });
});

/** docs/operating.md, "Removing a credential". */
describe('removing a Thanx credential', () => {
  const two = synthesize({ ...stages.prod, thanxCredentials: ['main', 'second'] });
  const had = { data: deployed(two.data), app: deployed(two.functions) };
  const removed = without(had.data.exports, now.data.exports);

  it('step 1, the app stack alone: finds all that it uses in the data stack, which still has the credential', () => {
    expect(without(now.app.imports, had.data.exports)).toEqual([]);
    expect(replaced(had.app, now.app)).toEqual([]);
    const gone = without(Object.keys(had.app.names), Object.keys(now.app.names));
    expect(gone.filter((name) => !name.startsWith('AWS::CloudWatch::Alarm '))).toEqual([
      'AWS::Lambda::Function thankflow-prod-submit-to-thanx-second',
      'AWS::CodeDeploy::DeploymentGroup submit-to-thanx-second',
    ]);
    const { Environment } = named(prod.functions, 'AWS::Lambda::Function', 'thankflow-prod-thank-customer').Properties;
    expect(JSON.stringify(Environment.Variables.LOYALTY_QUEUE_URLS)).not.toContain('second');
  });

  it('step 2, the data stack: removes only what the app stack no longer uses', () => {
    expect(removed).not.toEqual([]);
    expect(removed.filter((name) => now.app.imports.includes(name))).toEqual([]);
    expect(replaced(had.data, now.data)).toEqual([]);
  });

  it('deletes the queues in step 2 and keeps the secret and the log', () => {
    const gone = without(Object.keys(had.data.names), Object.keys(now.data.names));
    const kept = namedBy(two.data, 'RetainExceptOnCreate');
    expect(gone.filter((name) => kept.includes(name)).toSorted()).toEqual([
      'AWS::Logs::LogGroup /thankflow/prod/submit-to-thanx-second',
      'AWS::SecretsManager::Secret thankflow/prod/thanx/second',
    ]);
    expect(gone.filter((name) => name.includes('SQS')).toSorted()).toEqual([
      'AWS::SQS::Queue thankflow-prod-loyalty-second',
      'AWS::SQS::Queue thankflow-prod-loyalty-second-dlq',
    ]);
  });

  it('in one step is refused: CloudFormation removes no export that is in use', () => {
    expect(removed.filter((name) => had.app.imports.includes(name))).not.toEqual([]);
  });
});

/** docs/operating.md, "A first deployment that failed". */
describe('a first deployment that failed', () => {
  it('leaves the tables only, by names that the next one takes them over by', () => {
    expect(namedBy(prod.data, 'Retain').toSorted()).toEqual([
      'AWS::DynamoDB::Table thankflow-prod-control',
      'AWS::DynamoDB::Table thankflow-prod-orders',
      'AWS::DynamoDB::Table thankflow-prod-settings',
    ]);
    expect(namedBy(prod.functions, 'Retain')).toEqual([]);
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(scripts.deploy).toContain('--import-existing-resources');
  });
});
