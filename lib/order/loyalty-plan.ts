import type { ShopSettings } from '../shops/settings.ts';
import type { Frozen } from '../store/orders.ts';
import { planBasket } from './basket/plan.ts';
import type { Order } from './order.ts';
import { isReversalReason, type ReceiptSkipReason } from './reasons.ts';
import { planReceipt } from './receipt/plan.ts';
import type { ThankuState } from './thanku/state.ts';

/** The reason for having no receipt, if the order has a basket. */
export const insteadOfReceipt = 'basket' satisfies ReceiptSkipReason;

/** Whether the order has a basket, or will have one. */
export const hasBasket = ({ receipt, receiptReason }: Pick<ThankuState, 'receipt' | 'receiptReason'>): boolean =>
  receipt !== 'none' && receiptReason === insteadOfReceipt;

/** Also whether a worker may have created its row and died before the order's row said so. Then a reversal has taken the order for one without a basket. */
export const mayHaveBasket = (order: Pick<ThankuState, 'receipt' | 'receiptReason'>): boolean =>
  hasBasket(order) || (order.receipt === 'none' && isReversalReason(order.receiptReason));

/** What Thanx gets for a paid order: the parts that its row and its payload store. An order stays in the mode of its claim. */
export function planLoyalty(
  order: Order,
  settings: ShopSettings,
  pid: string,
  simulate: boolean,
): { row: Pick<ThankuState, 'receipt' | 'receiptReason'>; frozen: Pick<Frozen, 'receipt' | 'basket'> } {
  if (settings.thanx?.mode === 'baskets') {
    const basket = planBasket(order, settings, pid, simulate);
    return 'plan' in basket
      ? { row: { receipt: 'wanted', receiptReason: insteadOfReceipt }, frozen: { basket: basket.plan } }
      : { row: { receipt: 'none', receiptReason: basket.reason }, frozen: {} };
  }
  const receipt = planReceipt(order, settings, pid, simulate);
  return 'plan' in receipt
    ? { row: { receipt: 'wanted' }, frozen: { receipt: receipt.plan } }
    : { row: { receipt: 'none', receiptReason: receipt.reason }, frozen: {} };
}

/** The row of an order that gets what its payload has kept, which may be of the other mode. */
export const loyaltyAsKept = (
  { receipt, receiptReason }: Pick<ThankuState, 'receipt' | 'receiptReason'>,
  { basket }: Pick<Frozen, 'basket'>,
): Pick<ThankuState, 'receipt' | 'receiptReason'> =>
  receipt === 'wanted'
    ? { receipt, receiptReason: basket === undefined ? undefined : insteadOfReceipt }
    : { receipt, receiptReason };
