import { SendMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { awsPorts } from '../../../functions/housekeeping/aws-ports.ts';
import { lookups, waitOnRow } from '../../../lib/lookup/waiting.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';
import type { Tables } from '../../support/tables.ts';
import { worldOf } from './world.ts';

let tables: Tables;
const sqs = mockClient(SQSClient);
beforeEach(() => {
  tables = memoryTables();
  sqs.reset();
});
afterEach(() => sqs.restore());

const lookup = (shop: string, orderId: string) => ({ shop, orderId, at: '2026-03-01T11:00:00Z' });

it('sends one message for each shop whose orders are due to be fetched', async () => {
  const { run, woken, clock } = worldOf(tables);
  const { waiting } = lookups(tables.documents, tables.orders);
  const wait = (shop: string, orderId: string, dueAt: number) =>
    waitOnRow(waiting, lookup(shop, orderId), { attempts: 1, dueAt, detail: 'the platform failed (503)' }, clock.nowMs);
  for (const orderId of ['1', '2', '3']) await wait('oak', orderId, clock.nowMs - 1);
  await wait('elm', '1', clock.nowMs);
  await wait('ash', '1', clock.nowMs + 1000);
  await run();
  expect(woken.toSorted()).toEqual(['fetches elm', 'fetches oak']);
});

it('sends a parked order that has to be fetched to the queue of these', async () => {
  const { ports: fakes } = worldOf(tables);
  const env = {
    ORDERS_TABLE: tables.orders,
    CONTROL_TABLE: tables.control,
    ORDERS_QUEUE_URL: 'https://sqs.example/orders',
    FETCHES_QUEUE_URL: 'https://sqs.example/fetches',
    NOTICES_QUEUE_URL: 'https://sqs.example/notices',
    QUARANTINE_BUCKET: 'quarantine',
    LOYALTY_QUEUE_URLS: {},
  };
  const clients = { documents: tables.documents, sqs: new SQSClient({}), s3: new S3Client({}) };
  const ports = awsPorts(env, clients, recordedTelemetry(), fakes.now);
  sqs.on(SendMessageCommand).resolves({});
  sqs.on(SendMessageBatchCommand).resolves({});
  await ports.sendEvent({ type: 'lookup', ...lookup('oak', '1') });
  await ports.sendEvent({ type: 'cancelled', ...lookup('oak', '1') });
  await ports.wakeFetches(['oak']);
  expect(sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input.QueueUrl)).toEqual([
    'https://sqs.example/fetches',
    'https://sqs.example/orders',
  ]);
  expect(sqs.commandCalls(SendMessageBatchCommand)).toMatchObject([
    {
      args: [
        {
          input: {
            QueueUrl: 'https://sqs.example/fetches',
            Entries: [{ MessageGroupId: 'oak', MessageBody: '{"type":"due-lookups","shop":"oak"}' }],
          },
        },
      ],
    },
  ]);
});
