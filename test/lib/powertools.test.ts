import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { telemetry } from '../../lib/powertools.ts';

let lines: Record<string, unknown>[];

beforeEach(() => {
  lines = [];
  // POWERTOOLS_DEV makes Powertools write through the global console, where a test can listen.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'thankflow-dev');
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((line: string) => {
      lines.push(JSON.parse(line));
    });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('telemetry', () => {
  it('writes log lines as JSON with the function and the given facts', () => {
    telemetry('ingest').warn('webhook refused', { shop: 'acme', status: 401, attempt: undefined });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'WARN',
      message: 'webhook refused',
      service: 'ingest',
      shop: 'acme',
      status: 401,
    });
  });

  it("writes each metric at once, with the stage's service as its only dimension", () => {
    const said = telemetry('ingest');
    said.count('WebhookParked');
    said.count('OrderThanked', 3);
    expect(lines.map(({ WebhookParked, OrderThanked, service }) => ({ WebhookParked, OrderThanked, service }))).toEqual(
      [
        { WebhookParked: 1, OrderThanked: undefined, service: 'thankflow-dev' },
        { WebhookParked: undefined, OrderThanked: 3, service: 'thankflow-dev' },
      ],
    );
    expect(lines[0]).toHaveProperty('_aws.CloudWatchMetrics', [
      { Namespace: 'thankflow', Dimensions: [['service']], Metrics: [{ Name: 'WebhookParked', Unit: 'Count' }] },
    ]);
  });
});
