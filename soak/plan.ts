import { randomFrom } from '../sim/kernel/random.ts';
import { soakShops, type SoakShop } from './shops.ts';

/**
 * What happens to an order. `reversed`: cancelled or refunded while it is being processed, so it may still be thanked. `stopped`:
 * cancelled, and paid only when thankflow knows that. `forged`: signed with another secret.
 */
export type Story = 'paid' | 'reversed' | 'stopped' | 'test' | 'forged';

export interface SoakOrder {
  shop: SoakShop;
  orderId: string;
  number: string;
  pid: string;
  story: Story;
  amount: string;
  shipping: string;
  currency: string;
  /** How a `reversed` or `stopped` order is reversed. */
  reversal: 'cancelled' | 'refunded';
  /** When each copy of the webhook is sent, ms after the start. */
  paidAtMs: readonly number[];
  reversalAtMs: readonly number[];
}

interface PlanOptions {
  seed: number;
  orders: number;
  /** How many orders get a receipt at most. */
  receipts: number;
  /** How long webhooks are sent, ms. */
  spanMs: number;
}

/** Shopify's IDs have this many digits; those of other platforms may. */
const firstId = 8_000_000_000_000;

/** All copies of a webhook are sent within this time. */
const copiesWithinMs = 6000;

/** Draws orders of all shops. The same options give the same orders. */
export function drawOrders({ seed, orders, receipts, spanMs }: PlanOptions): SoakOrder[] {
  const random = randomFrom(seed);
  const copies = (fromMs: number) =>
    Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, index) => fromMs + (index && random.below(copiesWithinMs)));
  const loyal = soakShops.filter(({ merchantId }) => merchantId !== undefined).length;
  // Receipts are spread over the whole time.
  const share = receipts / ((orders * loyal) / soakShops.length);
  let left = receipts;
  return Array.from({ length: orders }, (_, index) => {
    const shop = soakShops[index % soakShops.length];
    if (shop === undefined) throw new Error('there is no sample shop');
    const orderId = String(firstId + index);
    const atMs = Math.floor((index / orders) * spanMs);
    const hasReceipt = shop.merchantId !== undefined && left > 0 && random.chance(share);
    if (hasReceipt) left -= 1;
    return {
      shop,
      orderId,
      number: `#${index + 1}`,
      pid: `${shop.pidPrefix}${orderId}`,
      story: storyOf(random.below(100)),
      amount: `${random.between(20, 180)}.${random.between(10, 99)}`,
      // WooCommerce's sample shop gives no credit for shipping.
      shipping: shop.platform === 'woocommerce' ? `4.${random.between(10, 99)}` : '0.00',
      // An order in another currency gets no receipt.
      currency: hasReceipt ? 'EUR' : 'CHF',
      reversal: random.pick(['cancelled', 'refunded']),
      paidAtMs: copies(atMs),
      reversalAtMs: copies(atMs + random.below(copiesWithinMs)),
    };
  });
}

function storyOf(percent: number): Story {
  if (percent < 8) return 'reversed';
  if (percent < 12) return 'stopped';
  if (percent < 16) return 'test';
  if (percent < 20) return 'forged';
  return 'paid';
}

/** How many ThankUs or receipts of an order may be in the partners' books at the end. */
export type Count = 'one' | 'one-at-most' | 'none';

const thankuCounts: Record<Story, Count> = {
  paid: 'one',
  reversed: 'one-at-most',
  stopped: 'none',
  test: 'none',
  forged: 'none',
};

export const thankusOf = ({ story }: SoakOrder): Count => thankuCounts[story];

export const receiptsOf = ({ story, shop, currency }: SoakOrder): Count =>
  shop.merchantId !== undefined && currency === 'EUR' ? thankuCounts[story] : 'none';
