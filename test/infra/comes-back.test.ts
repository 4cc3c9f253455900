import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { comesBackSeconds } from '../../lib/queue/backoff.ts';
import { named, resources, synthesize, text } from './support/synthesize.ts';

const templates = Object.fromEntries(Object.values(stages).map((stage) => [stage.name, synthesize(stage)]));

describe.each(Object.keys(templates))('a message that fails on stage %s', (stage) => {
  const { data, functions } = templates[stage]!;

  it.each([
    ['orders', 'thank-customer'],
    ['loyalty-main', 'submit-to-thanx-main'],
    ['notices', 'notify-shop'],
  ])('of %s comes back for an hour at least before it is a dead letter', (queue, reader) => {
    const { RedrivePolicy, VisibilityTimeout } = named(
      data,
      'AWS::SQS::Queue',
      `thankflow-${stage}-${queue}`,
    ).Properties;
    const { Environment } = named(functions, 'AWS::Lambda::Function', `thankflow-${stage}-${reader}`).Properties;
    // The function counts with the timeout that its queue has.
    const timeout = Number(Environment.Variables.VISIBILITY_TIMEOUT_SECONDS);
    expect(timeout).toBe(VisibilityTimeout);
    let waited = 0;
    // The last receive fails too, and then there is none to wait for.
    for (let receives = 1; receives < RedrivePolicy.maxReceiveCount; receives++)
      waited += comesBackSeconds(receives, timeout);
    expect(waited).toBeGreaterThanOrEqual(3600);
  });
});

describe('the saved query of an order', () => {
  it('reads the logs of every function that handles orders', () => {
    const { functions } = templates['dev']!;
    const [query] = resources(functions, 'AWS::Logs::QueryDefinition');
    const { Name, QueryString, LogGroupNames } = query!.Properties;
    expect(Name).toBe('thankflow-dev-order');
    expect(QueryString).toContain('filter order = "my-shop/my-shop-1001"');
    const services = resources(functions, 'AWS::Lambda::Function').filter(
      ({ Properties }) => !String(Properties.FunctionName).endsWith('release-check'),
    );
    const logs = services.map(({ Properties }) => text(Properties.LoggingConfig.LogGroup));
    expect((LogGroupNames as unknown[]).map(text).sort()).toEqual(logs.sort());
  });
});
