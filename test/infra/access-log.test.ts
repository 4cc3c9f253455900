import { describe, expect, it } from 'vitest';
import { data, functions } from './support/alarms.ts';
import { resources } from './support/synthesize.ts';

const filters = resources(functions, 'AWS::Logs::MetricFilter').map(({ Properties }) => Properties);
const counted = (metric: string): string => {
  const found = filters.filter(({ MetricTransformations }) => MetricTransformations[0].MetricName === metric);
  expect(found).toHaveLength(1);
  expect(found[0].MetricTransformations).toMatchObject([
    { MetricNamespace: 'thankflow', Dimensions: [{ Key: 'service', Value: '$.service' }] },
  ]);
  return String(found[0].FilterPattern);
};

const every = (all: string): boolean => all.split(' && ').every((one) => one.trim() === 'true');

/** Reads a filter pattern as CloudWatch does: comparisons of strings in parentheses, with && and ||. */
function matches(pattern: string, line: Record<string, string>): boolean {
  let truth = pattern.replaceAll(/\$\.(\w+) (!?=) "([^"]*)"/g, (_, field: string, operator: string, value: string) =>
    String((line[field] === value) === (operator === '=')),
  );
  const innermost = /[({]([^(){}]*)[)}]/;
  while (innermost.test(truth))
    truth = truth.replace(innermost, (_, inside: string) => String(inside.split(' || ').some(every)));
  expect(['true', 'false']).toContain(truth);
  return truth === 'true';
}

const webhook = { service: 'thankflow-prod', route: 'POST /webhooks/{shop}', functionStatus: '-' };
const status = { ...webhook, route: 'GET /orders/{shop}/{orderId}' };

describe('what API Gateway answers by itself', () => {
  it.each(['429', '500', '502', '503', '504'])('%s to a webhook counts as lost', (answer) => {
    expect(matches(counted('WebhookLost'), { ...webhook, status: answer })).toBe(true);
    expect(matches(counted('WebhookLost'), { ...status, status: answer })).toBe(false);
    expect(matches(counted('WebhookTooLarge'), { ...webhook, status: answer })).toBe(false);
  });

  it('429 and 500 count too if they are what Lambda answered instead of ingest', () => {
    for (const answer of ['429', '500'])
      expect(matches(counted('WebhookLost'), { ...webhook, status: answer, functionStatus: answer })).toBe(true);
  });

  it('413 to a webhook counts as too large', () => {
    expect(matches(counted('WebhookTooLarge'), { ...webhook, status: '413' })).toBe(true);
    expect(matches(counted('WebhookTooLarge'), { ...status, status: '413' })).toBe(false);
    expect(matches(counted('WebhookLost'), { ...webhook, status: '413' })).toBe(false);
  });

  it.each(['200', '401', '404', '413', '503'])('%s of ingest counts by ingest alone', (answer) => {
    for (const metric of ['WebhookLost', 'WebhookTooLarge'])
      expect(matches(counted(metric), { ...webhook, status: answer, functionStatus: answer })).toBe(false);
  });
});

describe('the access log', () => {
  it('has a name that AWS delivers to, however many log groups there are', () => {
    const names = resources(data, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.LogGroupName);
    expect(names).toContain('/aws/vendedlogs/thankflow/prod/api');
  });
});
