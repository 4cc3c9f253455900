import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { named, resources, synthesize, text } from './support/synthesize.ts';

const stage = { ...stages.dev, thanxCredentials: ['main', 'second'] };
const { data, functions: app } = synthesize(stage);
const fn = (name: string, template = app) =>
  named(template, 'AWS::Lambda::Function', `thankflow-dev-${name}`).Properties;
const names = [
  'ingest',
  'fetch-order',
  'thank-customer',
  'submit-to-thanx-main',
  'submit-to-thanx-second',
  'notify-shop',
  'housekeeping',
  'reconcile',
  'handshake',
  'receive-purchase',
  'order-status',
  'thanks-page',
  'release-check',
];

/** The event source mapping of a function. */
function source(name: string, template = app) {
  const [id] = Object.entries(template.findResources('AWS::Lambda::Function')).find(
    ([, { Properties }]) => Properties.FunctionName === `thankflow-dev-${name}`,
  )!;
  const [alias] = Object.entries(template.findResources('AWS::Lambda::Alias')).find(
    ([, { Properties }]) => Properties.FunctionName.Ref === id,
  )!;
  return resources(template, 'AWS::Lambda::EventSourceMapping').find(({ Properties }) =>
    JSON.stringify(Properties.FunctionName).includes(`"${alias}"`),
  )!.Properties;
}

describe('functions', () => {
  it('there is one for each job, and one more for each Thanx credential', () => {
    const found = resources(app, 'AWS::Lambda::Function').map(({ Properties }) => Properties.FunctionName);
    expect(found.toSorted()).toEqual(names.map((name) => `thankflow-dev-${name}`).toSorted());
  });

  it.each(names)('%s runs on Node.js 24, arm64, with a log group that forgets', (name) => {
    const { Runtime, Architectures, Handler, LoggingConfig, Environment } = fn(name);
    expect({ Runtime, Architectures, Handler }).toEqual({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    });
    expect(text(LoggingConfig.LogGroup)).toBe(`<Logs${name.replaceAll('-', '')}>`);
    expect(named(data, 'AWS::Logs::LogGroup', `/thankflow/dev/${name}`).Properties.RetentionInDays).toBe(14);
    expect(Environment.Variables).toMatchObject({ STAGE: 'dev', POWERTOOLS_SERVICE_NAME: 'thankflow-dev' });
  });

  it.each(names)('%s: Lambda logs as JSON, and only what went wrong', (name) => {
    expect(fn(name).LoggingConfig).toMatchObject({
      LogFormat: 'JSON',
      SystemLogLevel: 'WARN',
      ApplicationLogLevel: 'INFO',
    });
  });

  it('workers are traced, and nothing that somebody waits for', () => {
    const traced = (template: typeof app) =>
      names.filter((name) => fn(name, template).TracingConfig?.Mode === 'Active').toSorted();
    expect(traced(app)).toEqual([
      'fetch-order',
      'housekeeping',
      'notify-shop',
      'reconcile',
      'submit-to-thanx-main',
      'submit-to-thanx-second',
      'thank-customer',
    ]);
    expect(traced(synthesize({ ...stage, traceWorkers: false }).functions)).toEqual([]);
  });

  it('none reserves concurrency on a stage that says so, and pollers keep their limits', () => {
    const { functions } = synthesize({ ...stage, reserveConcurrency: false });
    for (const name of names) expect(fn(name, functions).ReservedConcurrentExecutions).toBeUndefined();
    expect(source('thank-customer', functions).ScalingConfig).toEqual({ MaximumConcurrency: 2 });
  });

  it.each([
    ['ingest', 5],
    ['fetch-order', 60],
    ['thank-customer', 30],
    ['submit-to-thanx-main', 60],
    ['notify-shop', 60],
    ['housekeeping', 50],
    ['reconcile', 240],
    ['handshake', 5],
    ['receive-purchase', 8],
    ['order-status', 5],
    ['thanks-page', 5],
    ['release-check', 600],
  ])('%s ends after %i s', (name, seconds) => {
    expect(fn(name).Timeout).toBe(seconds);
  });

  it('only ingest, and what a deployment runs, share the concurrency of the account', () => {
    expect(Object.fromEntries(names.map((name) => [name, fn(name).ReservedConcurrentExecutions]))).toEqual({
      ingest: undefined,
      'fetch-order': 5,
      'thank-customer': 3,
      'submit-to-thanx-main': 6,
      'submit-to-thanx-second': 6,
      'notify-shop': 5,
      housekeeping: 1,
      reconcile: 1,
      handshake: 5,
      'receive-purchase': 30,
      'order-status': 10,
      'thanks-page': 64,
      'release-check': undefined,
    });
  });

  it.each([
    ['thanks-page', /^(GET|HEAD) \/(t|thankflow-thanks\.js)(\/|$)/, 3],
    ['receive-purchase', /^POST \/thanx\//, 1],
  ])('API Gateway refuses more requests for %s than it could take at a second each', (name, ofFunction, routes) => {
    const [deployed] = resources(app, 'AWS::ApiGatewayV2::Stage');
    const limits = Object.entries<{ ThrottlingRateLimit: number; ThrottlingBurstLimit: number }>(
      deployed!.Properties.RouteSettings,
    ).filter(([route]) => ofFunction.test(route));
    expect(limits).toHaveLength(routes);
    const atOnce = limits.reduce((sum, [, limit]) => sum + limit.ThrottlingRateLimit + limit.ThrottlingBurstLimit, 0);
    expect(atOnce).toBeLessThanOrEqual(fn(name).ReservedConcurrentExecutions);
  });

  it('README asks AWS for what is reserved, and for the 100 that must stay unreserved', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const ofOneCredential = names.filter((name) => name !== 'submit-to-thanx-second');
    const reserved = ofOneCredential.reduce((sum, name) => sum + Number(fn(name).ReservedConcurrentExecutions ?? 0), 0);
    expect(readme).toContain(`A stage reserves ${reserved} for its workers and its customers' pages`);
    expect(readme).toMatch(new RegExp(`at least ${100 + reserved} for one stage.*, ${100 + 2 * reserved} for two`));
    const more = fn('submit-to-thanx-second').ReservedConcurrentExecutions;
    expect(readme).toContain(`Each further Thanx credential needs ${more} more.`);
  });

  it.each(names)('%s gets no secret by its environment', (name) => {
    expect(Object.keys(fn(name).Environment.Variables).filter((key) => /TOKEN|SECRET|KEY|PASSWORD/.test(key))).toEqual(
      [],
    );
  });
});

describe('queue readers', () => {
  it.each([
    ['fetch-order', 'fetches', 5, 4],
    ['thank-customer', 'orders', 5, 2],
    ['submit-to-thanx-main', 'loyalty-main', 2, 5],
    ['submit-to-thanx-second', 'loyalty-second', 2, 5],
    ['notify-shop', 'notices', 5, 4],
  ])('%s reads %s: %i at a time, %i workers, failed ones alone come back', (name, queueName, batchSize, workers) => {
    const mapping = source(name);
    const ids = new Map([
      ['orders', 'OrdersQueue'],
      ['fetches', 'FetchesQueue'],
      ['notices', 'NoticesQueue'],
    ]);
    const queueId = ids.get(queueName) ?? `LoyaltyQueue${queueName.slice('loyalty-'.length)}Queue`;
    expect(text(mapping.EventSourceArn)).toBe(`<${queueId}.Arn>`);
    expect(mapping).toMatchObject({
      BatchSize: batchSize,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: workers },
    });
    const queue = named(data, 'AWS::SQS::Queue', `thankflow-dev-${queueName}`);
    expect(queue.Properties.VisibilityTimeout).toBe(6 * fn(name).Timeout);
  });

  it.each([
    // orders at once, workers, batch
    [1, 2, 1],
    [2, 2, 1],
    [10, 2, 5],
    [35, 4, 8],
    [100, 10, 10],
  ])('at most %i orders at ThankU: %i workers with %i each', (thankuConcurrency, workers, batchSize) => {
    const { functions } = synthesize({ ...stage, thankuConcurrency });
    expect(source('thank-customer', functions)).toMatchObject({
      BatchSize: batchSize,
      ScalingConfig: { MaximumConcurrency: workers },
    });
    expect(fn('thank-customer', functions).ReservedConcurrentExecutions).toBe(workers + 1);
  });

  it.each([
    // requests per second, p99 seconds, workers
    [5, 1, 5],
    [5, 0.5, 3],
    [1, 0.2, 2],
    [10, 2.5, 25],
  ])('%d requests a second of %d s keep %i workers busy', (requestsPerSecond, p99Seconds, workers) => {
    const { functions } = synthesize({ ...stage, thanx: { ...stage.thanx, requestsPerSecond, p99Seconds } });
    expect(source('submit-to-thanx-main', functions).ScalingConfig.MaximumConcurrency).toBe(workers);
    expect(fn('submit-to-thanx-main', functions).ReservedConcurrentExecutions).toBe(workers + 1);
  });
});

describe('the schedules', () => {
  it.each([
    ['housekeeping', 'rate(1 minute)'],
    ['reconcile', 'rate(5 minutes)'],
  ])('%s comes at its %s and is never retried', (name, ScheduleExpression) => {
    const rule = named(app, 'AWS::Events::Rule', `thankflow-dev-${name}`);
    expect(rule.Properties).toMatchObject({
      ScheduleExpression,
      State: 'ENABLED',
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
    const invoked = resources(app, 'AWS::Lambda::EventInvokeConfig').map(({ Properties }) => Properties);
    expect(invoked.map(({ MaximumRetryAttempts }) => MaximumRetryAttempts)).toEqual([0, 0]);
  });
});
