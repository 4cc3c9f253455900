import { notifiedShop } from '../../functions/notify-shop/notified-shop.ts';
import type { Ports } from '../../functions/notify-shop/ports.ts';
import { callWithin } from '../../lib/notify/call-within.ts';
import { klaviyoSender } from '../../lib/notify/klaviyo/send-event.ts';
import { NotifySecret } from '../../lib/notify/secret.ts';
import { sendTo } from '../../lib/notify/send-to.ts';
import { metafieldSender } from '../../lib/notify/shopify/write-metafield.ts';
import type { PostPublicly } from '../../lib/notify/webhook/post-publicly.ts';
import { webhookSender } from '../../lib/notify/webhook/send-webhook.ts';
import { noteSender } from '../../lib/notify/woocommerce/add-note.ts';
import { metaSender } from '../../lib/notify/woocommerce/write-meta.ts';
import type { CallAdmin } from '../../lib/platforms/admin/call.ts';
import { AdminRefusal } from '../../lib/platforms/admin/refusal.ts';
import { deadLetters } from '../../lib/queue/dead-letter.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import { wakeUp } from '../../lib/queue/wake.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource } from '../../lib/secrets/read.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { shopControl, targetControl } from '../../lib/store/control.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { SystemCaller } from '../partners/systems/systems.ts';
import { names, partnerTimeoutMs, secretsTimeoutMs } from '../stage.ts';
import { klaviyoUrl } from '../targets.ts';
import { telling, type Surroundings } from './surroundings.ts';

/** As `callAdmin`, which uses `fetch`. */
const calling =
  ({ exchange }: SystemCaller) =>
  (url: string, timeoutMs: number): CallAdmin =>
  async ({ method, path, headers, body = '' }) => {
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const sent = await exchange(url, { method, path, headers: lower, body }, timeoutMs);
    if (sent.kind !== 'answer') throw new AdminRefusal('unavailable', `no answer: ${sent.reason}`);
    const { status, body: answered, retryAfter } = sent;
    const more = 'headers' in sent ? sent.headers : undefined;
    const retry = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    return { status, headers: { ...more, ...retry }, body: answered };
  };

/** As `postPublicly`, which uses sockets. */
const posting =
  ({ exchange }: SystemCaller): PostPublicly =>
  async (address, { headers, body }) => {
    const { pathname } = new URL(address);
    const sent = await exchange(address, { method: 'POST', path: pathname, headers, body }, partnerTimeoutMs);
    if (sent.kind !== 'answer') return { kind: 'no-answer', code: sent.reason };
    const { status, retryAfter } = sent;
    const location = 'headers' in sent ? sent.headers?.['location'] : undefined;
    return { kind: 'answer', status, ...(retryAfter && { retryAfter }), ...(location && { location }) };
  };

/** notify-shop's ports in one execution environment: its caches start empty. */
export function noticesPorts({ kernel, aws, newId, readSecret }: Surroundings, caller: SystemCaller): Ports {
  const { documents, sqs } = aws;
  const { now } = kernel;
  const readRow = settingsRows(documents, names.settings);
  const readShop = async (shop: string) => {
    const row = await readRow(shop);
    return row && notifiedShop(shop, row.settings);
  };
  const options = { ttlMs: 60_000, maxEntries: 10, now };
  const readNotifySecret = secretSource(readSecret(secretsTimeoutMs), NotifySecret, (shop) =>
    secretNames.notify('sim', shop),
  );
  const sendDeadLetter = deadLetters(sqs, names.noticesDlq);
  const call = callWithin(partnerTimeoutMs, now, calling(caller));
  return {
    store: orderStore(documents, names.orders, newId),
    shops: cached(readShop, options),
    pageLink: async ({ shop, orderId }, version) => `https://api.example/t/${shop}?o=${orderId}&v=${version}`,
    secrets: cached(readNotifySecret, options),
    shopControl: shopControl(documents, names.control, newId),
    targetControl: targetControl(documents, names.control, newId),
    send: sendTo({
      webhook: webhookSender({ post: posting(caller), now }),
      'shopify-metafield': metafieldSender({ call, now }),
      'woocommerce-meta': metaSender({ call }),
      'woocommerce-note': noteSender({ call, now }),
      klaviyo: klaviyoSender({ call: calling(caller)(klaviyoUrl, partnerTimeoutMs) }),
    }),
    wakeOrder: ({ shop, pid }) => sendMessage(sqs, names.ordersQueue, ofShop(wakeUp(shop, pid))),
    sendDeadLetter: ({ shop, pid, about }, reason) => sendDeadLetter({ shop, pid: pid ?? about }, reason),
    telemetry: telling(kernel),
    now,
    random: kernel.random.next,
    newId,
    partnerTimeoutMs,
  };
}
