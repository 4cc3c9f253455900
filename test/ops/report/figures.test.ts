import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addAmounts, compareAmounts } from '../../../lib/order/money.ts';
import { thankuReasons } from '../../../lib/order/reasons.ts';
import { ReceiptState } from '../../../lib/order/receipt/state.ts';
import { ThankuState } from '../../../lib/order/thanku/state.ts';
import { figuresOf, noFigures, type CountedOrder, type CountedReceipt } from '../../../ops/report/figures.ts';
import { plus, sumOf } from '../../../ops/report/sum-figures.ts';

const posted: CountedOrder = { state: 'posted', cause: 'PlantTrees', impact: 2, attempts: 1, receipt: 'none' };
const refused = { attempts: 1, refusals: 1, unanswered: 0 };

describe('the figures of one order', () => {
  it.each<[string, CountedOrder | undefined, object]>([
    ['thanked', posted, { thanked: 1, units: { trees: 2, plasticGrams: 0, habitatSquareMetres: 0 } }],
    [
      'kilograms',
      { ...posted, cause: 'CleanOcean', impact: 3 },
      { thanked: 1, units: { trees: 0, plasticGrams: 3000, habitatSquareMetres: 0 } },
    ],
    [
      'hundreds of grams',
      { ...posted, cause: 'CleanOcean', impact: 3, use100Grams: true },
      { thanked: 1, units: { trees: 0, plasticGrams: 300, habitatSquareMetres: 0 } },
    ],
    [
      'square metres',
      { ...posted, cause: 'ProtectWildlife', impact: 9 },
      { thanked: 1, units: { trees: 0, plasticGrams: 0, habitatSquareMetres: 9 } },
    ],
    [
      'reversed after the thanks',
      { ...posted, reversed: { kind: 'cancelled', as: 'unpaid', at: '2026-10-02T00:00:00.000Z' } },
      { thanked: 1, units: { trees: 2, plasticGrams: 0, habitatSquareMetres: 0 }, reversed: { unpaid: 1 } },
    ],
    [
      'simulated: apart',
      { ...posted, state: 'simulated', simulated: true },
      { simulated: { orders: 1, units: { trees: 2, plasticGrams: 0, habitatSquareMetres: 0 } } },
    ],
    ['skipped', { ...posted, ...refused, state: 'skipped', reason: 'tags' }, { skipped: { tags: 1 } }],
    ['failed', { ...posted, ...refused, state: 'failed', reason: 'rejected' }, { failed: 1 }],
    [
      'without an answer',
      { ...posted, ...refused, unanswered: 1, state: 'failed', reason: 'gave-up' },
      { failed: 1, perhapsThanked: 1 },
    ],
    ['held', { ...posted, attempts: 0, state: 'held', reason: 'braked' }, { waiting: 1 }],
    ['early', { ...posted, attempts: 0, state: 'early' }, { notPaid: 1 }],
    ['of a newer version', undefined, { unreadable: 1 }],
  ])('%s', (_, order, figures) => {
    expect(figuresOf(order, undefined)).toEqual({ ...noFigures(), orders: 1, ...figures });
  });

  it.each<[string, CountedOrder, CountedReceipt | undefined, object]>([
    ['none', posted, undefined, {}],
    [
      'with an amount',
      { ...posted, receipt: 'created', currency: 'EUR' },
      { state: 'applied', amount: '12.30' },
      { applied: { receipts: 1, amounts: { EUR: '12.30' }, withoutAmount: 0 } },
    ],
    [
      'of an older version',
      { ...posted, receipt: 'created', currency: 'EUR' },
      { state: 'applied' },
      { applied: { receipts: 1, amounts: {}, withoutAmount: 1 } },
    ],
    [
      'without a row yet',
      { ...posted, receipt: 'wanted', currency: 'EUR' },
      undefined,
      { waiting: { receipts: 1, amounts: {}, withoutAmount: 1 } },
    ],
  ])('its receipt: %s', (_, order, receipt, receipts) => {
    expect(figuresOf(order, receipt).receipts).toEqual(receipts);
  });
});

const amount = fc.tuple(fc.nat(99_999), fc.nat(99)).map(([whole, cents]) => `${whole}.${cents}`);
const anyOrder: fc.Arbitrary<CountedOrder | undefined> = fc.option(
  fc.record({
    state: fc.constantFrom(...ThankuState.shape.state.options),
    reason: fc.option(fc.constantFrom(...thankuReasons.skipped, '__proto__', 'constructor'), { nil: undefined }),
    cause: fc.constantFrom('PlantTrees' as const, 'CleanOcean' as const, 'ProtectWildlife' as const, undefined),
    impact: fc.nat(1_000_000),
    use100Grams: fc.constantFrom(true as const, undefined),
    attempts: fc.nat(3),
    unanswered: fc.nat(1),
    currency: fc.constantFrom('EUR', 'USD', undefined),
    receipt: fc.constantFrom('none' as const, 'wanted' as const, 'created' as const),
    reversed: fc.constantFrom(undefined, { kind: 'refunded' as const, at: '2026-10-02T00:00:00.000Z' }),
  }),
  { nil: undefined, freq: 20 },
);
const anyReceipt: fc.Arbitrary<CountedReceipt | undefined> = fc.option(
  fc.record({
    state: fc.constantFrom(...ReceiptState.shape.state.options),
    amount: fc.option(amount, { nil: undefined }),
  }),
  { nil: undefined },
);
const anyMonth = fc.array(fc.record({ day: fc.nat(30), order: anyOrder, receipt: anyReceipt }), { maxLength: 60 });

describe('the figures of a month', () => {
  it('are the sums of its days and of its orders', () => {
    fc.assert(
      fc.property(anyMonth, (orders) => {
        const ofOrders = orders.map(({ order, receipt }) => figuresOf(order, receipt)).reduce(plus, noFigures());
        const days = Map.groupBy(orders, ({ day }) => day);
        const ofDays = [...days.values()]
          .map((day) => day.map(({ order, receipt }) => figuresOf(order, receipt)).reduce(plus, noFigures()))
          .reduce(plus, noFigures());
        expect(withoutZeros(ofDays)).toEqual(withoutZeros(ofOrders));

        // Each order has exactly one outcome.
        const { thanked, simulated, skipped, failed, waiting, notPaid, unreadable } = ofDays;
        expect(thanked + simulated.orders + sumOf(skipped) + failed + waiting + notPaid + unreadable).toBe(
          orders.length,
        );

        // The same sums, computed in another way.
        const given = orders.filter(({ order }) => order?.state === 'posted' && order.cause === 'CleanOcean');
        const grams = given.reduce((sum, { order }) => sum + order!.impact! * (order!.use100Grams ? 100 : 1000), 0);
        expect(ofDays.units.plasticGrams).toBe(grams);
        const cents = (text: string) => {
          const [whole = '', fraction = ''] = text.split('.');
          return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
        };
        const euros = orders.flatMap(({ order, receipt }) =>
          order !== undefined && order.receipt !== 'none' && order.currency === 'EUR' ? (receipt?.amount ?? []) : [],
        );
        const total = Object.values(ofDays.receipts).flatMap(({ amounts }) => amounts['EUR'] ?? []);
        expect(total.reduce((sum, one) => sum + cents(one), 0n)).toBe(euros.reduce((sum, one) => sum + cents(one), 0n));
      }),
    );
  });

  it('have exact amounts, which floats would not', () => {
    expect(addAmounts('0.10', '0.20')).toBe('0.30');
    expect(compareAmounts('0.3', '0.30')).toBe(0);
    const receipt = figuresOf({ ...posted, receipt: 'created', currency: 'EUR' }, { state: 'applied', amount: '0.10' });
    const ten = Array.from({ length: 10 }, () => receipt).reduce(plus, noFigures());
    expect(ten.receipts['applied']).toEqual({ receipts: 10, amounts: { EUR: '1.00' }, withoutAmount: 0 });
  });
});

/** Adding in another order may leave other numbers of decimals. */
const withoutZeros = (figures: object): unknown =>
  JSON.parse(JSON.stringify(figures), (_, value) =>
    typeof value === 'string' ? value.replace(/\.(\d*?)0+$/, '.$1').replace(/\.$/, '') : value,
  );

it('an order with a basket has no receipt, and its refunds are counted', () => {
  const order = { ...posted, receipt: 'created', receiptReason: 'basket', currency: 'EUR' } as const;
  const one = figuresOf(order, undefined, { state: 'billed', subtotal: '50.00', refunded: '10.00' });
  const other = figuresOf(order, undefined, { state: 'billed', subtotal: '20.00' });
  expect(plus(one, other)).toMatchObject({
    receipts: {},
    baskets: { billed: { baskets: 2, subtotals: { EUR: '70.00' }, refunded: { EUR: '10.00' } } },
  });
  expect(figuresOf(order, undefined).baskets).toEqual({ waiting: { baskets: 1, subtotals: {}, refunded: {} } });
});
