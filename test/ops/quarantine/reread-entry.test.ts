import { describe, expect, it } from 'vitest';
import { withNewKey } from '../../../lib/sealing/new-key.ts';
import { sealBytes } from '../../../lib/sealing/seal.ts';
import { openCard } from '../../../lib/sealing/open.ts';
import type { QuarantinedWebhook } from '../../../lib/quarantine/entry.ts';
import { rereadSettings, rereadEntry, type RereadPorts } from '../../../ops/quarantine/reread-entry.ts';
import { settingsWith } from '../../lib/order/support.ts';

const receivedAt = '2026-03-01T12:00:00.000Z';
const card = { number: '6006491234567890', pin: '9182' };
const order = (changes: object = {}) =>
  JSON.stringify({
    type: 'order.paid',
    data: { id: '1', amount: '50.00', currency: 'EUR', paidAt: receivedAt, ...changes },
  });
const entry = (body: string, kept: Partial<QuarantinedWebhook> = {}): QuarantinedWebhook => ({
  version: 1,
  id: '0b8e5c1e-6d1f-4a53-9a39-7f6f0d3f1c11',
  shop: 'oak',
  platform: 'standard',
  receivedAt,
  reason: 'not as expected',
  url: 'https://example.com/webhooks/oak',
  headers: {},
  bodyIs: 'raw',
  body: Buffer.from(body).toString('base64'),
  ...kept,
});
const thanx = { credential: 'main', merchantId: 'm', currency: 'EUR', giftCards: { providerId: 'p' } };
const keys = await withNewKey(undefined, 'k1');
const ports = (changes: Partial<RereadPorts> = {}): RereadPorts => ({
  settings: async () => rereadSettings('oak', settingsWith({}, { shop: 'oak', thanx })),
  cardKeys: async () => keys.secret,
  cardKey: async () => keys.publicKey,
  now: () => Date.parse(receivedAt),
  ...changes,
});

describe('a quarantined webhook, read again', () => {
  it('may be an order that has to be fetched', async () => {
    const settings = async () => rereadSettings('oak', settingsWith({}, { shop: 'oak', platform: 'squarespace' }));
    const notification = {
      id: 'n1',
      websiteId: 'w1',
      topic: 'order.create',
      createdOn: receivedAt,
      data: { orderId: '65b3f0a1c2d3e4f500000001' },
    };
    const again = await rereadEntry(
      entry(JSON.stringify(notification), { platform: 'squarespace' }),
      ports({ settings }),
    );
    expect(again).toMatchObject({
      kind: 'event',
      pid: 'oak-65b3f0a1c2d3e4f500000001',
      event: { type: 'lookup', shop: 'oak', orderId: '65b3f0a1c2d3e4f500000001' },
    });
  });

  it('is the event that it would be today, its gift cards sealed as ingest seals them', async () => {
    const sealed = await sealBytes(Buffer.from(order({ giftCards: [card] })), keys.publicKey);
    const again = await rereadEntry(entry('', { bodyIs: 'sealed', body: sealed }), ports());
    expect(again).toMatchObject({ kind: 'event', pid: 'oak-1', event: { type: 'paid', shop: 'oak' } });
    expect(JSON.stringify(again)).not.toContain(card.number);
    const paid = again.kind === 'event' && again.event.type === 'paid' ? again.event.order : undefined;
    const [first] = paid?.giftCards ?? [];
    const jwe = first !== undefined && 'jwe' in first ? first.jwe : '';
    expect(await openCard(jwe, keys.secret)).toEqual({ kind: 'opened', card });
  });

  it.each([
    [
      'still unreadable',
      entry(order({ amount: 50 })),
      {},
      { kind: 'unreadable', reason: expect.stringContaining('amount') },
    ],
    ['nothing for us', entry('{"type":"order.seen"}'), {}, { kind: 'nothing', reason: 'type' }],
    ['a ping', entry('{"type":"ping"}'), {}, { kind: 'nothing', reason: 'ping' }],
    [
      'history',
      entry(order({ paidAt: '2020-01-01T00:00:00Z' })),
      {},
      { kind: 'event', tooOld: 'before-orders-paid-from' },
    ],
    ['of a shop that is gone', entry(order()), { settings: async () => undefined }, { kind: 'no-settings' }],
    [
      'a privacy request, of whatever shop',
      entry('{"type":"customer.erase","data":{"customer":{"id":"7"}}}'),
      { settings: async () => undefined },
      { kind: 'event', event: { type: 'erase', customer: { id: '7' } } },
    ],
    ['nothing that was kept', entry('', { bodyIs: 'redacted' }), {}, { kind: 'unreadable' }],
  ])('is %s', async (_, quarantined, changes, expected) => {
    expect(await rereadEntry(quarantined, ports(changes))).toMatchObject(expected);
  });

  it('says that it is sealed with a key that is not there, or broken', async () => {
    const body = await sealBytes(Buffer.from(order()), keys.publicKey);
    const sealed = entry('', { bodyIs: 'sealed', body });
    expect(await rereadEntry(sealed, ports({ cardKeys: async () => undefined }))).toEqual({ kind: 'no-key' });
    const others = (await withNewKey(undefined, 'k2')).secret;
    expect(await rereadEntry(sealed, ports({ cardKeys: async () => others }))).toEqual({ kind: 'no-key' });
    const broken = entry('', { bodyIs: 'sealed', body: `${body.slice(0, -4)}AAAA` });
    expect(await rereadEntry(broken, ports())).toEqual({ kind: 'broken-seal' });
  });
});
