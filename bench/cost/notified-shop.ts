import { serve } from '../../local/http/serve.ts';
import { readSampleShops } from '../../local/shops.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';

/** A shop whose own system takes webhooks on this machine. */
export interface NotifiedShop {
  settings: ShopSettings;
  /** How many webhooks have come. */
  told(): number;
  close(): Promise<void>;
}

/** The sample shop of the standard platform, under another name and with a target. */
export async function notifiedShop(): Promise<NotifiedShop> {
  const sample = readSampleShops().find(({ platform }) => platform === 'standard');
  if (sample === undefined) throw new Error('local/shops has no shop of the standard platform');
  let told = 0;
  const server = await serve((request, response) => {
    told += 1;
    request.resume();
    response.writeHead(204).end();
  }, 0);
  const { thanku } = sample;
  return {
    settings: {
      ...sample,
      shop: 'bench-notified',
      thanku: { ...thanku, slug: 'bench-notified', pidPrefix: 'notified-' },
      notify: [{ name: 'erp', to: 'webhook', url: `${server.url}/thankflow` }],
    },
    told: () => told,
    close: () => server.close(),
  };
}
