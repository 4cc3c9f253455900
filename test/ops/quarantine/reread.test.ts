import { describe, expect, it } from 'vitest';
import type { OrderEvent } from '../../../lib/order/event.ts';
import { quarantined } from '../../../lib/quarantine/entry.ts';
import { adapters } from '../../../lib/platforms/adapters.ts';
import { shownBody } from '../../../ops/quarantine/body.ts';
import { reread } from '../../../ops/quarantine/reread.ts';
import { jsonText } from '../../../ops/cli/terminal.ts';
import { rereadSettings } from '../../../ops/quarantine/reread-entry.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { webhook } from '../../support/webhook.ts';

const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
const order = (id: string, changes: object = {}) =>
  JSON.stringify({
    type: 'order.paid',
    data: { id, amount: '50.00', currency: 'EUR', paidAt: new Date(nowMs).toISOString(), ...changes },
  });

function world(...bodies: string[]) {
  const details = { shop: 'oak', platform: 'standard' as const, receivedAtMs: nowMs, reason: 'r', readHeaders: [] };
  const there = new Map(
    bodies.map((body, n) => [`key-${n}`, quarantined(webhook({}, body), { ...details, id: `id-${n}` })]),
  );
  const sent: OrderEvent[] = [];
  const ports = {
    settings: async () => rereadSettings('oak', settingsWith({}, { shop: 'oak' })),
    cardKeys: async () => undefined,
    cardKey: async () => undefined,
    now: () => nowMs,
    send: async (event: OrderEvent) => void sent.push(event),
    bucket: { delete: async (key: string) => void there.delete(key) },
  };
  const run = (go: boolean) =>
    Array.fromAsync(
      reread(
        ports,
        [...there].map(([key, entry]) => ({ key, entry })),
        { go },
      ),
    );
  return { there, sent, ports, run };
}

describe('reading quarantine again', () => {
  it('only says what would happen, unless it is to go', async () => {
    const { there, sent, run } = world(order('1'), order('2', { amount: 50 }));
    const would = await run(false);
    expect(would.map(({ today }) => today.says)).toEqual(['paid', 'unreadable']);
    expect([sent.length, there.size]).toEqual([0, 2]);
  });

  it('sends what is readable and takes it out; what is not stays; orders that are history are not followed', async () => {
    const old = order('3', { paidAt: '2020-01-01T00:00:00Z' });
    const { there, sent, run } = world(order('1'), order('2', { amount: 50 }), old, '{"type":"ping"}');
    const done = await run(true);
    expect(sent.map(({ type }) => type)).toEqual(['paid', 'paid']);
    expect([...there.keys()]).toEqual(['key-1']);
    expect(done.map((one) => one.order?.pid)).toEqual(['oak-1', undefined, undefined, undefined]);
  });

  it('keeps what the queue did not take; killed before it is deleted, it goes once more', async () => {
    const { there, sent, ports, run } = world(order('1'));
    const { send } = ports;
    ports.send = () => Promise.reject(new Error('SQS is away'));
    await expect(run(true)).rejects.toThrow('SQS is away');
    expect(there.size).toBe(1);
    ports.send = send;
    const { delete: remove } = ports.bucket;
    ports.bucket.delete = () => Promise.reject(new Error('killed'));
    await expect(run(true)).rejects.toThrow('killed');
    ports.bucket.delete = remove;
    await run(true);
    expect(sent).toHaveLength(2);
    expect(there.size).toBe(0);
  });
});

describe('a body for a person to see', () => {
  const card = '6006491234567890';

  it('holds no gift card, readable or not', () => {
    const body = shownBody(adapters.standard, Buffer.from(order('1', { giftCards: [{ number: card }] })));
    expect(body).toMatchObject({ kind: 'json', cardsHidden: true, value: { data: { id: '1' } } });
    expect(JSON.stringify(body)).not.toContain(card);
    expect(shownBody(adapters.standard, Buffer.from(`{"n":"${card}"`))).toEqual({ kind: 'hidden', bytes: 23 });
  });

  it('holds no code of a shop’s own gift cards', () => {
    const body = { id: 1, gift_cards: [{ code: 'ABCD-1234', amount: 5 }], line_items: [{ gift_card: false }] };
    expect(shownBody(adapters.woocommerce, Buffer.from(JSON.stringify(body)))).toMatchObject({
      value: { ...body, gift_cards: '[gift cards are not shown]' },
    });
  });

  it('does nothing to a terminal as JSON', () => {
    const text = shownBody(adapters.shopify, Buffer.from('a\u001b[2Jb\u009bc\nd'));
    expect(text).toEqual({ kind: 'text', text: 'a\u001b[2Jb\u009bc\nd' });
    expect(jsonText({ a: '\u001b[2J\u009b' }, 2)).toBe(String.raw`{
  "a": "\u001b[2J\u009b"
}`);
  });

  it('keeps the digits of ids', () => {
    expect(shownBody(adapters.shopify, Buffer.from('{"id":820982911946154508}'))).toMatchObject({
      value: { id: '820982911946154508' },
    });
  });
});
