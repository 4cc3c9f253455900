import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { Standing } from '../../lib/order/standing.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import type { Output } from '../cli/output.ts';
import { InvalidArgumentError } from 'commander';
import { orderKeyOf, type OrderKey, keyText } from '../../lib/order/order-key.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { keys } from '../../lib/store/keys.ts';
import type { OrderStore } from '../../lib/store/orders.ts';

const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (${reason})`);

/** `failed (rejected)`. */
export const describeThanku = ({ state, reason }: Pick<ThankuState, 'state' | 'reason'>): string =>
  state === 'early' ? 'not paid yet, as far as we were told' : `${state}${because(reason)}`;

/** `submitted`, `none (not-configured)`. */
export function describeReceipt({ thanku, receipt }: Pick<OrderRows, 'thanku' | 'receipt'>): string {
  if (receipt !== undefined) return `${receipt.state}${because(receiptReason(receipt))}`;
  return thanku.receipt === 'none' ? `none${because(thanku.receiptReason)}` : 'waiting';
}

const receiptReason = ({ reason, waitsFor }: ReceiptState): string | undefined =>
  waitsFor === undefined ? reason : waitsFor === 'brake' ? 'paused' : 'circuit open';

/** `…1234 added, …5678 rejected (invalid)`. */
export const describeCards = ({ cards }: GiftCardsState): string =>
  cards.map(({ last4, state, reason }) => `…${last4} ${state}${because(reason)}`).join(', ');

/** `59.90 EUR`. */
export const describeAmount = ({ amount, currency }: Pick<ThankuState, 'amount' | 'currency'>): string =>
  amount === undefined ? '–' : `${amount} ${currency ?? ''}`.trim();

/** Colours a text: red needs a person or has an unknown outcome, yellow is stopped or denied, green is through. */
export function coloured(out: Output, standing: Standing | undefined, text: string): string {
  switch (standing?.phase) {
    case 'failed':
    case 'unresolved':
    case 'searching':
      return out.style('red', text);
    case 'stopped':
    case 'cooling-off':
      return out.style('yellow', text);
    case 'through':
      if (standing.as === 'denied') return out.style('yellow', text);
      return standing.as === 'skipped' || standing.as === 'simulated' ? text : out.style('green', text);
    case 'attempting':
    case 'waiting':
    case 'early':
    case 'unclaimed':
    case undefined:
      return text;
  }
}

/** Reads `my-shop/my-shop-1001`, as `orders find` and dead letters say it. */
export function orderKey(text: string): OrderKey {
  const key = orderKeyOf(text);
  if (key !== undefined) return key;
  throw new InvalidArgumentError(
    `"${text}" is not an order key. Keys look like my-shop/my-shop-1001. \`orders find ${/^[\w#-]+$/.test(text) ? `'${text}'` : 'TEXT'}\` finds it`,
  );
}

/** For commander's `<key...>`. */
export const orderKeys = (text: string, before: OrderKey[] | undefined): OrderKey[] => [
  ...(before ?? []),
  orderKey(text),
];

/** An order's rows; nothing of them is personal. */
export interface OrderRows {
  thanku: ThankuState;
  receipt: ReceiptState | undefined;
  giftCards: GiftCardsState | undefined;
}

/** Reads an order's rows; `undefined` if there is no such order. */
export async function orderRows(store: OrderStore, { shop, pid }: OrderKey): Promise<OrderRows | undefined> {
  const [thanku, receipt, giftCards] = await Promise.all([
    store.thanku.get(keys.thanku(shop, pid)),
    store.receipt.get(keys.receipt(shop, pid)),
    store.giftCards.get(keys.giftCards(shop, pid)),
  ]);
  return thanku && { thanku, receipt, giftCards };
}

/** There is no such order: how to find the one that was meant. */
export const noSuchOrder = (key: OrderKey, stage: string): ThankflowError =>
  new ThankflowError(
    'not-found',
    `stage ${stage} has no order ${keyText(key)}. Find it by its number or an id: ./thankflow orders find TEXT --stage ${stage}`,
  );
