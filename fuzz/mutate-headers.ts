import type { PlatformName } from '../lib/shops/platform-name.ts';
import { oddNames } from './odd.ts';
import type { Random } from '../sim/kernel/random.ts';
import type { SentHeaders } from './sign.ts';

const topics: Record<PlatformName, readonly string[]> = {
  shopify: ['orders/paid', 'orders/create', 'orders/cancelled', 'refunds/create', 'customers/redact', 'shop/redact'],
  woocommerce: ['order.created', 'order.updated', 'order.deleted', 'order.restored', 'action.woocommerce_x'],
  // Its topics are in the body.
  squarespace: ['order.create'],
  wix: ['wix.ecom.v1.order_canceled'],
  shopware: ['state_enter.order_transaction.state.paid'],
  stripe: ['checkout.session.completed'],
  bigcommerce: ['store/order/created'],
  square: ['payment.updated'],
  ecwid: ['order.created'],
  saleor: ['order_fully_paid'],
  'adobe-commerce': ['com.adobe.commerce.observer.sales_order_save_commit_after'],
  standard: ['order.paid'],
};
const oddTopics = ['', ' ', 'ORDERS/PAID', 'orders/updated', 'product.updated', '__proto__', 'constructor', 'ö\u0000'];

const times = ['2026-02-03T11:00:00Z', '2026-02-03T11:00:00+25:00', '9999-12-31T23:59:59Z', 'now', ''];

/** Headers that have a meaning for one of the platforms. */
const known = (random: Random): readonly [string, string] =>
  random.pick([
    ['x-shopify-test', 'true'],
    ['x-shopify-triggered-at', random.pick(times)],
    ['shopify-topic', random.pick(topics.shopify)],
    ['x-wc-webhook-topic', random.pick(topics.woocommerce)],
    ['x-shopify-hmac-sha256', 'AAAA'],
    ['x-wc-webhook-signature', `${'A'.repeat(43)}=`],
    ['webhook-id', ''],
    ['svix-signature', 'v1,AAAA'],
    ['webhook-timestamp', '0'],
    ['stripe-signature', 't=0,v1=AAAA'],
    ['shopware-shop-signature', 'a'.repeat(64)],
    ['x-ecwid-webhook-signature', `${'A'.repeat(43)}=`],
    ['sw-user-language', 'de-DE'],
    ['saleor-signature', `${'A'.repeat(40)}..AAAA`],
    ['saleor-domain', 'evil.example'],
    ['square-environment', random.pick(['Sandbox', 'Production', ''])],
    ['x-square-hmacsha256-signature', `${'A'.repeat(43)}=`],
    ['x-adobe-public-key1-path', '@evil.example/prod/keys/pub-key-1.pem'],
    ['x-adobe-digital-signature-1', 'AAAA'],
    ['content-encoding', 'gzip'],
    ['content-type', 'application/json; charset=utf-16'],
  ]);

/** Returns changed headers, in half of the cases. */
export function mutateHeaders(platform: PlatformName, headers: SentHeaders, random: Random): SentHeaders {
  switch (random.below(12)) {
    case 0:
      return [];
    case 1:
      return headers.map(([name]) => [name, random.pick([...topics[platform], ...oddTopics])]);
    case 2:
      return [...headers, ...headers];
    case 3:
      return headers.map(([name, value]) => [name.toUpperCase(), ` ${value}`]);
    case 4:
      return [...headers, [random.pick(oddNames), 'x'.repeat(random.below(5000))]];
    case 5:
      return [...headers, known(random)];
    default:
      return headers;
  }
}
