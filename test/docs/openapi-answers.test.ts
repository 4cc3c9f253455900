import { describe, expect, it } from 'vitest';
import { orderStatus, type Question } from '../../functions/order-status/order-status.ts';
import { statusSettings } from '../../functions/order-status/status-settings.ts';
import { webhookBody } from '../../lib/notify/webhook/body.ts';
import { eventName } from '../../lib/order/event-names.ts';
import type { OrderHappened } from '../../lib/order/notice.ts';
import { limitEvent, orderEvent, type OutgoingEvent } from '../../lib/order/outgoing-event.ts';
import { schemaName } from '../../ops/schemas/openapi/components.ts';
import { eventExamples } from '../../ops/schemas/openapi/examples.ts';
import { ask as askPage, posted } from '../functions/thanks-page/support.ts';
import { orders } from '../lib/order/orders-of-every-state.ts';
import { settingsWith } from '../lib/order/support.ts';
import { answers, mediaIn, webhooks, wrongWith } from './support/openapi.ts';

describe('the status API answers as docs/openapi.json says:', () => {
  const settings = statusSettings(
    'oak-shop',
    settingsWith({}, { statusKeys: ['sha256:2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683'] }),
  );
  async function ask(
    rows: Partial<(typeof orders)[number][1]>,
    differs: Partial<Question> = {},
    numbers: string[] = [],
  ) {
    const { statusCode, body } = await orderStatus(
      {
        settings: async () => settings,
        store: {
          order: async () => rows.thanku,
          receipt: async () => rows.receipt,
          basket: async () => undefined,
          giftCards: async () => rows.giftCards,
          findByNumber: async () => numbers,
        },
      },
      { shop: 'oak-shop', orderId: '4711', authorization: 'Bearer key', ...differs },
    );
    const answer = answers('/orders/{shop}')[statusCode];
    const { schema, examples } = mediaIn(answer!);
    const content: unknown = JSON.parse(body);
    expect(wrongWith(schema, content)).toEqual([]);
    return { statusCode, content, examples: Object.values(examples).map(({ value }) => value) };
  }

  it.each(orders)('an order that is %s', async (_name, rows) => {
    expect((await ask(rows)).statusCode).toBe(rows.thanku.state === 'early' ? 404 : 200);
  });

  it('a customer who was erased, another language, a reversal', async () => {
    const [, rows] = orders.find(([name]) => name === 'applied')!;
    const reversed = { kind: 'cancelled', as: 'erased', at: '2026-03-01T12:00:00.000Z' } as const;
    const thanku = { ...rows.thanku, language: 'de', nameErased: true, reversed } as const;
    expect((await ask({ ...rows, thanku })).content).toMatchObject({ links: {}, reversed: { kind: 'erased' } });
  });

  it.each([
    [400, { orderId: '' }, []],
    [401, { authorization: 'Bearer wrong' }, []],
    [404, {}, []],
    [409, {}, ['a', 'b']],
  ])('%i, in the words of the example', async (status, differs, numbers) => {
    const { statusCode, content, examples } = await ask({}, differs, numbers);
    expect(statusCode).toBe(status);
    expect(examples).toEqual([content]);
  });
});

describe('the thank-you page answers as docs/openapi.json says:', () => {
  it.each<[string, number, Parameters<typeof askPage>[0]]>([
    ['an order that is not here yet', 200, {}],
    ['a wrong link', 404, { mac: 'wrong' }],
    ['a customer who was erased', 200, { row: { nameErased: true } }],
    ...(['early', 'waiting', 'held', 'posted', 'simulated', 'failed', 'skipped'] as const).map(
      (state): [string, number, object] => [`${state} order`, 200, { row: { state } }],
    ),
  ])('%s', async (_name, status, asked) => {
    const { statusCode, body } = await askPage({ ...asked, headers: { accept: 'application/json' } });
    expect(statusCode).toBe(status);
    expect(wrongWith(mediaIn(answers('/t/{shop}')[statusCode]!).schema, JSON.parse(body))).toEqual([]);
  });

  it('the example', async () => {
    const { examples } = mediaIn(answers('/t/{shop}')['200']!);
    const { body } = await askPage({
      row: { ...posted, id: 'sUiS29M3t0CbhOvATxnS' },
      headers: { accept: 'application/json' },
    });
    const { drawing: _, ...texts } = JSON.parse(body) as Record<string, unknown>;
    const example = examples['thanked']!.value as Record<string, unknown>;
    expect(Object.keys(texts).toSorted()).toEqual(
      Object.keys(example)
        .filter((name) => name !== 'drawing')
        .toSorted(),
    );
    expect(texts).toMatchObject({ title: example['title'], text: example['text'], collect: example['collect'] });
  });
});

describe('events are published as docs/openapi.json says:', () => {
  const base = { id: 'evt_1', occurredAt: '2026-03-01T12:00:00.000Z' };
  const happened: OrderHappened[] = [
    { type: 'Order Thanked' },
    { type: 'Order Failed', partner: 'thanx', reason: 'gift-card-rejected' },
    { type: 'Order Reversed', kind: 'unpaid', at: base.occurredAt, perhaps: true },
    { type: 'Receipt Settled', state: 'denied', receiptId: 'r1', rejectionText: 'no' },
  ];
  const wrongIn = (event: OutgoingEvent) => {
    const { requestBody } = webhooks.find(([name]) => name === eventName(event.type))![1].post;
    return [
      wrongWith(mediaIn(requestBody).schema, JSON.parse(webhookBody({ event, atMs: 0 }))),
      wrongWith({ $ref: `#/components/schemas/${schemaName(event.type)}` }, event.detail),
    ].flat();
  };

  it.each(orders)('about an order that is %s', (_name, { thanku, receipt }) => {
    for (const what of happened) {
      expect(wrongIn(orderEvent({ ...what, ...base }, { order: thanku, receipt }))).toEqual([]);
    }
  });

  it('about a limit', () => {
    const limit = { type: 'Limit Reached', period: 'day', in: '2026-03-01', percent: 80, units: 8, limit: 10 } as const;
    expect(wrongIn(limitEvent('oak-shop', { ...limit, ...base }))).toEqual([]);
  });

  it('and a field that nobody documented is noticed', () => {
    const data = { ...eventExamples['Limit Reached'].data, more: 1 };
    expect(wrongWith({ $ref: '#/components/schemas/LimitReached' }, data)).toHaveLength(1);
  });
});
