import type { NotifySecret, TargetSecret } from '../lib/notify/secret.ts';
import type { NotifyTarget } from '../lib/shops/notify-settings.ts';
import type { PlannedTarget } from './plan.ts';
import { urlOf } from './stage.ts';

export const klaviyoUrl = 'https://klaviyo.example';
const webhookUrlOf = (shop: string, target: string) => `https://${target}.${shop}.example/thankflow`;

export const webhookSecretOf = (shop: string, target: string): string =>
  `whsec_${Buffer.from(`${target} of ${shop}`.padEnd(32, '.')).toString('base64')}`;
export const klaviyoKeyOf = (shop: string): string => `pk_of_${shop}`;
export const storeKeyOf = (shop: string) => ({ consumerKey: `ck_of_${shop}`, consumerSecret: `cs_of_${shop}` });
export const storeTokenOf = (shop: string): string => `shpat_of_${shop}`;

/** One of a shop's own systems. Some targets are in the same one. */
export const systemOf = ({ name, to }: Pick<PlannedTarget, 'name' | 'to'>): string =>
  to === 'webhook' ? name : to === 'klaviyo' ? 'klaviyo' : 'store';

/** The shop and the system at an address. Klaviyo's is the same for all shops, and the key says which one it is. */
export function systemAt(url: string, authorization = ''): { shop: string; system: string } {
  if (url.startsWith(klaviyoUrl)) return { shop: authorization.replace(/^.*pk_of_/, ''), system: 'klaviyo' };
  const [first = '', ...rest] = new URL(url).hostname.replace(/\.example$/, '').split('.');
  return rest[0] === undefined ? { shop: first, system: 'store' } : { shop: rest[0], system: first };
}

/** A target as its shop's settings have it. */
export function targetSettings({ shop, name, to }: PlannedTarget): NotifyTarget {
  switch (to) {
    case 'webhook':
      return { name, to, url: webhookUrlOf(shop, name) };
    case 'woocommerce-note':
      return { name, to, text: { en: '{{impact}} for your order: {{link}}' } };
    default:
      return { name, to };
  }
}

const secretOf = ({ shop, name, to }: PlannedTarget): TargetSecret => {
  switch (to) {
    case 'webhook':
      return { to, current: webhookSecretOf(shop, name) };
    case 'klaviyo':
      return { to, apiKey: klaviyoKeyOf(shop) };
    case 'shopify-metafield':
      return { to, platform: { platform: 'shopify', url: urlOf(shop), accessToken: storeTokenOf(shop) } };
    default:
      return { to, platform: { platform: 'woocommerce', url: urlOf(shop), ...storeKeyOf(shop) } };
  }
};

/** The secret of a shop's targets. */
export const notifySecretOf = (targets: readonly PlannedTarget[]): NotifySecret => ({
  targets: Object.fromEntries(targets.map((target) => [target.name, secretOf(target)])),
});
