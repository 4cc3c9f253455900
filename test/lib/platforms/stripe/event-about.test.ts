import { describe, expect, it } from 'vitest';
import { bodyAbout } from '../../../../lib/platforms/stripe/event-about.ts';
import { eventWith, readBody } from './read-event.ts';

const objectOf = (event: string): string =>
  JSON.stringify((JSON.parse(event) as { data: { object: unknown } }).data.object);

describe('an object of a file', () => {
  it.each([
    ['checkout-session-completed', {}, '2026-01-31T11:58:20.000Z'],
    ['payment-intent-succeeded', { stripeSales: 'payment-intents' }, '2026-01-31T12:00:00.000Z'],
    ['invoice-paid', { stripeSales: 'invoices' }, '2026-01-31T12:00:08.000Z'],
  ] as const)(
    'of %s is read like its event, but was paid when it was made, unless it says when',
    (name, settings, paidAt) => {
      const event = eventWith(name, {});
      const imported = readBody(bodyAbout(Buffer.from(objectOf(event))), settings);
      const arrived = readBody(event, settings);
      if (imported.type !== 'paid' || arrived.type !== 'paid') throw new Error('expected paid orders');
      expect(imported.order).toEqual({ ...arrived.order, paidAt });
    },
  );

  it('keeps the digits of large numbers', () => {
    const session = objectOf(eventWith('checkout-session-completed', { amount_total: 99_999_999_999 }));
    const body = session.replace('99999999999', '9007199254740993');
    expect(readBody(bodyAbout(Buffer.from(body)))).toMatchObject({ order: { amount: '90071992547409.93' } });
  });

  it.each([
    ['an event', eventWith('invoice-paid', {})],
    ['another object', '{"object":"charge","created":1}'],
    ['no JSON', 'no'],
  ])('that is %s stays as it is', (_what, body) => {
    expect(bodyAbout(Buffer.from(body)).toString()).toBe(body);
  });
});
