import { notifiedShop, type Ports } from '../../functions/notify-shop/ports.ts';
import { deadLetters } from '../../lib/queue/dead-letter.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import { wakeUp } from '../../lib/queue/wake.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { shopControl, targetControl } from '../../lib/store/control.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { telling, type Surroundings } from '../../sim/ports/surroundings.ts';
import { names, partnerTimeoutMs } from '../../sim/stage.ts';
import type { NotifyTarget } from '../../lib/shops/notify-settings.ts';

/** The targets whose cost is counted. */
export const webhookTarget: NotifyTarget = { name: 'erp', to: 'webhook', url: 'https://oak.example/thankflow' };
export const metafieldTarget: NotifyTarget = { name: 'fields', to: 'shopify-metafield' };

const secrets = {
  targets: {
    [webhookTarget.name]: { to: 'webhook', current: `whsec_${Buffer.alloc(32).toString('base64')}` },
    [metafieldTarget.name]: {
      to: 'shopify-metafield',
      platform: { platform: 'shopify', url: 'https://oak.myshopify.com', accessToken: 'shpat_of_the_shop' },
    },
  },
};

/** notify-shop's ports. @param answered waits for the target's answer */
export function notifyPorts({ kernel, aws, newId }: Surroundings, answered: () => Promise<void>): Ports {
  const { documents, sqs } = aws;
  const { now } = kernel;
  const row = settingsRows(documents, names.settings);
  const cache = { ttlMs: 60_000, maxEntries: 10, now };
  const sendDeadLetter = deadLetters(sqs, names.noticesDlq);
  return {
    store: orderStore(documents, names.orders, newId),
    shops: cached(async (shop) => notifiedShop(shop, (await row(shop))?.settings ?? {}), cache),
    secrets: cached(async () => secrets, cache),
    shopControl: shopControl(documents, names.control, newId),
    targetControl: targetControl(documents, names.control, newId),
    send: async () => {
      await answered();
      return { kind: 'delivered' };
    },
    wakeOrder: ({ shop, pid }) => sendMessage(sqs, names.ordersQueue, ofShop(wakeUp(shop, pid))),
    sendDeadLetter: ({ shop, pid, about }, reason) => sendDeadLetter({ shop, pid: pid ?? about }, reason),
    telemetry: telling(kernel),
    now,
    random: kernel.random.next,
    newId,
    partnerTimeoutMs,
  };
}
