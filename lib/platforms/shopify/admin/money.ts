import { Big } from 'big.js';
import * as z from 'zod';

const Money = z.object({ amount: z.string(), currencyCode: z.string() });
type Money = z.infer<typeof Money>;

/** An amount in the shop's currency and in the customer's. */
export const MoneyBag = z.object({ shopMoney: Money, presentmentMoney: Money });
export type MoneyBag = z.infer<typeof MoneyBag>;

export const moneyFields = '{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }';

/** How many decimals a currency has; two for one that Node.js doesn't know. */
function decimalsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** GraphQL writes `29.0` where webhooks write `29.00`. Further decimals stay. Anything else is left for the adapter to refuse. */
export function webhookAmount({ amount, currencyCode }: Money): string {
  if (!/^-?\d{1,20}(\.\d{1,20})?$/.test(amount)) return amount;
  const exact = new Big(amount);
  return exact.toFixed(Math.max(decimalsOf(currencyCode), exact.round(20).toString().split('.')[1]?.length ?? 0));
}

/** The set as webhooks write it. */
export const webhookSet = ({ shopMoney, presentmentMoney }: MoneyBag) => ({
  shop_money: { amount: webhookAmount(shopMoney), currency_code: shopMoney.currencyCode },
  presentment_money: { amount: webhookAmount(presentmentMoney), currency_code: presentmentMoney.currencyCode },
});
