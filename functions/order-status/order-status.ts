import { insteadOfReceipt } from '../../lib/order/loyalty-plan.ts';
import { createHash, timingSafeEqual } from 'node:crypto';
import { ThankflowError } from '../../lib/errors.ts';
import { addLogFields } from '../../lib/lambda-telemetry.ts';
import { statusErrors, type StatusError } from './answer.ts';
import { describeOrder } from './describe-order.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { pidOf } from '../../lib/order/pid.ts';
import type { StatusReader } from '../../lib/store/status-reader.ts';
import type { StatusSettings } from './status-settings.ts';

export interface Ports {
  settings: (shop: string) => Promise<StatusSettings | undefined>;
  store: StatusReader;
}

export interface Question {
  shop: string;
  /** The platform's order id, or the order's number: `#1001` or `1001`. */
  orderId: string;
  /** The Authorization header. */
  authorization: string | undefined;
}

/** An HTTP answer, always JSON. Errors have a `message` for the person who reads a log. */
export interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * `GET /orders/{shop}?id={orderId}` or `GET /orders/{shop}/{orderId}`, with `Authorization: Bearer <status key>`. 400
 * without an id; 401 for a missing or wrong key and for an unknown shop alike; 404 for an order that wasn't reported yet;
 * 409 if several orders have this number.
 * @throws ThankflowError `settings-newer` if only a newer version knows the shop's keys or pids
 */
export async function orderStatus(ports: Ports, question: Question): Promise<Answer> {
  const settings = await ports.settings(question.shop);
  if (settings === undefined || !hasKey(settings, question.authorization)) {
    if (settings?.hasUnknownKeys === true) throw newer(settings);
    return refusal('unauthorized', 'Send the shop\'s status key: "Authorization: Bearer …".', {
      'www-authenticate': 'Bearer',
    });
  }
  if (question.orderId === '') {
    return refusal('no-id', 'Name the order: add its id or number to the URL as ?id=…, URL-encoded.');
  }
  const { shop, pidPrefix } = settings;
  if (pidPrefix === undefined) throw newer(settings);
  const asPid = pidOf(pidPrefix, question.orderId);
  addLogFields({ shop, order: keyText({ shop, pid: asPid }) });
  const pids = await findPids(ports, shop, asPid, question.orderId);
  const [pid, ...others] = pids;
  if (others.length > 0) {
    return refusal('ambiguous', "Several orders have this number: ask with the platform's order id.");
  }
  const order = pid === undefined ? undefined : await ports.store.order(shop, pid);
  if (pid === undefined || order === undefined || order.state === 'early') {
    return refusal(
      'not-found',
      'thankflow has not received this order as paid yet. It may arrive within seconds of the payment.',
    );
  }
  const isBasket = order.receiptReason === insteadOfReceipt;
  const [receipt, basket, giftCards] = await Promise.all([
    isBasket ? undefined : ports.store.receipt(shop, pid),
    isBasket ? ports.store.basket(shop, pid) : undefined,
    ports.store.giftCards(shop, pid),
  ]);
  return answer(200, describeOrder({ ...order, state: order.state }, { receipt, basket, giftCards }));
}

const newer = ({ shop }: StatusSettings): ThankflowError =>
  new ThankflowError('settings-newer', `the settings of ${shop} say its status keys or pids in an unknown way`);

async function findPids(ports: Ports, shop: string, pid: string, orderId: string): Promise<string[]> {
  if (await ports.store.order(shop, pid)) return [pid];
  // Shops write `#1001`, people type `1001`.
  const numbers = orderId.startsWith('#') ? [orderId, orderId.slice(1)] : [orderId, `#${orderId}`];
  for (const number of numbers) {
    if (number === '' || number.length > 64) continue;
    const found = await ports.store.findByNumber(shop, number);
    if (found.length > 0) return found;
  }
  return [];
}

function hasKey(settings: StatusSettings, authorization: string | undefined): boolean {
  const [, key] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (key === undefined) return false;
  const given = createHash('sha256').update(key, 'utf8').digest();
  return settings.statusKeys.some((hash) => timingSafeEqual(Buffer.from(hash.slice('sha256:'.length), 'hex'), given));
}

const refusal = (error: StatusError, message: string, headers?: Record<string, string>): Answer =>
  answer(statusErrors[error], { error, message }, headers);

const answer = (statusCode: number, body: object, headers: Record<string, string> = {}): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});
