import { isDeepStrictEqual } from 'node:util';
import { addAmounts, compareAmounts } from './money.ts';
import type { Money, Refund } from './order.ts';
import type { ThankuState } from './thanku-state.ts';

/** What an order's row knows of its refunds. */
export type KnownRefunds = Pick<ThankuState, 'refunds' | 'otherCurrencyRefunds' | 'refundsAsOf'>;

/** What an event says about them. */
export interface ReportedRefunds {
  refunds: readonly Refund[];
  refundsComplete?: boolean | undefined;
  changedAt?: string | undefined;
}

/** The amount at claim has this refund taken off already. */
const takenOff = '0';
/** The platform doesn't say the amount, or says it in another currency. */
const unknown = '?';

/**
 * Schemas drop a field named `__proto__`, and the AWS SDK takes an object with a field `constructor` for an instance of a class: names
 * that every object has get another. No two ids get the same.
 */
const keyOf = (id: string): string => (id.replace(/^%+/, '') in Object.prototype ? `%${id}` : id);

/** A list that says less than the one that is known already. */
const isOlder = (known: KnownRefunds, { changedAt }: ReportedRefunds): boolean =>
  known.refundsAsOf !== undefined && changedAt !== undefined && Date.parse(changedAt) < Date.parse(known.refundsAsOf);

/**
 * The refunds of an order after an event has reported some. An amount that is reported later replaces an unknown one, and no other: only a newer list does. Of a
 * platform that lists all refunds each time, the newest list counts: what is missing from it was taken back.
 * @param currency of the order; `undefined` while it is not known
 */
export function mergeRefunds(
  known: KnownRefunds,
  reported: ReportedRefunds,
  currency: string | undefined,
): KnownRefunds {
  const { refunds, refundsComplete = false, changedAt } = reported;
  const isList = refundsComplete && changedAt !== undefined;
  if (isList && isOlder(known, reported)) {
    return {
      refunds: known.refunds,
      otherCurrencyRefunds: known.otherCurrencyRefunds,
      refundsAsOf: known.refundsAsOf,
    };
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
    const { amount, currency: its = currency } = refund;
    if (amount === undefined || its === currency) amounts.set(id, amount ?? unknown);
    else {
      amounts.set(id, unknown);
      if (its !== undefined) others.set(id, { amount, currency: its });
    }
  }
  return {
    refunds: amounts.size > 0 ? Object.fromEntries(amounts) : undefined,
    otherCurrencyRefunds: others.size > 0 ? Object.fromEntries(others) : undefined,
    refundsAsOf: isList ? changedAt : known.refundsAsOf,
  };
}

/** The refunds at the claim: those in the order itself are off its amount already, and count no more. */
export function refundsAtClaim(
  known: KnownRefunds,
  reported: ReportedRefunds,
  currency: string | undefined,
): KnownRefunds {
  const merged = mergeRefunds(known, reported, currency);
  const off = reported.refunds.map(({ id }): [string, string] => [keyOf(id), takenOff]);
  const refunds = Object.fromEntries([...Object.entries(merged.refunds ?? {}), ...off]);
  const others = new Map(Object.entries(merged.otherCurrencyRefunds ?? {}));
  for (const [id] of off) others.delete(id);
  return {
    ...merged,
    refunds: Object.keys(refunds).length > 0 ? refunds : undefined,
    otherCurrencyRefunds: others.size > 0 ? Object.fromEntries(others) : undefined,
  };
}

/**
 * Whether the refunds since the claim give the whole amount back, in the shop's currency or in the one that the customer paid in.
 * Amounts of two currencies are never added; refunds of unknown size count nothing.
 */
export function refundsCover(
  { refunds = {}, otherCurrencyRefunds = {} }: KnownRefunds,
  {
    amount,
    currency,
    presentment,
  }: { amount?: string | undefined; currency?: string | undefined; presentment?: Money | undefined },
): boolean {
  const inShopMoney = Object.values(refunds).filter((refund) => refund !== unknown);
  const others = Object.values(otherCurrencyRefunds);
  const sumIn = (wanted: string | undefined): string[] =>
    others.filter((refund) => refund.currency === wanted).map((refund) => refund.amount);
  return (
    (amount !== undefined && covers([...inShopMoney, ...sumIn(currency)], amount)) ||
    (presentment !== undefined && covers(sumIn(presentment.currency), presentment.amount))
  );
}

function covers(amounts: readonly string[], whole: string): boolean {
  const total = amounts.reduce((sum, amount) => addAmounts(sum, amount), '0');
  return compareAmounts(total, '0') > 0 && compareAmounts(total, whole) >= 0;
}

/** Whether what is known is the same: how old the list is makes no difference where it lists the same. */
export const sameRefunds = (one: KnownRefunds, other: KnownRefunds): boolean =>
  isDeepStrictEqual([one.refunds, one.otherCurrencyRefunds], [other.refunds, other.otherCurrencyRefunds]);
