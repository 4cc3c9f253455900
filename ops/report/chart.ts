import { escapeUTF8 } from 'entities/escape';
import type { Month } from './month.ts';
import type { ShopReport } from './shop-report.ts';
import { grouped, type UnitKind } from './words.ts';

const height = 200;
const top = 22;
/** Above it the bars, below it the days. */
const baseline = 174;
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
  const dayWidth = 100 / month.dayCount;
  const yOf = (amount: number) => baseline - ((baseline - top) * amount) / scale;
  const bars = given.flatMap(({ day, text, amount }, index) => {
    if (amount === 0) return [];
    const y = yOf(amount);
    return [
      `<rect class="${kind.name}" x="${percent((index + (1 - barShare) / 2) * dayWidth)}" y="${y.toFixed(1)}" width="${percent(barShare * dayWidth)}" height="${(baseline - y).toFixed(1)}"><title>${day}: ${grouped(text)} ${kind.unit}</title></rect>`,
    ];
  });
  const lines = [0, scale / 2, scale].map((amount) => {
    const y = yOf(amount);
    const line = `<line x1="0" x2="100%" y1="${y}" y2="${y}"/>`;
    return amount === 0 ? line : `${line}<text x="0" y="${y - 5}">${amount.toLocaleString('en-US')}</text>`;
  });
  const labels = Array.from(
    { length: month.dayCount },
    (_, index) =>
      `<text class="day${index % 7 === 0 ? '' : ' narrow-hidden'}" x="${percent((index + 0.5) * dayWidth)}" y="${baseline + 19}">${index + 1}</text>`,
  );
  const about = `${grouped(highest.text)} ${kind.unit} on ${highest.day}, the highest of all days. The table has every day.`;
  return `<figure><figcaption>${kind.title} by day</figcaption>
<svg role="img" aria-labelledby="${id}-title ${id}-about" width="100%" height="${height}">
<title id="${id}-title">${kind.title} by day in ${month.month}</title><desc id="${id}-about">${escapeUTF8(about)}</desc>
${[...lines, ...bars, ...labels].join('\n')}
</svg></figure>`;
}

const percent = (share: number): string => `${share.toFixed(2)}%`;

/** The end of the axis: the next round number. Half of it must be round too. */
function scaleFor(highest: number, isWhole: boolean): number {
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  const scale = [1, 2, 4, 6, 8, 10].map((step) => step * magnitude).find((end) => end >= highest) ?? highest;
  return isWhole ? Math.max(2, scale) : scale;
}
