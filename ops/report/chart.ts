import { escapeUTF8 } from 'entities/escape';
import type { Month } from './month.ts';
import type { ShopReport } from './shop-report.ts';
import { grouped, type UnitKind } from './words.ts';

const height = 200;
const top = 22;
/** Above it the bars, below it the days. */
const baseline = 174;
/** The amounts are to the left of the bars, where none covers them. In percent of the width. */
const gutter = 10;
/** The bar's share of a day's width. */
const barShare = 0.7;

/**
 * A chart of what was given each day: one bar for each day, as wide as the page. Widths are percentages, so that its texts stay
 * as large as the page's.
 * @param id unique in the document
 */
export function chart(id: string, kind: UnitKind, { days }: Pick<ShopReport, 'days'>, month: Month): string {
  const given = days.map(({ day, units }) => ({ day, text: kind.amount(units), amount: Number(kind.amount(units)) }));
  const highest = given.reduce((best, one) => (one.amount > best.amount ? one : best));
  const scale = scaleFor(highest.amount, kind.name !== 'plasticGrams');
  const dayWidth = (100 - gutter) / month.dayCount;
  const xOf = (fromFirstDay: number) => percent(gutter + fromFirstDay * dayWidth);
  const yOf = (amount: number) => baseline - ((baseline - top) * amount) / scale;
  const bars = given.flatMap(({ day, text, amount }, index) => {
    if (amount === 0) return [];
    const y = yOf(amount);
    return [
      `<rect class="${kind.name}" x="${xOf(index + (1 - barShare) / 2)}" y="${y.toFixed(1)}" width="${percent(barShare * dayWidth)}" height="${(baseline - y).toFixed(1)}"><title>${day}: ${grouped(text)} ${kind.unit}</title></rect>`,
    ];
  });
  const lines = [0, scale / 2, scale].map((amount) => {
    const y = yOf(amount);
    const line = `<line x1="${percent(gutter)}" x2="100%" y1="${y}" y2="${y}"/>`;
    return `${line}<text class="amount" x="${percent(gutter - 1.5)}" y="${y + 4}">${shortly.format(amount)}</text>`;
  });
  const labels = Array.from(
    { length: month.dayCount },
    (_, index) =>
      `<text class="day${index % 7 === 0 ? '' : ' narrow-hidden'}" x="${xOf(index + 0.5)}" y="${baseline + 19}">${index + 1}</text>`,
  );
  const about = `${grouped(highest.text)} ${kind.unit} on ${highest.day}, the highest of all days. The table has every day.`;
  return `<figure><figcaption>${kind.title} by day</figcaption>
<svg role="img" aria-labelledby="${id}-title ${id}-about" width="100%" height="${height}">
<title id="${id}-title">${kind.title} by day in ${month.month}</title><desc id="${id}-about">${escapeUTF8(about)}</desc>
${[...lines, ...bars, ...labels].join('\n')}
</svg></figure>`;
}

/** `1.5K` */
const shortly = new Intl.NumberFormat('en-US', { notation: 'compact' });

const percent = (share: number): string => `${share.toFixed(2)}%`;

/** The end of the axis: the next number that is round, and half of which is round too. */
function scaleFor(highest: number, isWhole: boolean): number {
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  const steps = isWhole && magnitude === 1 ? [2, 4, 6, 8, 10] : [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10];
  return steps.map((step) => step * magnitude).find((end) => end >= highest) ?? 10 * magnitude;
}
