import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addLogFields, hasLogged, lambdaTelemetry, logFields, withLogFields } from '../../lib/lambda-telemetry.ts';

let lines: Record<string, unknown>[];

beforeEach(() => {
  lines = [];
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'thankflow-dev');
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(JSON.parse(String(line)));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

describe('telemetry', () => {
  it('writes log lines as JSON with the function and the given facts', () => {
    lambdaTelemetry('ingest').warn('webhook refused', { shop: 'acme', status: 401, attempt: undefined });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'WARN',
      message: 'webhook refused',
      service: 'ingest',
      shop: 'acme',
      status: 401,
    });
    // People read lines from the left.
    expect(Object.keys(lines[0]!)).toEqual(['level', 'message', 'timestamp', 'service', 'shop', 'status']);
  });

  it('lets no field replace what every line says', () => {
    lambdaTelemetry('ingest').info('webhook accepted', {
      level: 'ERROR',
      message: 'other',
      service: 'other',
      shop: 'acme',
    });
    expect(lines[0]).toMatchObject({ level: 'INFO', message: 'webhook accepted', service: 'ingest', shop: 'acme' });
  });

  it('names the request and its trace in the lines of an invocation', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1');
    const said = lambdaTelemetry('reconcile');
    const invocation = { awsRequestId: 'request-1' } as Context;
    for (const coldStart of [true, false]) {
      said.lambdaContext.before({ context: invocation });
      withLogFields({ order: 'acme/acme-1', function_request_id: 'request-2' }, () => said.warn('late'));
      expect(lines.pop()).toEqual({
        level: 'WARN',
        message: 'late',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        service: 'reconcile',
        ...(coldStart && { cold_start: true }),
        function_request_id: 'request-2',
        xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793',
        order: 'acme/acme-1',
      });
    }
  });

  it('gives each message of a batch its own fields, and what is found out about it later', async () => {
    const said = lambdaTelemetry('thank-customer');
    const handle = async (message: string) =>
      await withLogFields({ message_id: message }, async () => {
        await Promise.resolve();
        addLogFields({ order: `acme/${message}` });
        await withLogFields({ part: 'receipt' }, async () => {
          addLogFields({ attempt: 1 });
          await Promise.resolve();
          said.warn('late');
        });
        return logFields();
      });
    const after = await Promise.all(['1', '2'].map(handle));
    expect(lines.map(({ message_id: id, order, part, attempt }) => [id, order, part, attempt])).toEqual([
      ['1', 'acme/1', 'receipt', 1],
      ['2', 'acme/2', 'receipt', 1],
    ]);
    expect(after).toEqual([
      { message_id: '1', order: 'acme/1' },
      { message_id: '2', order: 'acme/2' },
    ]);
    expect(logFields()).toEqual({});
  });

  it('knows of each message of a batch whether a line was written about it, at any depth', async () => {
    const said = lambdaTelemetry('thank-customer');
    const handle = async (isSaid: boolean) =>
      await withLogFields({}, async () => {
        await withLogFields({ part: 'receipt' }, async () => {
          await Promise.resolve();
          if (isSaid) said.info('receipt submitted');
          said.count('ReceiptSubmitted');
        });
        return hasLogged();
      });
    expect(await Promise.all([true, false, true].map(handle))).toEqual([true, false, true]);
    expect(hasLogged()).toBe(false);
  });

  it("writes each metric at once, with the stage's service as its only dimension", () => {
    const said = lambdaTelemetry('ingest');
    vi.setSystemTime(new Date('2026-03-01T12:00:00Z'));
    said.count('WebhookParked');
    said.count('OrderThanked', 3);
    expect(lines.map(({ WebhookParked, OrderThanked, service }) => ({ WebhookParked, OrderThanked, service }))).toEqual(
      [
        { WebhookParked: 1, OrderThanked: undefined, service: 'thankflow-dev' },
        { WebhookParked: undefined, OrderThanked: 3, service: 'thankflow-dev' },
      ],
    );
    expect(lines[0]).toHaveProperty('_aws.Timestamp', Date.UTC(2026, 2, 1, 12));
    expect(lines[0]).toHaveProperty('_aws.CloudWatchMetrics', [
      { Namespace: 'thankflow', Dimensions: [['service']], Metrics: [{ Name: 'WebhookParked', Unit: 'Count' }] },
    ]);
  });
});
