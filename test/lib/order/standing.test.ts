import { describe, expect, it } from 'vitest';
import { standingOf } from '../../../lib/order/standing.ts';
import { ShopControl } from '../../../lib/store/control.ts';
import { at, basketRows, nowMs, rows } from '../../ops/orders/rows.ts';
import { orders, statesMissing } from './orders-of-every-state.ts';

const codesOf = (parts: ReturnType<typeof standingOf>['parts']) =>
  parts.flatMap((part) => ('code' in part ? [part.code] : []));

describe('where an order stands by its rows', () => {
  it('is known of every state', () => {
    expect(statesMissing()).toEqual([]);
  });

  it.each(orders)('%s', (name, order, phase, ...codes) => {
    const { whole, parts } = standingOf(order, undefined, nowMs);
    expect(whole.phase).toBe(phase);
    expect(codesOf(parts)).toEqual(codes);
    expect(parts.some(({ overdueSinceMs }) => overdueSinceMs !== undefined)).toBe(name.includes('overdue'));
  });

  it('is not known of an order without rows', () => {
    const none = { thanku: undefined, receipt: undefined, giftCards: undefined };
    expect(standingOf(none, undefined, nowMs).whole.phase).toBe('unclaimed');
  });
});

describe('the control rows outrank what the rows say', () => {
  const pause = { reason: 'ticket 42', by: 'local:ada', since: at };
  const circuit = { reason: 'unauthorized', since: at } as const;
  const waiting = rows({ state: 'waiting' }, { state: 'waiting' }, [{ last4: '1234', state: 'waiting' }]);
  const free = ShopControl.parse({});
  it.each([
    ['nothing', { shop: free }, [undefined, undefined, undefined]],
    ['a pause of ThankU', { shop: { ...free, thankuBrake: pause } }, ['pause', undefined, undefined]],
    ['a pause of Thanx', { shop: { ...free, thanxBrake: pause } }, [undefined, 'pause', 'pause']],
    ['a pause of the credential', { shop: free, credential: { brake: pause } }, [undefined, 'pause', 'pause']],
    ['the shop’s circuit', { shop: { ...free, hold: circuit } }, ['circuit', undefined, undefined]],
    ['the credential’s circuit', { shop: free, credential: { hold: circuit } }, [undefined, 'circuit', 'circuit']],
    // Gift cards are never added with a fixed user token.
    ['the user token’s circuit', { shop: free, shopSecrets: { hold: circuit } }, [undefined, undefined, 'circuit']],
    [
      'both: the pause is first',
      { shop: { ...free, hold: circuit, thankuBrake: pause } },
      ['pause', undefined, undefined],
    ],
  ])('%s', (_, control, stops) => {
    const { parts } = standingOf(waiting, control, nowMs);
    expect(parts.map((part) => (part.phase === 'stopped' ? part.stop.by : undefined))).toEqual(stops);
  });

  it.each([
    ['is certified', {}, { basketsCertified: { at, by: 'ada', host: 'https://thanx.test' } }, undefined],
    ['isn’t certified', {}, {}, 'certification'],
    ['isn’t certified, and paused: the pause is first', { thanxBrake: pause }, {}, 'pause'],
    ['and a refused merchant key', {}, { hold: circuit }, 'circuit'],
  ])('a basket depends on whether the stage %s', (_, shop, credential, stop) => {
    const basket = basketRows({}, { state: 'waiting' });
    const { whole } = standingOf(basket, { shop: { ...free, ...shop }, credential }, nowMs);
    expect(whole.phase === 'stopped' ? whole.stop.by : undefined).toBe(stop);
  });

  it('a row that says it is stopped waits once nothing stops it', () => {
    const held = rows({ state: 'held', reason: 'held-failures' });
    expect(standingOf(held, { shop: free }, nowMs).whole.phase).toBe('waiting');
  });

  it('a pause is known of what has failed, and changes nothing about it', () => {
    const failed = rows({ state: 'failed', reason: 'rejected' });
    const { whole } = standingOf(failed, { shop: { ...free, thankuBrake: pause } }, nowMs);
    expect(whole).toMatchObject({ phase: 'failed', pause: { by: 'pause', set: { on: 'thanku', pause } } });
  });
});
