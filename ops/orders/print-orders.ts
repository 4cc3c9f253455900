import { basketIdOf } from '../../lib/order/basket/plan.ts';
import { hasBasket } from '../../lib/order/loyalty-plan.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { inTone, type Toned } from '../cli/facts.ts';
import type { Output } from '../cli/output.ts';
import { agoCell } from '../cli/words.ts';
import { shownIds } from '../../lib/order/thanku/shown-ids.ts';
import { basketStanding, receiptStanding, thankuStanding } from '../../lib/order/standing.ts';
import { describeAmount, describeLoyalty, describeThanku, toneOf } from './describe-order.ts';
import type { OrderRows } from './order-rows.ts';

const withLinks = (thanku: OrderRows['thanku']) => {
  const { id: thankuId, ...links } = shownIds(thanku);
  return { thankuId, ...links };
};

export const summaryOf = ({ thanku, receipt, basket, giftCards }: OrderRows) => ({
  key: keyText(thanku),
  number: thanku.number,
  orderId: thanku.orderId,
  amount: thanku.amount,
  currency: thanku.currency,
  paidAt: thanku.paidAt,
  createdAt: thanku.createdAt,
  state: thanku.state,
  reason: thanku.reason,
  cause: thanku.cause,
  impact: thanku.impact,
  use100Grams: thanku.use100Grams,
  ...withLinks(thanku),
  receipt:
    receipt === undefined
      ? { state: hasBasket(thanku) ? 'none' : thanku.receipt, reason: thanku.receiptReason }
      : { state: receipt.state, reason: receipt.reason, id: receipt.id },
  basket: basket && {
    id: basketIdOf(basket),
    state: basket.state,
    reason: basket.reason,
    subtotal: basket.subtotal,
    wantedRefund: basket.wanted,
    refundedSubtotal: basket.refunded,
    refundMissed: basket.refundMissed,
  },
  giftCards: giftCards?.cards.map(({ last4, state, reason }) => ({ last4, state, reason })),
});

/** An order's states in lists, by its rows alone. */
export function statesOf(order: OrderRows, nowMs: number): { thanku: Toned; thanx: Toned } {
  const { thanku, receipt, basket } = order;
  const atThanx =
    (receipt && receiptStanding(receipt, undefined, nowMs)) ?? (basket && basketStanding(basket, undefined, nowMs));
  return {
    thanku: { tone: toneOf(thankuStanding(thanku, undefined, nowMs)), text: describeThanku(thanku) },
    thanx: { tone: toneOf(atThanx), text: shortly(describeLoyalty(order)) },
  };
}

/** Prints a table of orders. `by` says how each was found. */
export function printOrders(out: Output, orders: readonly (OrderRows & { by?: string })[]): void {
  const nowMs = Date.now();
  const found = orders.some(({ by }) => by !== undefined);
  out.table(
    ['order', 'number', 'amount', 'first seen', 'ThankU', 'Thanx', ...(found ? ['found by'] : [])],
    orders.map((order) => {
      const { thanku, thanx } = statesOf(order, nowMs);
      return [
        keyText(order.thanku),
        order.thanku.number,
        describeAmount(order.thanku),
        agoCell(Date.parse(order.thanku.createdAt), nowMs),
        inTone(out, thanku),
        { shown: inTone(out, thanx), full: describeLoyalty(order) },
        ...(found ? [order.by ?? ''] : []),
      ];
    }),
  );
}

/** Omits the reason if the shop has no loyalty programme, to keep rows short. */
const shortly = (receipt: string): string => (receipt === 'none (not-configured)' ? '–' : receipt);
