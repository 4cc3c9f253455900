import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { stages } from '../../../infra/stages.ts';
import type { Arrival } from '../../../functions/ingest/arrival.ts';
import { end, type Ending } from '../../../functions/ingest/ending.ts';
import type { Fields } from '../../../lib/telemetry.ts';
import { startCloudWatchLogs } from '../../../local/aws/cloudwatch-logs.ts';
import type { Served } from '../../../local/http/serve.ts';
import { queryLogs } from '../../../ops/logs/query.ts';
import { readLogs } from '../../../ops/logs/read.ts';
import { unknownShops, webhookOutcomes, webhooksOfOrders } from '../../../ops/logs/webhooks.ts';

const nowMs = Date.parse('2026-11-20T12:10:30Z');
const hourMs = 3_600_000;
let folder: string;
let served: Served;
let client: CloudWatchLogsClient;
const aws = { stage: stages.local, logs: async () => client };

const line = (time: string, fields: object) => JSON.stringify({ time, function: 'f', pid: 1, log: fields });
/** Ingest's own line for a webhook. */
const ended = (time: string, outcome: Ending['outcome'], of: Partial<Arrival>) => {
  let fields: Fields = {};
  const take = (_message: string, taken?: Fields) => void (fields = taken ?? {});
  end({ outcome }, of, { telemetry: { info: take, warn: take, error: take, count: () => undefined } });
  return line(time, fields);
};
const ingest = [
  ended('2026-11-20T11:30:00.000Z', 'accepted', { shop: 'oak', order: 'oak/oak-1' }),
  line('2026-11-20T11:40:00.000Z', { outcome: 'refused', shop: 'oak', reason: 'no live secret signed it' }),
  line('2026-11-20T11:50:00.000Z', { outcome: 'refused', shop: 'oak', reason: 'another' }),
  line('2026-11-20T12:00:00.000Z', { outcome: 'unknown-shop', shop: 'aok' }),
  line('2026-11-19T12:00:00.000Z', { outcome: 'lost', shop: 'oak' }),
  line('2026-11-20T12:00:00.000Z', { message: 'gift cards left out', shop: 'oak' }),
  '{"time":"2026-11-20T12:00:00.000Z","platform":"start"}',
  '{"time":"2026-11-20T12:00:00.000Z","log":"no JSON, but outcome"}',
];
/** A webhook that came as an event. */
const fetching = [line('2026-11-20T12:01:00.000Z', { outcome: 'event-accepted', shop: 'elm', order: 'elm/elm-2' })];
const worker = [
  line('2026-11-20T11:45:00.000Z', { outcome: 'paid-too-early', shop: 'elm' }),
  line('2026-11-20T12:05:00.000Z', { level: 'ERROR', messageId: 'm-1', order: 'oak/oak-1', receives: 6 }),
  line('2026-11-20T12:06:00.000Z', { level: 'ERROR', messageId: 'm-1', order: 'oak/oak-1', receives: 7 }),
  line('2026-11-20T12:05:00.000Z', { level: 'ERROR', messageId: 'm-2', receives: 5 }),
  line('2026-11-20T12:07:00.000Z', { level: 'INFO', messageId: 'm-2', receives: 6 }),
  line('2026-11-20T12:05:00.000Z', { level: 'ERROR', messageId: 'm-3', receives: 4 }),
];

/** notify-shop's. */
const telling = [
  line('2026-11-20T12:05:30.000Z', { level: 'ERROR', messageId: 'm-4', order: 'oak/oak-4', receives: 5 }),
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thankflow-logs-'));
  const files = {
    ingest,
    'fetch-order': fetching,
    'thank-customer': worker,
    'submit-to-thanx-main': [],
    'notify-shop': telling,
  };
  for (const [name, lines] of Object.entries(files))
    await writeFile(join(folder, `thankflow-local-${name}.jsonl`), lines.map((text) => `${text}\n`).join(''));
  served = await startCloudWatchLogs(
    folder,
    new Map(Object.keys(files).map((name) => [`/thankflow/local/${name}`, `thankflow-local-${name}`])),
  );
  client = new CloudWatchLogsClient(clientConfig(served.url, 'eu-central-1'));
});
afterAll(async () => {
  client.destroy();
  await served.close();
  await rm(folder, { recursive: true });
});

const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);

describe('what the command line reads of the functions’ logs', () => {
  it('counts webhooks by shop and outcome, with the first and the last; no unknown shop among them', async () => {
    const found = await webhookOutcomes(aws, nowMs, hourMs);
    expect(found).toHaveLength(4);
    expect(found[0]).toEqual({
      shop: 'oak',
      outcome: 'refused',
      count: 2,
      first: at('11:40:00'),
      last: at('11:50:00'),
    });
    expect(found).toContainEqual(expect.objectContaining({ shop: 'elm', outcome: 'paid-too-early', count: 1 }));
    expect(found).toContainEqual(expect.objectContaining({ shop: 'oak', outcome: 'accepted' }));
    expect(found).toContainEqual(expect.objectContaining({ shop: 'elm', outcome: 'event-accepted', count: 1 }));
  });

  it('counts the webhooks of one order, and asks nothing of a text that is no key', async () => {
    const seen = async (...pids: string[]) =>
      await webhooksOfOrders(
        aws,
        pids.map((pid) => ({ shop: 'oak', pid })),
        nowMs,
        hourMs,
      );
    expect(await seen('oak-1', 'oak-9')).toMatchObject([{ shop: 'oak', outcome: 'accepted', count: 1 }]);
    expect(await seen('oak-9')).toEqual([]);
    expect(await seen('"] or outcome in ["accepted')).toEqual([]);
  });

  it('names the unknown shops apart', async () => {
    expect(await unknownShops(aws, nowMs, hourMs)).toMatchObject([{ shop: 'aok', count: 1 }]);
  });

  it('lists messages that fail again and again, until they are handled', async () => {
    expect(await readLogs(aws, nowMs)).toMatchObject({
      figures: {
        failing: [
          { messageId: 'm-1', order: 'oak/oak-1', receives: 7, last: at('12:06:00') },
          { messageId: 'm-4', order: 'oak/oak-4', receives: 5, last: at('12:05:30') },
        ],
      },
    });
  });

  it('says why they cannot be read, and goes on', async () => {
    expect(await readLogs({ ...aws, stage: stages.dev }, nowMs)).toEqual({
      problem: expect.stringContaining('no log group /thankflow/dev/ingest'),
    });
  });
});

it.each([
  ['fields @message'],
  ['filter shop like /oak/ | stats count(*) as webhooks'],
  ['stats avg(receives) as mean by shop'],
  ['stats count(*) as webhooks by shop | filter webhooks > 3'],
])('the local CloudWatch Logs refuses what it does not know: %s', async (query) => {
  const asked = queryLogs(aws, { functions: ['ingest'], query, fromMs: nowMs - hourMs, toMs: nowMs });
  await expect(asked).rejects.toThrow('not imitated');
});
