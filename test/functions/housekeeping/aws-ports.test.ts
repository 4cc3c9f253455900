import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { awsPorts } from '../../../functions/housekeeping/aws-ports.ts';
import { housekeeping } from '../../../functions/housekeeping/housekeeping.ts';
import { keys } from '../../../lib/store/keys.ts';
import { startTables, type Tables } from '../../support/tables.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';
import { worldOf } from './world.ts';

const sqs = mockClient(SQSClient);
const s3 = mockClient(S3Client);
let tables: Tables;
beforeEach(async () => {
  sqs.reset();
  sqs.on(SendMessageBatchCommand).resolves({});
  s3.on(ListObjectsV2Command).resolves({ Contents: [] });
  tables = await startTables();
});
afterEach(() => tables.close());
afterAll(() => {
  sqs.restore();
  s3.restore();
});

const queue = (name: string) => `https://sqs.eu-central-1.amazonaws.com/1/${name}`;

/** Housekeeping as its handler wires it. */
function wired(credentials: readonly string[]) {
  const { clock, receipt, ports: fakes } = worldOf(tables);
  const telemetry = recordedTelemetry();
  const env = {
    ORDERS_TABLE: tables.orders,
    CONTROL_TABLE: tables.control,
    ORDERS_QUEUE_URL: queue('orders'),
    FETCHES_QUEUE_URL: queue('fetches'),
    NOTICES_QUEUE_URL: queue('notices'),
    QUARANTINE_BUCKET: 'quarantine',
    LOYALTY_QUEUE_URLS: Object.fromEntries(credentials.map((name) => [name, queue(name)])),
  };
  const ports = awsPorts(
    env,
    { documents: tables.documents, sqs: new SQSClient({}), s3: new S3Client({}) },
    telemetry,
    () => clock.nowMs,
  );
  const sent = () =>
    sqs
      .commandCalls(SendMessageBatchCommand)
      .flatMap(({ args: [{ input }] }) => input.Entries!.map(({ MessageBody }) => `${input.QueueUrl} ${MessageBody}`));
  const row = (pid: string) => fakes.store.receipt.get(keys.receipt('oak', pid));
  return { clock, receipt, telemetry, ports, sent, row, run: () => housekeeping(ports, () => 50_000) };
}

const wake = (pid: string) => `${queue('main')} ${JSON.stringify({ type: 'wake', shop: 'oak', pid })}`;

it('wakes and follows receipts while others wait for a credential that the stage no longer has', async () => {
  const { clock, receipt, run, sent, row, telemetry } = wired(['main']);
  const follow = { merchantId: 'm1', since: clock.nowMs - 60_000, customer: [] };
  const submitted = { state: 'submitted' as const, userId: 'u1', follow, dueKind: 'follow' as const };
  await receipt('oak-1', { dueKind: 'receipt', dueAt: clock.nowMs - 4, credential: 'gone' });
  await receipt('oak-2', { dueKind: 'receipt', dueAt: clock.nowMs - 3 });
  await receipt('oak-3', { ...submitted, dueAt: clock.nowMs - 2, credential: 'gone' });
  await receipt('oak-4', { ...submitted, dueAt: clock.nowMs - 1 });
  await run();
  expect(sent()).toEqual([wake('oak-2'), expect.stringContaining('"receipts":[{"shop":"oak","pid":"oak-4"}]')]);
  expect(await row('oak-1')).toMatchObject({ state: 'waiting', waitsFor: 'hold' });
  for (const pid of ['oak-1', 'oak-2', 'oak-3', 'oak-4']) expect((await row(pid))?.dueAt).toBeGreaterThan(clock.nowMs);
  expect(telemetry.counted).toContain('CredentialHeld');
  expect(telemetry.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
});

it('reschedules what waited for a credential once the stage has it again', async () => {
  const before = wired(['main']);
  await before.receipt('oak-1', { dueKind: 'receipt', dueAt: before.clock.nowMs - 1, credential: 'gone' });
  await before.run();
  const { run, clock, sent } = wired(['main', 'gone']);
  clock.nowMs += 16 * 60_000;
  await run();
  expect(sent()).toEqual([wake('oak-1').replace(queue('main'), queue('gone'))]);
});
