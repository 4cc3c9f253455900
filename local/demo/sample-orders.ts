import { minuteMs } from '../../lib/durations.ts';
import { plainOrder } from '../../lib/senders/sent-order.ts';
import { genericCancellation, genericOrder } from '../../lib/senders/standard.ts';
import {
  yearMs,
  ada,
  bigCommerce,
  ecwid,
  noor,
  stranger,
  wooPromise,
  shopify,
  sentBy,
  shopifyPromise,
  placedAt,
  standard,
  wooCommerce,
  type Sample,
} from './sample.ts';

type Given = Omit<Sample, 'status' | 'promise'> & Partial<Sample>;

/** The demo's webhooks, in the order they are sent. */
export const demoSamples = (nowMs: number): Sample[] =>
  Array.from(given(nowMs), (sample) => ({ status: 200, promise: {}, ...sample }));

function given(nowMs: number): Given[] {
  const paid = new Date(nowMs - minuteMs);
  const bigId = '9007199254740993123';
  return [
    {
      ...shopify(1, '59.90', ada),
      title: 'paid, and delivered three times at once',
      times: 3,
      promise: shopifyPromise(1, 2, 59.9),
      state: 'posted',
    },
    {
      ...shopify(2, '199.00', noor, { title: `Sehr langer Titel ${'🪑'.repeat(400)}` }),
      title: 'emoji, right-to-left, markup, a very long title',
      promise: shopifyPromise(2, 9, 199),
      state: 'posted',
    },
    {
      ...shopify(3, '8.00', ada),
      title: 'below the minimum',
      promise: shopifyPromise(3, undefined, 8),
      state: 'skipped',
    },
    { ...shopify(4, '75.00', ada, { test: true }), title: 'a test order', state: 'simulated' },
    {
      ...shopify(5, '40.00', stranger),
      title: 'not a member of the loyalty programme',
      promise: shopifyPromise(5, 2, undefined),
      state: 'posted',
    },
    {
      ...shopify(6, '500.00', ada),
      title: 'forged: signed with another secret',
      sign: { secret: 'guessed' },
      status: 401,
    },
    {
      ...shopify(7, '500.00', ada),
      title: 'forged: no signature at all',
      headers: { 'x-shopify-topic': 'orders/paid' },
      status: 401,
    },
    {
      ...wooCommerce(501, 'processing', paid),
      title: '"updated" arrives before "created"',
      promise: wooPromise,
      state: 'posted',
    },
    {
      ...wooCommerce(501, 'processing', paid, 'order.created'),
      title: 'the same order: "created" arrives now',
      promise: wooPromise,
      state: 'posted',
    },
    {
      ...wooCommerce(502, 'pending', undefined, 'order.created'),
      title: 'not paid yet',
      noRow: 'ignored: not paid',
    },
    {
      ...wooCommerce(77, 'completed', new Date(nowMs - 2 * yearMs)),
      title: 'two years old, edited today',
      noRow: 'ignored: too old',
    },
    {
      ...placedAt('squarespace', '65b3f0a1c2d3e4f500000001', '2001', '25.00', 2),
      title: 'Squarespace only names the order: thankflow fetches it',
      promise: {
        thanku: { pid: 'demo-squarespace-65b3f0a1c2d3e4f500000001', impactValue: 2, donateeGroup: 'PlantTrees' },
      },
      state: 'posted',
    },
    {
      ...sentBy('wix', { id: '0f8fad5b-d9cb-469f-a165-70867728950e', number: '10042', amount: '45.00', ...ada }),
      title: 'Wix signs a token that holds the order',
      promise: {
        thanku: { pid: 'demo-wix-0f8fad5b-d9cb-469f-a165-70867728950e', impactValue: 3, donateeGroup: 'PlantTrees' },
      },
      state: 'posted',
    },
    {
      ...sentBy('shopware', {
        id: '0190c6f2a5b17c3d8e4f5a6b7c8d9e0f',
        number: 'SW10042',
        amount: '60.00',
        locale: 'de',
        ...ada,
      }),
      title: 'Shopware signs with a secret that both agreed on',
      promise: {
        thanku: { pid: 'demo-shopware-0190c6f2a5b17c3d8e4f5a6b7c8d9e0f', impactValue: 2, donateeGroup: 'PlantTrees' },
      },
      state: 'posted',
    },
    {
      ...sentBy('stripe', { id: 'pi_3Demo0000000000000001', number: 'S-7', amount: '50.00', ...ada }),
      title: 'Stripe counts in cents',
      promise: { thanku: { pid: 'demo-stripe-pi_3Demo0000000000000001', impactValue: 2, donateeGroup: 'PlantTrees' } },
      state: 'posted',
    },
    {
      ...bigCommerce('2042', '41.00'),
      title: 'BigCommerce reports a sale several times: one ThankU',
      promise: { thanku: { pid: 'demo-bigcommerce-2042', impactValue: 4, donateeGroup: 'CleanOcean' } },
      state: 'posted',
    },
    {
      ...ecwid('516480001', '45.00'),
      title: 'Ecwid signs no order: thankflow fetches it',
      promise: { thanku: { pid: 'demo-ecwid-516480001', impactValue: 4, donateeGroup: 'PlantTrees' } },
      state: 'posted',
    },
    {
      ...sentBy('saleor', {
        id: 'T3JkZXI6NTdiNTBhNDAtYzRmYi00YjQzLWIxODgtM2JhZmRlMTc3MGQ5',
        number: '1042',
        amount: '30.00',
        ...ada,
      }),
      title: 'Saleor publishes the key that it signs with',
      promise: {
        // The shop's prefix and the ID are too long together, so the ID is hashed.
        thanku: { pid: 'demo-saleor-yvvMrCOskK1xO1HHV8rQLQ', impactValue: 3, donateeGroup: 'ProtectWildlife' },
      },
      state: 'posted',
    },
    {
      ...placedAt('square', 'SqDemo0000000000000000001ZY', '1001', '32.00', 2),
      title: 'Square signs the URL, and only names the order',
      promise: {
        thanku: { pid: 'demo-square-SqDemo0000000000000000001ZY', impactValue: 6, donateeGroup: 'CleanOcean' },
        basket: { id: 'demo-square.demo-square-SqDemo0000000000000000001ZY', subtotal: 64 },
      },
      state: 'posted',
    },
    {
      ...sentBy('adobe-commerce', { id: '100042', number: '000100042', amount: '48.00', ...ada }),
      title: 'Adobe signs for everybody, with keys that it publishes',
      promise: { thanku: { pid: 'demo-adobe-commerce-100042', impactValue: 2, donateeGroup: 'ProtectWildlife' } },
      state: 'posted',
    },
    {
      ...standard(bigId, '29.35 EUR', genericOrder(plainOrder({ id: bigId, quantity: 3, ...ada }))),
      title: 'a custom shop, an ID above 2^53',
      promise: { thanku: { pid: `press-${bigId}`, impactValue: 3, donateeGroup: 'ProtectWildlife' } },
      state: 'posted',
    },
    {
      ...standard('p-2', '29.35 EUR', genericOrder(plainOrder({ id: 'p-2' }))),
      sign: { nowMs: nowMs - 10 * minuteMs },
      title: 'a recording, replayed ten minutes later',
      status: 401,
    },
    { ...standard('p-3', '–', genericCancellation('p-3', new Date(nowMs))), title: 'cancelled …', noRow: 'noted' },
    {
      ...standard('p-3', '12.00 EUR', genericOrder(plainOrder({ id: 'p-3', amount: '12.00', paidAt: paid }))),
      title: '… before its payment was reported',
      afterOthers: true,
      state: 'skipped',
    },
    {
      ...standard('p-4', '?', genericOrder(plainOrder({ id: 'p-4' }), { amount: undefined })),
      title: 'unreadable: no amount',
      noRow: 'quarantined',
    },
  ];
}
