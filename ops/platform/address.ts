import { ThankflowError } from '../../lib/errors.ts';
import { adapters } from '../../lib/platforms/adapters.ts';
import { ApiPlatform, vendorOrigins, vendorSandboxes } from '../../lib/reconcile/platform-secret.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';

export const hasApi = (platform: PlatformName): platform is ApiPlatform => ApiPlatform.safeParse(platform).success;

/** Whether the platform's webhooks only name orders: without a credential, none can be fetched. */
export const needsApi = (platform: PlatformName | undefined): boolean =>
  platform !== undefined && adapters[platform].isThin === true;

/** Whether the platform shows the shop's webhooks to no credential that lasts, so that nobody can do anything about it. */
export const hidesWebhooks = (platform: PlatformName | undefined): boolean =>
  platform === 'squarespace' || platform === 'shopware' || platform === 'adobe-commerce';

/** For platforms whose shops each have an address. */
export const addressExample: Partial<Record<ApiPlatform, string>> = {
  shopify: 'my-shop.myshopify.com',
  woocommerce: 'https://my-shop.example',
  shopware: 'https://my-shop.example',
  saleor: 'https://my-shop.saleor.cloud',
  'adobe-commerce': 'https://my-shop.example',
};

const vendorAddresses: Partial<Record<ApiPlatform, string>> = vendorOrigins;
/** Another one, for tests. */
const testAddresses: Partial<Record<ApiPlatform, string>> = vendorSandboxes;

/** Where the local stack plays the platforms; `undefined` for a stage in AWS. */
export type Sandboxes = Record<ApiPlatform, string> | undefined;

/** The address that all shops of a platform share; `undefined`: each shop has its own. */
export const vendorAddress = (platform: ApiPlatform, sandboxes: Sandboxes): string | undefined =>
  vendorAddresses[platform] === undefined ? undefined : (sandboxes?.[platform] ?? vendorAddresses[platform]);

const refuse = (why: string) => new ThankflowError('usage', `the shop's address: ${why}`);

/**
 * The address that the shop's admin API is below, from what a person types or copies from the browser.
 * @throws ThankflowError `usage` for anything else. It never repeats a password in the address.
 */
export function shopAddress(platform: ApiPlatform, typed: string): string {
  const text = typed.trim();
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null || text === '')
    throw refuse(`expected an address such as ${addressExample[platform] ?? vendorAddresses[platform] ?? ''}`);
  if (url.username !== '' || url.password !== '') throw refuse('leave out the user name and the password');
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback))
    throw refuse('expected https://, because everybody on the way could read the credential otherwise');
  if (platform === 'woocommerce') return url.origin + wordPressFolder(url.pathname);
  // Shopware may be in a folder, too. Its admin is a page of its own, and its API is below /api.
  if (platform === 'shopware')
    return url.origin + url.pathname.replace(/\/(?:admin|api)(?:\/.*)?$/, '').replace(/\/+$/, '');
  // People copy the address of its API, or of its dashboard.
  if (platform === 'saleor') return url.origin;
  // Commerce may be in a folder, too. Below it are its API, and what people see of it.
  if (platform === 'adobe-commerce')
    return (
      url.origin + url.pathname.replace(/\/(?:admin|rest|V1|graphql|index\.php)(?:[_/].*)?$/, '').replace(/\/+$/, '')
    );
  if (isLoopback) return url.origin;
  const vendor = vendorAddresses[platform];
  if (vendor !== undefined) {
    const addresses = [vendor, testAddresses[platform]].filter((address) => address !== undefined);
    if (!addresses.includes(url.origin)) throw refuse(`expected ${addresses.join(' or ')}, the same for all shops`);
    return url.origin;
  }
  const inAdmin = url.hostname === 'admin.shopify.com' ? /^\/store\/([a-z\d-]+)/.exec(url.pathname)?.[1] : undefined;
  const host = inAdmin === undefined ? url.hostname : `${inAdmin}.myshopify.com`;
  // The token must not be sent to any other host.
  if (!/^[a-z\d][a-z\d-]*\.myshopify\.com$/.test(host))
    throw refuse(
      `expected the one that ends in .myshopify.com, such as ${addressExample.shopify ?? ''}: Settings → Domains`,
    );
  return `https://${host}`;
}

/** WordPress may be in a folder. Pages of its admin and of its API are below that folder. */
const wordPressFolder = (path: string): string =>
  path.replace(/\/(?:wp-admin|wp-json|wp-login\.php)(?:\/.*)?$/, '').replace(/\/+$/, '');
