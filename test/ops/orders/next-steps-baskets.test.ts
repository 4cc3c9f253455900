import { expect, it } from 'vitest';
import { standingOf } from '../../../lib/order/standing.ts';
import type { OrderControl } from '../../../lib/order/stops.ts';
import { ShopControl } from '../../../lib/store/control.ts';
import type { Circumstances } from '../../../ops/orders/next-step.ts';
import { nextSteps } from '../../../ops/orders/next-steps.ts';
import type { OrderRows } from '../../../ops/orders/order-rows.ts';
import { refundable } from '../../lib/order/rows.ts';
import { at, basketRows, nowMs } from './rows.ts';

type About = Partial<OrderControl & Circumstances>;
const later = nowMs + 3_600_000;
const certified = { credential: { basketsCertified: { at, by: 'ada', host: 'https://thanx.test' } } };

function said(order: OrderRows, about: About): string {
  const { parts } = standingOf(order, { shop: ShopControl.parse({}), ...certified, ...about }, nowMs);
  const steps = nextSteps(order, { dataKept: true, proposal: undefined, nowMs, ...about, parts });
  return steps.map(({ means, commands }) => [means, ...commands].join(' | ')).join(' || ');
}

it.each([
  ['basket', basketRows({}, { notBefore: later }), {}, 'Its basket is tried automatically at 2026-03-01 13:00Z'],
  [
    'refund',
    basketRows({}, { state: 'refunding', notBefore: later }),
    {},
    'The refund of its basket is tried automatically at 2026-03-01 13:00Z',
  ],
  ['uncertified', basketRows({}, {}), { credential: {} }, 'thanx certify --shop oak'],
  [
    'merchant key refused',
    basketRows({}, {}),
    { shopSecrets: { hold: { reason: 'unauthorized', since: at } } },
    'secrets put thanx-merchant --shop oak',
  ],
  ['basket refused', basketRows({}, { state: 'rejected' }), {}, 'orders retry oak/oak-1 --refreeze'],
  ['basket given up', basketRows({}, { state: 'rejected', reason: 'gave-up' }), {}, 'orders retry oak/oak-1'],
  [
    'refund refused, long after the order was settled',
    basketRows({}, { state: 'refund-failed', refundable: refundable() }),
    { dataKept: false, isRefundable: true },
    'orders retry oak/oak-1',
  ],
  [
    'refund refused, and too long ago',
    basketRows({}, { state: 'refund-failed' }),
    { dataKept: false },
    'nothing can be sent any more',
  ],
  [
    'refund that Thanx can’t be told of',
    basketRows({}, { state: 'billed', wanted: '20.00', refunded: '10.00', refundMissed: 'too-late' }),
    {},
    'ask Thanx, and name the basket oak.oak-1',
  ],
  [
    'refund of unknown size',
    basketRows({}, { state: 'billed', refundMissed: 'unknown-amount' }),
    {},
    'the platform doesn’t say how much, so thankflow can’t tell Thanx. To have the points taken back, ask Thanx, and name',
  ],
] as [string, OrderRows, About, string][])('what comes next, of a basket: %s', (_, order, about, words) => {
  expect(said(order, about)).toContain(words);
});
