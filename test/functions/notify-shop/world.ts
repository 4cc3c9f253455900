import { randomUUID } from 'node:crypto';
import { notifyShop } from '../../../functions/notify-shop/notify-shop.ts';
import { notifiedShop } from '../../../functions/notify-shop/notified-shop.ts';
import type { Ports } from '../../../functions/notify-shop/ports.ts';
import type { Notification, Outcome } from '../../../lib/notify/notification.ts';
import { targetControl } from '../../../lib/store/control.ts';
import { keys, type NoticesOf } from '../../../lib/store/keys.ts';
import { startWorld as startOrders } from '../thank-customer/world.ts';

export const webhook = { name: 'erp', to: 'webhook', url: 'https://erp.example/thanks' } as const;
export const klaviyo = { name: 'klaviyo', to: 'klaviyo' } as const;
export const note = { name: 'note', to: 'woocommerce-note', text: { en: 'Thank you: {{link}}' } } as const;
export const meta = { name: 'meta', to: 'woocommerce-meta' } as const;

const platform = {
  platform: 'woocommerce',
  url: 'https://my-shop.example',
  consumerKey: 'ck_00000000',
  consumerSecret: 'cs_00000000',
};
const secrets = {
  erp: { to: 'webhook', current: `whsec_${'A'.repeat(32)}` },
  klaviyo: { to: 'klaviyo', apiKey: 'pk_0000000000' },
  note: { to: 'woocommerce-note', platform },
  meta: { to: 'woocommerce-meta', platform },
};

export type Sent = Notification & { target: string };
type Script = Outcome | ((sent: Sent) => Outcome | Promise<Outcome>);

/** thank-customer and notify-shop on the same rows, with targets that answer what the test says (`answers`, else delivered). */
export async function startWorld() {
  const orders = await startOrders();
  return {
    close: orders.close,
    tables: orders.tables,
    /** A fresh shop with these targets. */
    shop(notify: readonly object[], overrides: Partial<Ports> = {}) {
      const platformOf = notify.some((one) => 'to' in one && String(one.to).startsWith('woo'))
        ? 'woocommerce'
        : 'standard';
      const shop = orders.shop({}, { platform: platformOf, notify });
      const state = {
        answers: {} as Record<string, Script[]>,
        sent: [] as Sent[],
        letters: [] as string[],
        secrets: { ...secrets } as Record<string, unknown>,
      };
      const read = async () => shop.state.settings && notifiedShop(shop.name, shop.state.settings);
      const readSecret = async () => ({ targets: state.secrets });
      const ports: Ports = {
        store: shop.ports.store,
        shops: { get: read, refresh: read },
        secrets: { get: readSecret, refresh: readSecret },
        pageLink: async ({ orderId }, version) => `https://hooks.example/t/${shop.name}?o=${orderId}&v=${version}`,
        shopControl: orders.control,
        targetControl: targetControl(orders.tables.documents, orders.tables.control),
        async send({ name }, _, notification) {
          const sent = { ...notification, target: name };
          state.sent.push(sent);
          const next = state.answers[name]?.shift() ?? { kind: 'delivered' };
          return typeof next === 'function' ? await next(sent) : next;
        },
        wakeOrder: async ({ pid }) => void (await shop.send({ type: 'wake', shop: shop.name, pid })),
        sendDeadLetter: async (_, reason) => void state.letters.push(reason),
        telemetry: shop.telemetry,
        now: () => shop.state.nowMs,
        random: () => 0,
        newId: randomUUID,
        partnerTimeoutMs: 10_000,
        ...overrides,
      };
      const key = (orderId = '4711') => keys.notices(shop.name, shop.pid(orderId));
      const notify1 = (of: NoticesOf) => notifyShop(ports, { type: 'wake-notices', ...of }, () => 60_000);
      return {
        ...shop,
        ports,
        orderPorts: shop.ports,
        notified: state,
        notices: (orderId = '4711') => ports.store.notices.get(key(orderId)),
        deliveries: async (orderId = '4711') =>
          ((await ports.store.notices.get(key(orderId)))?.deliveries ?? []).map(({ target, state: now, reason }) =>
            [target, now, reason].filter((one) => one !== undefined).join(' '),
          ),
        notify: (orderId = '4711') => notify1({ shop: shop.name, pid: shop.pid(orderId) }),
        /** Everything that was to be woken. */
        async notifyTold() {
          for (const of of shop.state.told.splice(0)) await notify1(of);
        },
      };
    },
  };
}
