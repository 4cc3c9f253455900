import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { StageAws } from '../../../ops/stage/aws.ts';
import { lookElsewhere } from '../../../ops/orders/elsewhere.ts';
import { describeElsewhere } from '../../../ops/orders/describe-elsewhere.ts';
import { parking } from '../../../lib/store/parked.ts';
import { orderWith } from '../../lib/order/support.ts';
import type { Tables } from '../../support/tables.ts';
import { memoryTables } from '../../support/memory-tables.ts';

const said = (found: Partial<Parameters<typeof describeElsewhere>[0]>, shop?: string) =>
  describeElsewhere({ problems: [], ...found }, { stage: 'prod', shop }).join('\n');
const outcome = (name: string, count: number) => ({
  shop: 'oak',
  outcome: name,
  count,
  first: undefined,
  last: Date.parse('2026-11-20T22:43:00Z'),
});

describe('where an order without a row may be', () => {
  it('is nowhere that anybody could look', () => {
    expect(said({ parked: { count: 0, isAmong: false }, onQueue: 0 })).toMatch(
      /^Nothing is parked, .* may not have come\. Look at the platform's list/,
    );
  });

  it('is said place by place, with the command that shows more', () => {
    const outcomes = [outcome('refused', 3), outcome('accepted', 9), outcome('refused', 2), outcome('lost', 1)];
    const found = { parked: { count: 1, isAmong: false }, onQueue: 12, deadLetters: 1, quarantined: 2, outcomes };
    expect(said(found, 'oak').split('\n')).toEqual([
      '  1 webhook is parked: housekeeping sends them within a minute or two.',
      '  About 12 messages are on the orders queue or the fetches queue, of all shops.',
      '  About 1 message is in orders-dlq or fetches-dlq: ./thankflow dlq list --shop oak --stage prod',
      '  2 webhooks are in quarantine: ./thankflow quarantine list --shop oak --stage prod',
      '  Webhooks that led to nothing in the last 7 days: refused 5 · lost 1.',
      "If it is none of these, its webhook may not have come. Look at the platform's list of deliveries, and on the other stages.",
    ]);
  });

  it('says what became of this very order', () => {
    expect(said({ seen: [outcome('paid-too-early', 2)] })).toContain(
      'Its webhook was seen 2 times, last 2026-11-20 22:43Z: paid before ordersPaidFrom.',
    );
    expect(said({ parked: { count: 4, isAmong: true } })).toContain('Its webhook is parked');
  });

  it('never takes what it could not look at for nothing', () => {
    expect(said({ problems: ['the quarantine: no'] })).toMatch(/^ {2}Not looked at: the quarantine: no\nIf it is none/);
  });
});

describe('parked webhooks', () => {
  let tables: Tables;
  beforeAll(async () => {
    tables = memoryTables();
    const event = (orderId: string, shop: string) => ({
      type: 'paid',
      shop,
      at: '2026-11-20T22:43:00.000Z',
      order: orderWith({ orderId, number: `#${orderId}` }),
    });
    for (const [id, shop] of [
      ['1001', 'oak'],
      ['1002', 'oak'],
      ['1001', 'elm'],
    ] as const) {
      const Item = { ...keys.parked(`${shop}${id}`), event: event(id, shop), dueKind: 'parked', dueAt: 1 };
      await tables.documents.send(
        new PutCommand({ TableName: tables.orders, Item: { ...Item, version: 1, writer: 'x' } }),
      );
    }
  });
  afterAll(() => tables.close());

  const seenFromHere = () => {
    const away = () => Promise.reject(new Error('away'));
    return {
      stage: stages.local,
      documents: tables.documents,
      ordersTable: tables.orders,
      queueUrl: away,
      s3: away,
      quarantineBucket: away,
      logs: away,
    } as unknown as StageAws;
  };

  it.each([
    ['#1001', true],
    ['1003', false],
  ])('of the shops that are meant are counted, and %s is looked for among them', async (text, isAmong) => {
    const aws = seenFromHere();
    const found = await lookElsewhere(aws, [{ shop: 'oak', pidPrefix: 'oak-' }], text);
    expect(found.parked).toEqual({ count: 2, isAmong });
    expect(found.problems).toHaveLength(3);
  });

  it('are told without waiting for a place that doesn’t answer, if somebody has no patience', async () => {
    const aws = { ...seenFromHere(), logs: () => new Promise<never>(() => undefined) };
    const found = await lookElsewhere(aws, [{ shop: 'oak', pidPrefix: 'oak-' }], '1001', 500);
    expect(found.parked).toMatchObject({ isAmong: true });
    expect(found.problems).toContain("the functions' logs: no answer within 500 ms");
  });

  it('that wait for a person are told from those that wait for SQS', async () => {
    const aws = seenFromHere();
    const wait = { dueAtMs: Date.now() + 1000, waitsFor: 'settings-newer' as const };
    const order = orderWith({ orderId: '1005' });
    const event = { type: 'paid' as const, shop: 'oak', at: '2026-11-20T22:43:00.000Z', order };
    await parking(tables.documents, tables.orders, Date.now).park(event, wait);
    const waits = await lookElsewhere(aws, [{ shop: 'oak', pidPrefix: 'oak-' }], '1005');
    expect(waits.parked).toMatchObject({ isAmong: true, waitsFor: 'settings-newer' });
    const words = describeElsewhere(waits, { stage: 'local', shop: 'oak' });
    expect(words.join('\n')).toContain('waits for a person (settings-newer)');
  });
});
