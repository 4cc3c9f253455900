import { createHash, createHmac } from 'node:crypto';
import type { Basket } from './basket-book.ts';
import { viewOf } from './receipts.ts';
import { delayMs, numberOf } from './settings.ts';
import type { PurchaseWebhook, Receipt, ThanxState } from './state.ts';

/** A purchase that Thanx has made of a receipt or basket. */
interface Purchase {
  /** Thanx's own ID of it. The same for each delivery. */
  id: string;
  userId: string;
  merchantId: string;
  purchasedAt: string;
  amount: number;
  /** A basket's ID. */
  orderId?: string;
  products: string[];
}

/** A delivery of a webhook, as the books list it. */
export interface PurchaseDelivery {
  purchase: string;
  /** The receipt's marker, or the basket's ID. */
  about: string;
  clientId: string;
  at: string;
  /** The answer's status; `none` if there was no answer within 15 s. */
  answered: number | 'none';
}

const answerWithinMs = 15_000;

/**
 * Reports purchases to the addresses of their credentials: receipts that were applied, and billed baskets. Each once or twice at the same time, and never
 * again, whatever the answer.
 * @see https://docs.thanx.com/webhooks/purchases
 */
export class PurchaseWebhooks {
  #deliveries: PurchaseDelivery[] = [];
  #sent = 0;
  readonly #open = new Set<Promise<void>>();
  readonly #state: ThanxState;

  constructor(state: ThanxState) {
    this.#state = state;
  }

  get deliveries(): readonly PurchaseDelivery[] {
    return this.#deliveries;
  }

  clear(): void {
    this.#deliveries = [];
  }

  /** Sends what is due. Returns whether anything was. */
  sendDue(): boolean {
    const { webhooks, settings, books } = this.#state;
    if (webhooks.size === 0) return false;
    const { receipts, baskets } = books();
    const due = [
      ...receipts.filter((receipt) => this.#isDue(receipt) && viewOf(this.#state, receipt).state === 'applied'),
      ...baskets.filter((basket) => this.#isDue(basket) && this.#hasAppeared(basket)),
    ];
    for (const one of due) {
      one.reported = true;
      if (settings.purchaseWebhooks !== 'none') this.#report(one);
    }
    return due.length > 0;
  }

  /** Waits for the answers to what was sent. */
  async settled(): Promise<void> {
    await Promise.all(this.#open);
  }

  #isDue({ reported, clientId = '' }: Receipt | Basket): boolean {
    return reported === undefined && this.#state.webhooks.has(clientId);
  }

  #hasAppeared({ id, billed }: Basket): boolean {
    const { settings, now } = this.#state;
    return billed !== undefined && now() >= Date.parse(billed.at) + delayMs(settings, id);
  }

  #report(from: Receipt | Basket): void {
    const webhook = this.#state.webhooks.get(from.clientId ?? '');
    if (webhook === undefined) return;
    const isBasket = 'history' in from;
    const purchase = isBasket ? purchaseOfBasket(from) : purchaseOfReceipt(from);
    const about = isBasket ? from.id : (from.user_comments ?? from.id);
    const { purchaseWebhooks } = this.#state.settings;
    const isTwice = purchaseWebhooks === 'twice' || (purchaseWebhooks === 'mixed' && numberOf(purchase.id, 3) === 0);
    for (let copy = 0; copy < (isTwice ? 2 : 1); copy += 1) {
      const sending = this.#send(webhook, purchase, about).finally(() => this.#open.delete(sending));
      this.#open.add(sending);
    }
  }

  async #send({ clientId, url, secret }: PurchaseWebhook, purchase: Purchase, about: string): Promise<void> {
    const body = JSON.stringify(this.#bodyOf(purchase));
    const at = new Date(this.#state.now()).toISOString();
    const answered = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-thanx-signature': createHmac('sha256', secret).update(body).digest('hex'),
      },
      body,
      signal: AbortSignal.timeout(answerWithinMs),
    }).then(
      async (answer) => {
        await answer.body?.cancel();
        return answer.status;
      },
      () => 'none' as const,
    );
    this.#deliveries.push({ purchase: purchase.id, about, clientId, at, answered });
  }

  /** The amount is a number and a string by turns, as in two versions of Thanx's documentation. */
  #bodyOf({ id, userId, merchantId, purchasedAt, amount, orderId, products }: Purchase) {
    const email = this.#state.emails.get(userId);
    const merchant = this.#state.merchants.find((one) => one.id === merchantId);
    this.#sent += 1;
    return {
      purchase: {
        id,
        amount: this.#sent % 2 === 0 ? amount.toFixed(2) : amount,
        purchased_at: purchasedAt,
        event: 'create',
        user: { id: userId, ...(email !== undefined && { email }) },
        merchant: { id: merchantId, name: merchant?.name ?? merchantId },
        location: {},
        order: orderId === undefined ? {} : { id: orderId, provider: 'THANKFLOW' },
        products,
      },
    };
  }
}

const idOf = (id: string) => createHash('sha256').update(`purchase ${id}`).digest('hex').slice(0, 10);

const purchaseOfReceipt = ({ id, user_id, merchant_id, purchased_at, amount }: Receipt): Purchase => ({
  id: idOf(id),
  userId: user_id,
  merchantId: merchant_id,
  purchasedAt: new Date(purchased_at).toISOString(),
  amount,
  products: [],
});

function purchaseOfBasket({ id, userId, merchantId, billed }: Basket): Purchase {
  const { order_timestamp: orderedAt, subtotal, items } = billed?.request ?? { items: [] };
  return {
    id: idOf(`${merchantId} ${id}`),
    userId,
    merchantId,
    purchasedAt: new Date(orderedAt ?? 0).toISOString(),
    amount: subtotal ?? 0,
    orderId: id,
    products: items.map(({ name }) => name),
  };
}
