import { createHash, timingSafeEqual } from 'node:crypto';
import { addLogFields } from '../../lib/log-context.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { customerLink } from '../../lib/partners/thanku/customer-link.ts';
import type { GiftCardsState, GiftCardState } from '../../lib/order/gift-card-state.ts';
import { pidOf } from '../../lib/order/pid.ts';
import type { ReceiptState } from '../../lib/order/receipt-state.ts';
import { reversalKind, type ThankuState } from '../../lib/order/thanku-state.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import { keys } from '../../lib/store/keys.ts';
import type { OrderStore } from '../../lib/store/orders.ts';

export interface Ports {
  settings: (shop: string) => Promise<ShopSettings | undefined>;
  store: OrderStore;
}

export interface Question {
  shop: string;
  /** The platform's order id, or what people call the order: `#1001` or `1001`. */
  orderId: string;
  /** The Authorization header. */
  authorization: string | undefined;
}

/** An HTTP answer: JSON in every case, made for a program, with words for the person who reads its log. */
export interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * `GET /orders/{shop}?id={orderId}` or `GET /orders/{shop}/{orderId}`, with `Authorization: Bearer <status key>`: where an
 * order stands. 400 without an id; 401 for a missing or wrong key, and for an unknown shop, which must not be told apart; 404
 * for an order that thankflow has not been told of (yet); 409 where several orders have the same human number.
 */
export async function orderStatus(ports: Ports, question: Question): Promise<Answer> {
  const settings = await ports.settings(question.shop);
  if (settings === undefined || !hasKey(settings, question.authorization)) {
    return answer(
      401,
      { error: 'unauthorized', message: 'Send the shop\'s status key: "Authorization: Bearer …".' },
      { 'www-authenticate': 'Bearer' },
    );
  }
  if (question.orderId === '') {
    return answer(400, {
      error: 'no-id',
      message: 'Name the order: add its id or number to the URL as ?id=…, URL-encoded.',
    });
  }
  const { shop } = settings;
  addLogFields({ shop, order: keyText({ shop, pid: pidOf(pidPrefixOf(settings), question.orderId) }) });
  const pids = await findPids(ports, settings, question.orderId);
  const [pid, ...others] = pids;
  if (others.length > 0) {
    return answer(409, {
      error: 'ambiguous',
      message: "Several orders have this number: ask with the platform's order id.",
    });
  }
  const order = pid === undefined ? undefined : await ports.store.thanku.get(keys.thanku(settings.shop, pid));
  if (pid === undefined || order === undefined || order.state === 'early') {
    return answer(404, {
      error: 'not-found',
      message: 'thankflow has not been told of this order as paid. It may come within seconds of the payment.',
    });
  }
  const receipt =
    order.receipt === 'created' ? await ports.store.receipt.get(keys.receipt(settings.shop, pid)) : undefined;
  const giftCards = await ports.store.giftCards.get(keys.giftCards(settings.shop, pid));
  return answer(200, describe(order, receipt, giftCards));
}

async function findPids(ports: Ports, settings: ShopSettings, orderId: string): Promise<string[]> {
  const pid = pidOf(pidPrefixOf(settings), orderId);
  if (await ports.store.thanku.get(keys.thanku(settings.shop, pid))) return [pid];
  // Shops write `#1001`, people type `1001`.
  const numbers = orderId.startsWith('#') ? [orderId, orderId.slice(1)] : [orderId, `#${orderId}`];
  for (const number of numbers) {
    if (number === '' || number.length > 64) continue;
    const found = await ports.store.findByNumber(settings.shop, number);
    if (found.length > 0) return found;
  }
  return [];
}

function hasKey(settings: ShopSettings, authorization: string | undefined): boolean {
  const [, key] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (key === undefined) return false;
  const given = createHash('sha256').update(key, 'utf8').digest();
  return settings.statusKeys.some((hash) => timingSafeEqual(Buffer.from(hash.slice('sha256:'.length), 'hex'), given));
}

function describe(order: ThankuState, receipt: ReceiptState | undefined, giftCards: GiftCardsState | undefined) {
  const { id, link } = order;
  const thanked = order.state === 'posted' && id !== undefined;
  return {
    shop: order.shop,
    orderId: order.orderId,
    number: order.number,
    pid: order.pid,
    state: order.state,
    reason: order.reason,
    thanku: {
      id,
      link,
      customerLink: thanked ? customerLink({ id, link }) : undefined,
      certificateNum: order.certificateNum,
      certificateLink: order.certificateLink,
      cause: order.cause,
      impact: order.impact,
    },
    receipt: receiptOf(order, receipt),
    giftCards: giftCards?.cards.map((card) => giftCardOf(giftCards, card)),
    reversed: order.reversed && { kind: reversalKind(order.reversed), at: order.reversed.at },
    updatedAt: order.updatedAt,
  };
}

function receiptOf(order: ThankuState, receipt: ReceiptState | undefined) {
  if (receipt !== undefined)
    return { state: receipt.state, reason: receipt.rejectionText ?? receipt.reason, id: receipt.id };
  if (order.receipt === 'none') return { state: 'skipped', reason: order.receiptReason };
  return { state: 'waiting' };
}

/** Never more of a card than its last four digits. */
const giftCardOf = (
  { providerId }: GiftCardsState,
  { last4, state, reason, id, balance, cardState }: GiftCardState,
) => ({ last4, state, reason, providerId, id, balance, cardState });

const answer = (statusCode: number, body: object, headers: Record<string, string> = {}): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});
