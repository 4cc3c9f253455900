import { randomUUID } from 'node:crypto';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDead, type Dead } from '../../../ops/dlq/dead.ts';
import { checkEvent, eventFileText, readEventFile, sendCorrected } from '../../../ops/dlq/event-file.ts';
import { findDead } from '../../../ops/dlq/find.ts';
import { deliveredText, shopifyEvents } from '../../support/shopify-event.ts';
import { orderWith, settingsWith, storedAs } from '../../lib/order/support.ts';
import { startDeadWorld, type DeadWorld } from './world.ts';

const queue = { name: 'orders-dlq', url: 'x', source: { name: 'orders', url: 'y' } };
const event = (differs: object = {}) => ({
  type: 'paid',
  shop: 'oak-shop',
  at: '2026-03-01T11:00:00.000Z',
  order: orderWith(),
  ...differs,
});
const dead = (message: unknown): Promise<Dead> =>
  readDead(
    queue,
    { id: randomUUID(), body: JSON.stringify(message), sentAt: 1, receives: 1 },
    async () => storedAs(settingsWith()),
    shopifyEvents,
  );

describe('an edited event', () => {
  it('is taken as it is then', async () => {
    const original = await dead(event());
    const file = readEventFile(eventFileText(original));
    expect(file).toEqual({ id: original.id, queue: 'orders-dlq', event: event() });
    const edited = event({ order: orderWith({ amount: '12.00' }) });
    expect(checkEvent(edited, original)).toEqual(edited);
  });

  it.each([
    ['an amount that is none', event({ order: { ...orderWith(), amount: 'a lot' } }), /order\.amount: /],
    ['a part missing', { ...event(), order: undefined }, /order: /],
    ['another shop', event({ shop: 'elm-shop' }), /shop must stay as it was/],
    ['another order', event({ order: orderWith({ orderId: '9' }) }), /the order id must stay/],
    ['another type', { type: 'cancelled', shop: 'oak-shop', at: event().at, orderId: '4711' }, /type must stay/],
  ])('is refused with %s', async (_, edited, message) => {
    const original = await dead(event());
    expect(() => checkEvent(edited, original)).toThrow(message);
  });

  it.each([
    ['no JSON', '{"event": "ada@example.com",'],
    ['an event without its message', JSON.stringify(event())],
    ['a message without an id', JSON.stringify({ id: '', queue: 'orders-dlq', event: event() })],
  ])('is refused as a file with %s, which is not quoted', (_, text) => {
    expect(() => readEventFile(text)).toThrow(/^it is not a file of `dlq show --output`(?![^]*ada@)/);
  });

  it('of Shopify keeps its shop', async () => {
    const original = await dead(JSON.parse(deliveredText('{"id":1}')));
    const { event: file } = readEventFile(eventFileText(original));
    expect(checkEvent(file, original)).toMatchObject({ type: 'shopify-event', shop: 'oak' });
    expect(() => checkEvent({ ...(file as object), shop: 'elm' }, original)).toThrow(/shop must stay/);
  });

  it('may be made of what could not be read', async () => {
    const original = await dead(event({ order: { ...orderWith(), amount: 59.9 } }));
    expect(original.message).toMatchObject({ kind: 'unreadable', why: 'it does not parse at: order.amount' });
    expect(eventFileText(original)).toContain('"amount": 59.9');
    expect(checkEvent(event(), original)).toEqual(event());
  });

  it('is nothing that a letter can be, or replace', async () => {
    const letter = await dead({ key: 'oak-shop/oak-shop-1', reason: 'rejected' });
    expect(() => eventFileText(letter)).toThrow(/orders refreeze/);
    expect(() => checkEvent(event(), letter)).toThrow(/orders refreeze/);
  });
});

describe.concurrent('sending it back', () => {
  let world: DeadWorld;
  beforeAll(async () => {
    world = await startDeadWorld();
  });
  afterAll(() => world.close());
  const { signal } = new AbortController();
  const found = async () => {
    const shop = await world.shop();
    await shop.put(event());
    await shop.put({ key: 'oak-shop/oak-shop-1', reason: 'rejected' });
    const ids: string[] = [];
    const { walkQueue } = await import('../../../ops/queue/walk.ts');
    await walkQueue(
      shop.ports.sqs,
      shop.queue.url,
      async ({ id, body }) => {
        if (body.includes('paid')) ids.push(id);
        return 'keep';
      },
      { waitSeconds: 0 },
    );
    const { dead: original } = await findDead(shop.ports, [shop.queue], ids[0]?.slice(0, 10) ?? '', signal);
    return { shop, original };
  };
  const edited = checked();

  it('puts it on its queue, then removes the original and nothing else', async () => {
    const { shop, original } = await found();
    await sendCorrected(shop.ports, original, edited);
    expect(await shop.lying(shop.queue.source.url)).toEqual([edited]);
    expect(await shop.lying()).toMatchObject([{ reason: 'rejected' }]);
  });

  it('keeps the original when its queue does not take it', async () => {
    const { shop, original } = await found();
    const send = () => Promise.reject(new Error('SQS is away'));
    await expect(sendCorrected({ ...shop.ports, send }, original, edited)).rejects.toThrow('SQS is away');
    expect(await shop.lying()).toHaveLength(2);
  });

  it('sends nothing when somebody else was quicker', async () => {
    const { shop, original } = await found();
    await shop.replay({}, { ids: [original.id] });
    await expect(sendCorrected(shop.ports, original, edited)).rejects.toMatchObject({ code: 'not-found' });
    expect(await shop.lying(shop.queue.source.url)).toEqual([event()]);
  });

  it('says that somebody else may hold the message', async () => {
    const { shop } = await found();
    await shop.ports.sqs.send(new ReceiveMessageCommand({ QueueUrl: shop.queue.url, MaxNumberOfMessages: 10 }));
    const finding = findDead(shop.ports, [shop.queue], randomUUID(), signal);
    await expect(finding).rejects.toThrow(/another command holds about 2/);
  });

  it('says when a beginning is not enough', async () => {
    const { shop } = await found();
    await expect(findDead(shop.ports, [shop.queue], '', signal)).rejects.toThrow(/several ids begin/);
    await expect(findDead(shop.ports, [shop.queue], randomUUID(), signal)).rejects.toThrow(/there is no dead letter/);
  });
});

function checked() {
  const order = orderWith({ amount: '12.00' });
  return { type: 'paid' as const, shop: 'oak-shop', at: '2026-03-01T11:00:00.000Z', order };
}
