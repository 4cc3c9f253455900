import { describe, expect, it } from 'vitest';
import { fetchOrder } from '../../../functions/fetch-order/fetch-order.ts';
import { FetchesMessage } from '../../../lib/lookup/fetches-message.ts';
import { losslessJson } from '../../../lib/platforms/payload.ts';
import { shopify } from '../../../lib/platforms/shopify/adapter.ts';
import { withShop } from '../../../lib/platforms/shopify/event.ts';
import { webhookOf } from '../../../lib/quarantine/entry.ts';
import { deliveredText, shopifyEvents } from '../../support/shopify-event.ts';
import { fixture } from '../../support/webhook.ts';
import { fetchWorld } from './world.ts';

const paid = fixture('shopify/orders-paid.json').toString();
type Differs = Parameters<typeof deliveredText>[1];

/** fetch-order of a stage that takes the events of the shops oak and elm. */
function eventWorld() {
  const made = fetchWorld();
  made.world.settings = { ...made.world.settings!, shop: 'oak', platform: 'shopify', pidPrefix: 'oak-' };
  const take = async (payload: string = paid, differs?: Differs) => {
    const message = withShop(losslessJson(Buffer.from(deliveredText(payload, differs))), shopifyEvents);
    return await fetchOrder(made.ports, FetchesMessage.parse(message), () => 60_000);
  };
  const lines = () => made.telemetry.lines.map(({ level, message, fields }) => ({ level, message, ...fields }));
  return { ...made, take, lines };
}

describe('a webhook of Shopify that came as an event', () => {
  it('is passed on as ingest passes on the same one', async () => {
    const { take, queued, lines, telemetry } = eventWorld();
    expect(await take()).toEqual({ done: true });
    const headers = { 'x-shopify-topic': 'orders/paid', 'x-shopify-triggered-at': '2026-01-31T12:00:00.257929387Z' };
    const posted = { headers, body: Buffer.from(paid), url: '' };
    expect(queued).toEqual([shopify.read(posted, { shop: 'oak', receivedAtMs: Date.parse('2026-01-31T12:00:01Z') })]);
    expect(lines()).toMatchObject([
      {
        level: 'info',
        message: 'event accepted',
        shop: 'oak',
        outcome: 'event-accepted',
        order: expect.stringMatching(/^oak\/oak-\d/),
      },
    ]);
    expect(telemetry.counted).toEqual(['WebhookAccepted']);
  });

  it('keeps all digits of its IDs', async () => {
    const { take, queued } = eventWorld();
    await take('{"id":1,"order_id":6029384756102938475,"refund_line_items":[],"transactions":[]}', {
      topic: 'refunds/create',
    });
    expect(queued).toMatchObject([{ type: 'refunded', shop: 'oak', orderId: '6029384756102938475' }]);
  });

  it('goes to the shop of its domain', async () => {
    const { take, queued } = eventWorld();
    await take(paid, { domain: 'elm.myshopify.com' });
    expect(queued).toMatchObject([{ type: 'paid', shop: 'elm' }]);
  });

  it.each([
    ['not paid', JSON.stringify({ ...JSON.parse(paid), financial_status: 'pending' }), {}, 'ignored', []],
    ['of another topic', paid, { topic: 'orders/updated' }, 'ignored', []],
    ['a test', '{"id":1}', { metadata: { 'X-Shopify-Test': 'true' } }, 'void', ['WebhookVoid']],
    ['a test, by a boolean', paid, { metadata: { 'X-Shopify-Test': true } }, 'void', ['WebhookVoid']],
  ] as const)('ends there if it is %s', async (_, payload, differs, outcome, counted) => {
    const { take, queued, lines, telemetry } = eventWorld();
    expect(await take(payload, differs)).toEqual({ done: true });
    expect(queued).toEqual([]);
    expect(lines()).toMatchObject([{ level: 'info', outcome: `event-${outcome}` }]);
    expect(telemetry.counted).toEqual(counted);
  });

  it('is quarantined if it can’t be read, and can be read again from there', async () => {
    const { take, queued, quarantine, lines, telemetry } = eventWorld();
    // What Shopify sends instead of more than 1,000,000 bytes.
    await take('{"id":6029384756102938475}');
    expect(queued).toEqual([]);
    expect(quarantine).toMatchObject([
      { shop: 'oak', platform: 'shopify', bodyIs: 'raw', receivedAt: '2026-01-31T12:00:01.000Z' },
    ]);
    expect(quarantine[0]?.reason).toMatch(/^header and body disagree/);
    expect(JSON.stringify(quarantine)).not.toMatch(/hmac|signature/i);
    expect(await webhookOf(quarantine[0]!, async () => Buffer.from(''))).toMatchObject({
      body: Buffer.from('{"id":"6029384756102938475"}'),
      headers: { 'x-shopify-topic': 'orders/paid' },
    });
    expect(lines()).toMatchObject([{ level: 'error', outcome: 'event-quarantined', id: quarantine[0]!.id }]);
    expect(telemetry.counted).toEqual(['WebhookQuarantined']);
  });

  it('is quarantined once, however often it comes', async () => {
    const { take, quarantine } = eventWorld();
    await take('{"id":1}');
    await take('{"id":1}', { metadata: { 'X-Shopify-Webhook-Id': 'another' } });
    expect(new Set(quarantine.map(({ id }) => id)).size).toBe(1);
  });

  it('is quarantined if another shop’s ID is in it', async () => {
    const { take, world, queued, quarantine } = eventWorld();
    world.settings = { ...world.settings!, reading: { platformShopId: '1' } };
    await take('{"shop_id":2,"shop_domain":"oak.myshopify.com"}', { topic: 'shop/redact' });
    expect(queued).toEqual([]);
    expect(quarantine).toHaveLength(1);
  });

  it('is quarantined if only a newer version knows how to read it', async () => {
    const { take, world, quarantine } = eventWorld();
    world.settings = { ...world.settings!, reading: undefined };
    await take();
    expect(quarantine).toMatchObject([{ reason: expect.stringContaining('settings-newer') }]);
  });

  it('of a removed shop is passed on, as a posted one is', async () => {
    const { take, world, queued } = eventWorld();
    world.settings = { ...world.settings!, isRemoved: true };
    await take();
    expect(queued).toHaveLength(1);
  });
});

describe('a webhook that came as an event stays in the queue', () => {
  it.each([
    ['its shop has no settings', undefined],
    ['its shop is at another platform', { platform: 'woocommerce' as const }],
  ])('if %s', async (_, settings) => {
    const { take, world, queued, quarantine } = eventWorld();
    world.settings = settings && { ...world.settings!, ...settings };
    await expect(take()).rejects.toMatchObject({ code: 'bad-settings' });
    expect([queued, quarantine]).toEqual([[], []]);
  });

  it('if the settings can’t be read, or the orders queue doesn’t take it', async () => {
    const { take, ports } = eventWorld();
    const { settings } = ports;
    ports.settings = () => Promise.reject(new Error('DynamoDB is away'));
    await expect(take()).rejects.toThrow('DynamoDB is away');
    ports.settings = settings;
    ports.queue = () => Promise.reject(new Error('SQS is away'));
    await expect(take()).rejects.toThrow('SQS is away');
  });

  it.each([
    ['its domain is no shop’s', { domain: 'another.myshopify.com' }],
    ['its source is another app’s', { source: 'aws.partner/shopify.com/999/thankflow' }],
    ['it names no shop', { metadata: { 'X-Shopify-Shop-Domain': undefined } }],
  ])('if %s', async (_, differs) => {
    const { take, queued } = eventWorld();
    await expect(take(paid, differs)).rejects.toThrow(/shop/);
    expect(queued).toEqual([]);
  });
});

describe('other messages', () => {
  it('stay as they are', () => {
    const lookup = { type: 'lookup', shop: 'oak', at: '2026-01-31T12:00:00Z', orderId: '1' };
    expect(withShop(lookup, shopifyEvents)).toBe(lookup);
    expect(withShop({ source: 'thankflow', detail: {} }, shopifyEvents)).toEqual({ source: 'thankflow', detail: {} });
  });
});
