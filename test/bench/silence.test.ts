import { expect, it } from 'vitest';
import { hoursOf, measureSilence, ordersOfShop } from '../../bench/silence/simulated-shop.ts';
import { randomFrom } from '../../sim/kernel/random.ts';

// The size of which most are reported for nothing. All twelve together have seven years.
it('shops with a hundred orders a week are rarely reported for nothing, and found within two days if their webhooks stop', () => {
  const { next: random } = randomFrom(7);
  const weeks = 35;
  const shops = Array.from({ length: 12 }, () =>
    measureSilence(ordersOfShop(hoursOf['quiet nights'], 100, weeks, random), { weeks, stops: 5, random }),
  );
  expect(shops.reduce((sum, { falseReports }) => sum + falseReports, 0)).toBeLessThanOrEqual(7);
  const found = shops.flatMap(({ foundAfterHours }) => foundAfterHours);
  expect(Math.max(...found)).toBeLessThan(48);
});
