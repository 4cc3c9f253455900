import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderEvent, PaidEvent } from '../../../lib/order/event.ts';
import { adapters } from '../../../lib/platforms/adapters.ts';
import { maxEventBytes } from '../../../lib/platforms/fit.ts';
import { UnreadableWebhook } from '../../../lib/platforms/platform.ts';
import { PlatformName } from '../../../lib/shops/platform-name.ts';
import { webhook } from '../../support/webhook.ts';
import { senders } from './awkward-senders.ts';
import type { Typed } from './awkward/typed.ts';

const context = { shop: 'acme', receivedAtMs: Date.parse('2026-02-10T00:00:00Z') };

const platforms = PlatformName.options;
const paid = (platform: PlatformName, typed: Typed) => adapters[platform].read(senders[platform](typed), context);
describe.each(platforms)('%s', (platform) => {
  it('makes a valid event of at most 64 KB of anything that people type', () => {
    const text = fc
      .tuple(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('🌳', '\ud83c', '\u0000', '"', '\\', '漢', '&nbsp;')),
        fc.constantFrom(1, 40, 400, 5000),
      )
      .map(([unit, repeats]) => unit.repeat(repeats).slice(0, 10_000));
    const typed = fc.record({ name: text, title: text, count: fc.constantFrom(0, 1, 99, 100, 101, 120) });
    fc.assert(
      fc.property(typed, (what) => {
        const event = PaidEvent.parse(paid(platform, what));
        const json = JSON.stringify(event);
        expect(Buffer.byteLength(json)).toBeLessThanOrEqual(maxEventBytes);
        expect(event.order.items.length + event.order.itemsOmitted).toBe(what.count);
        const shown = [
          event.order.customer.firstName,
          event.order.number,
          ...event.order.items.map(({ title }) => title),
        ];
        expect(shown.every((one) => one === undefined || one.isWellFormed())).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['emoji', '👨‍👩‍👧‍👦'],
    ['right-to-left text', 'نور الهدى'],
    ['markup', '<script>alert(1)</script>'],
  ])('keeps %s as it was typed: what may be shown is decided where it is shown', (_what, name) => {
    const event = PaidEvent.parse(paid(platform, { name, title: name, count: 1 }));
    expect(event.order.customer.firstName).toBe(name);
    expect(event.order.items[0]?.title).toBe(name);
  });

  it('cuts 10,000 characters, and no character in two', () => {
    const event = PaidEvent.parse(
      paid(platform, { name: `x${'🌳'.repeat(5000)}`, title: '🌳'.repeat(5000), count: 1 }),
    );
    expect(event.order.customer.firstName).toBe(`x${'🌳'.repeat(99)}`);
    expect(event.order.items[0]?.title).toBe('🌳'.repeat(150));
  });

  it('counts the line items beyond a hundred', () => {
    const { order } = PaidEvent.parse(paid(platform, { name: 'Ada', title: 'Seeds', count: 250 }));
    expect(order).toMatchObject({ itemsOmitted: 150 });
    expect(order.items).toHaveLength(100);
  });

  it('leaves an e-mail out rather than cutting it', () => {
    const event = PaidEvent.parse(paid(platform, { name: `${'a'.repeat(400)}@example.org`, title: '', count: 0 }));
    expect(event.order.customer.email).toBeUndefined();
  });

  it('reads bytes that are anything, or says that it cannot', () => {
    const { headers } = senders[platform]({ name: '', title: '', count: 0 });
    const outcome = (bytes: Uint8Array): string => {
      try {
        const reading = adapters[platform].read(webhook(headers, Buffer.from(bytes)), context);
        return ['ping', 'ignored', 'void', 'other-site', 'lookup'].includes(reading.type)
          ? 'read'
          : OrderEvent.parse(reading) && 'read';
      } catch (error) {
        return error instanceof UnreadableWebhook ? 'unreadable' : String(error);
      }
    };
    const json = fc.json().map((text) => Buffer.from(text));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), json), (bytes) => {
        expect(['read', 'unreadable']).toContain(outcome(bytes));
      }),
    );
  });
});
