import * as z from 'zod';
import { addAmounts, compareAmounts } from '../../order/money.ts';
import { DecimalAmount, type Money } from '../../order/order.ts';
import { currencyCode } from '../fields.ts';

/** Adjustments are negative if more was paid back than the lines were worth. */
const signedDecimal = () =>
  z
    .union([z.string(), z.number()])
    .transform((amount) => String(amount).trim())
    .pipe(z.string().regex(/^-?\d{1,12}(\.\d{1,12})?$/));
const Side = z.lazy(() => z.object({ amount: signedDecimal(), currency_code: currencyCode }));
const MoneySet = z.lazy(() => z.object({ shop_money: Side, presentment_money: Side }));
type MoneySet = z.infer<typeof MoneySet>;

/**
 * The parts of a refund, in the shop's currency and in the customer's.
 * @see https://shopify.dev/docs/api/admin-rest/latest/resources/refund
 */
const RefundSets = z.lazy(() =>
  z.object({
    refund_line_items: z.array(z.object({ subtotal_set: MoneySet, total_tax_set: MoneySet.nullish() })).nullish(),
    refund_shipping_lines: z.array(z.object({ subtotal_amount_set: MoneySet })).nullish(),
    order_adjustments: z
      .array(z.object({ kind: z.string().nullish(), amount_set: MoneySet, tax_amount_set: MoneySet.nullish() }))
      .nullish(),
  }),
);

interface Sum {
  shop: Money;
  presentment: Money;
}

/** What a refund's parts say about the sum of its transactions. */
export interface RefundMoney {
  /** The currency that the customer paid in. */
  presentmentCurrency?: string;
  /** The sum in the shop's currency, if that is another currency and the sum is certain. */
  shop?: Money;
}

/**
 * Finds a refund's sum in the shop's currency. It's certain if some parts of the refund add up to exactly what its transactions pay back. Which
 * parts varies: the adjustment of a pending refund cancels all of its lines, and shipping is an adjustment, a shipping line, or both.
 * @param amount the sum of the transactions
 * @param currency of the transactions; `undefined` if they don't say it
 */
export function refundMoney(refund: unknown, amount: string, currency: string | undefined): RefundMoney {
  const sets = RefundSets.safeParse(refund).data;
  if (sets === undefined) return {};
  const lines = (sets.refund_line_items ?? []).flatMap((line) => [line.subtotal_set, line.total_tax_set]);
  const adjustments = sets.order_adjustments ?? [];
  const adjusted = (isShipping: boolean) =>
    adjustments
      .filter(({ kind }) => (kind === 'shipping_refund') === isShipping)
      .flatMap((one) => [one.amount_set, one.tax_amount_set])
      .map((set) => set && negative(set));
  const shippingLines = (sets.refund_shipping_lines ?? []).map((line) => line.subtotal_amount_set);
  const withShipping = [...lines, ...(adjusted(true).length > 0 ? adjusted(true) : shippingLines)];
  const sums = [withShipping, [...withShipping, ...adjusted(false)]].map((parts) =>
    sumOf(parts.filter((set) => set !== null && set !== undefined)),
  );
  const presentmentCurrency = sums.at(-1)?.presentment.currency;
  if (presentmentCurrency === undefined) return {};
  if (currency !== undefined && currency !== presentmentCurrency) return {};
  const shop = sums.find((sum) => sum !== undefined && compareAmounts(sum.presentment.amount, amount) === 0)?.shop;
  const isCertain = shop?.currency !== presentmentCurrency && DecimalAmount.safeParse(shop?.amount).success;
  return { presentmentCurrency, ...(shop !== undefined && isCertain && { shop }) };
}

/** `undefined` if there is nothing to add, or if there are two currencies. */
function sumOf([first, ...others]: MoneySet[]): Sum | undefined {
  if (first === undefined) return undefined;
  const { shop_money, presentment_money } = first;
  const start: Sum = {
    shop: { amount: shop_money.amount, currency: shop_money.currency_code },
    presentment: { amount: presentment_money.amount, currency: presentment_money.currency_code },
  };
  return others.reduce<Sum | undefined>((sum, set) => {
    const shop = sum && plus(sum.shop, set.shop_money);
    const presentment = sum && plus(sum.presentment, set.presentment_money);
    return shop && presentment && { shop, presentment };
  }, start);
}

const plus = ({ amount, currency }: Money, side: MoneySet['shop_money']): Money | undefined =>
  side.currency_code === currency ? { amount: addAmounts(amount, side.amount), currency } : undefined;

const negative = ({ shop_money, presentment_money }: MoneySet): MoneySet => ({
  shop_money: { ...shop_money, amount: negated(shop_money.amount) },
  presentment_money: { ...presentment_money, amount: negated(presentment_money.amount) },
});

const negated = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`);
