import { randomFrom } from '../sim/kernel/random.ts';
import { hoursOf, measureSilence, ordersOfShop } from './silence/simulated-shop.ts';

/*
 * How often a shop is reported as silent although its webhooks arrive, and how soon one is whose webhooks stop: `npm run bench:silence`. The
 * same seed gives the same figures on every machine. bench/README.md says how to read them.
 */
const weeks = 52;
const stops = 20;
const historyWeeks = 5;
const { next: random } = randomFrom(1);
const hoursIn = (hours: number | undefined = Infinity) => (Number.isFinite(hours) ? hours : 'never');

const table: Record<string, Record<string, unknown>> = {};
for (const [name, hours] of Object.entries(hoursOf)) {
  for (const [perWeek, shops] of [
    [10, 40],
    [30, 40],
    [100, 40],
    [300, 40],
    [1000, 20],
    [10_000, 2],
  ] as const) {
    const measured = Array.from({ length: shops }, () =>
      measureSilence(ordersOfShop(hours, perWeek, weeks, random), { weeks, stops, random }),
    );
    const found = measured
      .flatMap(({ foundAfterHours }) => foundAfterHours)
      .toSorted((one, other) => (one < other ? -1 : 1));
    const falseReports = measured.reduce((sum, shop) => sum + shop.falseReports, 0);
    table[`${name}, ${perWeek} orders a week`] = {
      'false reports a year': ((falseReports / shops / (weeks - historyWeeks)) * 52).toFixed(2),
      'found after, h': hoursIn(found[Math.floor(found.length / 2)]),
      'nine of ten after, h': hoursIn(found[Math.floor(found.length * 0.9)]),
      'never found': found.filter((after) => after === Infinity).length / found.length,
    };
  }
}
console.table(table);
