import { isDeepStrictEqual } from 'node:util';
import { addAmounts, compareAmounts, shareOf } from '../money.ts';
import type { Money, Refund } from '../order.ts';
import { sinceClaim } from './refund-sums.ts';
import type { ThankuState } from './state.ts';

/** The refunds that an order's row knows. */
export type KnownRefunds = Pick<ThankuState, 'refunds' | 'otherCurrencyRefunds' | 'refundsAsOf'>;

/** The refunds that an event reports. */
export interface ReportedRefunds {
  refunds: readonly Refund[];
  refundsComplete?: boolean | undefined;
  changedAt?: string | undefined;
}

/** The amount at the claim already has this refund deducted. */
const takenOff = '0';
/** The platform doesn't report the amount, or reports it in another currency. */
const unknown = '?';

/**
 * Schemas drop a field named `__proto__`, and the AWS SDK mistakes an object with a field `constructor` for a class
 * instance. So ids that are names of every object's properties get a prefix. Different ids always get different keys.
 */
const keyOf = (id: string): string => (id.replace(/^%+/, '') in Object.prototype ? `%${id}` : id);

/** The currencies that an order's row knows. */
type Currencies = Pick<ThankuState, 'currency' | 'presentment' | 'presentmentCurrency'>;

/** Whether the customer paid in another currency than the order's. Amounts without a currency may be in either. */
export const paidInAnother = ({ currency, presentment, presentmentCurrency }: Currencies): boolean => {
  const paidIn = presentment?.currency ?? presentmentCurrency;
  return paidIn !== undefined && paidIn !== currency;
};

/** Whether the reported list is older than the known one. */
const isOlder = (known: KnownRefunds, { changedAt }: ReportedRefunds): boolean =>
  known.refundsAsOf !== undefined && changedAt !== undefined && Date.parse(changedAt) < Date.parse(known.refundsAsOf);

/**
 * Merges reported refunds into an order's known refunds. A later amount replaces an unknown one, but a known amount is
 * only replaced by a newer list. If a platform lists all refunds each time, the newest list counts: a refund that is
 * missing from it was taken back.
 * @param currency of the order; `undefined` while it isn't known
 * @param ambiguous whether an amount without a currency may be in another one
 */
export function mergeRefunds(
  known: KnownRefunds,
  reported: ReportedRefunds,
  currency: string | undefined,
  ambiguous = false,
): KnownRefunds {
  const { refunds, refundsComplete = false, changedAt } = reported;
  const isList = refundsComplete && changedAt !== undefined;
  if (isList && isOlder(known, reported)) {
    return { refunds: known.refunds, otherCurrencyRefunds: known.otherCurrencyRefunds, refundsAsOf: known.refundsAsOf };
  }
  const amounts = new Map(Object.entries(known.refunds ?? {}));
  const others = new Map(Object.entries(known.otherCurrencyRefunds ?? {}));
  const ids = new Set(refunds.map(({ id }) => keyOf(id)));
  for (const [id, amount] of isList ? amounts : []) {
    if (ids.has(id) || amount === takenOff) continue;
    amounts.delete(id);
    others.delete(id);
  }
  for (const refund of refunds) {
    const id = keyOf(refund.id);
    const before = amounts.get(id) ?? unknown;
    if (before === takenOff || (!isList && (before !== unknown || others.has(id)))) continue;
    others.delete(id);
    const { own, other } = inBoth(refund, currency, ambiguous);
    amounts.set(id, own ?? unknown);
    if (other !== undefined) others.set(id, other);
  }
  return {
    refunds: amounts.size > 0 ? Object.fromEntries(amounts) : undefined,
    otherCurrencyRefunds: others.size > 0 ? Object.fromEntries(others) : undefined,
    refundsAsOf: isList ? changedAt : known.refundsAsOf,
  };
}

/** The refunded amounts, in the order's currency and in another one. Nothing is converted. */
function inBoth(
  { amount, currency: said, inShopMoney }: Refund,
  currency: string | undefined,
  ambiguous: boolean,
): { own?: string | undefined; other?: Money | undefined } {
  const its = said ?? (ambiguous ? undefined : currency);
  if (its === currency) return { own: amount };
  const isOwn = inShopMoney !== undefined && (currency === undefined || inShopMoney.currency === currency);
  return {
    own: isOwn ? inShopMoney.amount : undefined,
    other: amount !== undefined && its !== undefined ? { amount, currency: its } : undefined,
  };
}

/**
 * The refunds at the claim. Those in the order itself are already deducted from its amount and don't count again,
 * unless the platform says otherwise. Only now is it known whether earlier amounts without a currency were ambiguous.
 */
export function refundsAtClaim(
  known: KnownRefunds & Pick<ThankuState, 'currency'>,
  reported: ReportedRefunds,
  order: Currencies,
): KnownRefunds {
  const ambiguous = paidInAnother(order);
  const early = ambiguous && known.currency === undefined ? withoutAmbiguous(known) : known;
  const merged = mergeRefunds(early, reported, order.currency, ambiguous);
  const off = reported.refunds
    .filter(({ notTakenOff }) => notTakenOff !== true)
    .map(({ id }): [string, string] => [keyOf(id), takenOff]);
  const refunds = Object.fromEntries([...Object.entries(merged.refunds ?? {}), ...off]);
  const others = new Map(Object.entries(merged.otherCurrencyRefunds ?? {}));
  for (const [id] of off) others.delete(id);
  return {
    ...merged,
    refunds: Object.keys(refunds).length > 0 ? refunds : undefined,
    otherCurrencyRefunds: others.size > 0 ? Object.fromEntries(others) : undefined,
  };
}

/** Until an order's currency is known, amounts that had a currency are stored among those in other currencies. */
const withoutAmbiguous = (known: KnownRefunds): KnownRefunds => ({
  ...known,
  refunds: Object.fromEntries(
    Object.entries(known.refunds ?? {}).map(([id, amount]) => [
      id,
      known.otherCurrencyRefunds?.[id] === undefined ? unknown : amount,
    ]),
  ),
});

/** What an order's row says of its amount. */
interface AmountOf {
  amount?: string | undefined;
  currency?: string | undefined;
  presentment?: Money | undefined;
}

/**
 * What the refunds since the claim give back of the whole amount, in the shop's currency and in the one that the customer paid in. Amounts of two
 * currencies are never added. Refunds of unknown size count as zero.
 */
function givenBack(
  { refunds = {}, otherCurrencyRefunds = {} }: KnownRefunds,
  { amount, currency, presentment }: AmountOf,
): { given: string; whole: string }[] {
  const known = Object.entries(refunds).filter(
    ([id, refund]) => refund !== unknown && otherCurrencyRefunds[id]?.currency !== currency,
  );
  const deducted = known.flatMap(([id, refund]) => (refund === takenOff ? [id] : []));
  const inShopMoney = sinceClaim(known, deducted);
  const others = Object.values(otherCurrencyRefunds);
  const sumIn = (wanted: string | undefined): string[] =>
    others.filter((refund) => refund.currency === wanted).map((refund) => refund.amount);
  return [
    ...(amount === undefined ? [] : [{ given: sum([...inShopMoney, ...sumIn(currency)]), whole: amount }]),
    ...(presentment === undefined ? [] : [{ given: sum(sumIn(presentment.currency)), whole: presentment.amount }]),
  ];
}

const sum = (amounts: readonly string[]): string => amounts.reduce((total, amount) => addAmounts(total, amount), '0');

/** Whether the refunds since the claim give the whole amount back. */
export const refundsCover = (known: KnownRefunds, of: AmountOf): boolean =>
  givenBack(known, of).some(({ given, whole }) => compareAmounts(given, '0') > 0 && compareAmounts(given, whole) >= 0);

/**
 * The part of `subtotal` that the refunds since the claim give back: as much of it as of the whole amount, because platforms don't say what a refund is
 * for. Rounded down.
 */
export const refundedShare = (order: KnownRefunds & AmountOf, subtotal: string): string =>
  givenBack(order, order)
    .map(({ given, whole }) => shareOf(subtotal, given, whole))
    .reduce((most, one) => (compareAmounts(one, most) > 0 ? one : most), '0');

/** Whether the size of a refund since the claim is known in no currency in which the whole amount is known. */
export const isAnyOfUnknownSize = (
  { refunds = {}, otherCurrencyRefunds = {} }: KnownRefunds,
  { currency, presentment }: AmountOf,
): boolean =>
  Object.entries(refunds).some(([id, amount]) => {
    const other = otherCurrencyRefunds[id]?.currency;
    return amount === unknown && (other === undefined || (other !== currency && other !== presentment?.currency));
  });

/**
 * Whether an order's row lacks one of these refunds, or has one that was taken back.
 * @param complete whether `ids` are all refunds of the order
 */
export function differFrom(
  { refunds = {} }: Pick<KnownRefunds, 'refunds'>,
  { ids, complete }: { ids: readonly string[]; complete: boolean },
): boolean {
  const listed = new Set(ids.map(keyOf));
  const isTakenBack = ([id, amount]: [string, string]) => amount !== takenOff && !listed.has(id);
  return [...listed].some((id) => refunds[id] === undefined) || (complete && Object.entries(refunds).some(isTakenBack));
}

/** Whether the known refunds are equal. The age of the list doesn't matter. */
export const sameRefunds = (one: KnownRefunds, other: KnownRefunds): boolean =>
  isDeepStrictEqual([one.refunds, one.otherCurrencyRefunds], [other.refunds, other.otherCurrencyRefunds]);
