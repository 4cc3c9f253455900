import { Big } from 'big.js';
import type { LimitUsage } from '../../lib/limit/usage.ts';
import type { SkipReason, ReversalKind } from '../../lib/order/reasons.ts';
import { number } from '../cli/words.ts';
import type { Figures, ReceiptFigures, Units } from './figures.ts';

/** Why the settings exclude an order. */
export const exclusions: Record<SkipReason, string> = {
  'zero-amount': 'nothing was paid',
  currency: 'another currency',
  'below-minimum': 'below the minimum',
  tags: 'by its tags',
  channel: 'by its channel',
};

const reversals: Record<ReversalKind, string> = {
  cancelled: 'cancelled',
  refunded: 'refunded',
  unpaid: 'payment lost',
  erased: 'customer erased',
};

const reasons: Readonly<Record<string, string>> = { ...exclusions, ...reversals, limit: 'limit reached' };

/** A reason in the merchant's words. Other versions' reasons stay as they are. */
export const describeReason = (reason: string): string =>
  (Object.hasOwn(reasons, reason) ? reasons[reason] : undefined) ?? reason;

/** A kind of unit. `amount` is an exact decimal. */
export interface UnitKind {
  name: keyof Units;
  /** `trees`: after an amount. */
  unit: string;
  /** `Trees planted`: above amounts. */
  title: string;
  amount(units: Units): string;
}

export const unitKinds: readonly UnitKind[] = [
  { name: 'trees', unit: 'trees', title: 'Trees', amount: ({ trees }) => String(trees) },
  {
    name: 'plasticGrams',
    unit: 'kg of plastic',
    title: 'Plastic (kg)',
    amount: ({ plasticGrams }) => new Big(plasticGrams).div(1000).toFixed(),
  },
  {
    name: 'habitatSquareMetres',
    unit: 'm² of habitat',
    title: 'Habitat (m²)',
    amount: ({ habitatSquareMetres }) => String(habitatSquareMetres),
  },
];

/** The kinds of units that were given. */
export const givenKinds = (units: Units): UnitKind[] => unitKinds.filter(({ name }) => units[name] > 0);

/** `1,234.5`, from an exact decimal. */
export function grouped(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  return [BigInt(whole).toLocaleString('en-US'), fraction].filter((part) => part !== undefined).join('.');
}

/** `1,234 trees · 12.3 kg of plastic`. */
export const describeUnits = (units: Units): string =>
  givenKinds(units)
    .map((kind) => {
      const amount = kind.amount(units);
      return `${grouped(amount)} ${kind.name === 'trees' && amount === '1' ? 'tree' : kind.unit}`;
    })
    .join(' · ');

/** `1 order`, `1,234 orders`. */
export const ordersCounted = (count: number): string => `${number(count)} ${count === 1 ? 'order' : 'orders'}`;

/** Names and counts, highest first: `below the minimum 20 · cancelled 4`. */
export const describeCounts = (counts: Readonly<Record<string, number>>): string =>
  highestFirst(counts)
    .map(([reason, count]) => `${describeReason(reason)} ${number(count)}`)
    .join(' · ');

export const highestFirst = (counts: Readonly<Record<string, number>>): [string, number][] =>
  Object.entries(counts).toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));

/** `1,234.50 EUR`, one for each currency. */
export const describeAmounts = ({ amounts }: Pick<ReceiptFigures, 'amounts'>): string[] =>
  Object.entries(amounts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, amount]) => `${grouped(amount)} ${currency}`);

/** `applied 12 (340.00 EUR) · submitted 3 (12.00 EUR, 1 of unknown amount)`. */
export const describeReceipts = (receipts: Figures['receipts']): string =>
  Object.entries(receipts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([state, figures]) => {
      const { withoutAmount } = figures;
      const unknown = withoutAmount === 0 ? [] : [`${number(withoutAmount)} of unknown amount`];
      return `${state} ${number(figures.receipts)} (${[...describeAmounts(figures), ...unknown].join(', ')})`;
    })
    .join(' · ');

/** `billed 12 (340.00 EUR, refunded 10.00 EUR)`. */
export const describeBaskets = (baskets: Figures['baskets']): string =>
  Object.entries(baskets)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([state, { baskets: count, subtotals, refunded }]) => {
      const amounts = [...listed(subtotals), ...listed(refunded).map((amount) => `refunded ${amount}`)];
      return `${state} ${number(count)}${amounts.length === 0 ? '' : ` (${amounts.join(', ')})`}`;
    })
    .join(' · ');

const listed = (amounts: Readonly<Record<string, string>>): string[] =>
  Object.entries(amounts).map(([currency, amount]) => `${grouped(amount)} ${currency}`);

/** `50.00 EUR, 12.00 USD`, by currency. */
export const describeSums = (amounts: Readonly<Record<string, string>>): string => listed(amounts).join(', ');

/** What can still be given. A limit that was lowered may be exceeded. */
export const leftOf = ({ units, limit }: Pick<LimitUsage, 'units' | 'limit'>): number => Math.max(0, limit - units);

/** `750 of 1,000 in 2026-11, 250 left`. */
export const describeLimit = (usage: readonly LimitUsage[]): string =>
  usage
    .map((one) => `${number(one.units)} of ${number(one.limit)} in ${one.in}, ${number(leftOf(one))} left`)
    .join('; ');
