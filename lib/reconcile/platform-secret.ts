import * as z from 'zod';
import { PlatformName } from '../shops/platform-name.ts';

const isLoopback = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

/** Paths are appended to the address. `fetch` would refuse a user name, in an error that quotes the password. */
function isPlain(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.username === '' && url.password === '' && !/[?#\\\s]/.test(text);
}

/** The shop's address, with the folder that WordPress is in. Plain HTTP would show the credential to everybody on the way. */
export const ShopUrl = z
  .url('expected an address such as https://my-shop.myshopify.com')
  .refine((url) => url.startsWith('https://') || (url.startsWith('http://') && isLoopback(url)), 'expected https://')
  .refine(isPlain, 'expected an address without a user name, a query or spaces')
  .transform((url) => url.replace(/\/+$/, ''));

/** The addresses of vendors that have one for all shops. */
export const vendorOrigins = {
  squarespace: 'https://api.squarespace.com',
  wix: 'https://www.wixapis.com',
  stripe: 'https://api.stripe.com',
  bigcommerce: 'https://api.bigcommerce.com',
  square: 'https://connect.squareup.com',
  ecwid: 'https://app.ecwid.com',
} as const;

/** Where vendors have a world of their own for tests, with its own credentials. Elsewhere, the credential decides. */
export const vendorSandboxes = { square: 'https://connect.squareupsandbox.com' } as const;

/** A vendor's address, or the local stack's. No other host may get the credential. */
const onlyAt = (origin: string, ...others: string[]) =>
  ShopUrl.refine(
    (url) => url === origin || others.includes(url) || isLoopback(url),
    `expected ${[origin, ...others].join(' or ')}, the same for all shops`,
  );

const visible = (maxChars: number) => z.string().regex(new RegExp(`^[\\x21-\\x7e]{8,${maxChars}}$`));

/** Only Adobe may get an access token of Adobe's. The path is the tenant's ID. */
const isCloudService = (url: string): boolean =>
  /^https:\/\/[a-z\d-]+\.api\.commerce\.adobe\.com\/[A-Za-z\d]+$/.test(url) || isLoopback(url);

/** A shop's credential for its platform's admin API, in a secret of its own. Only reconcile and fetch-order read it. */
export const PlatformSecret = z.union([
  z.object({ platform: z.literal('shopify'), url: ShopUrl, accessToken: visible(200) }),
  // Apps of the Dev Dashboard get their tokens with these, for a day each.
  z.object({ platform: z.literal('shopify'), url: ShopUrl, clientId: visible(200), clientSecret: visible(200) }),
  z.object({
    platform: z.literal('woocommerce'),
    url: ShopUrl,
    consumerKey: visible(200),
    consumerSecret: visible(200),
  }),
  // Its API keys don't expire. OAuth tokens do after half an hour.
  z.object({ platform: z.literal('squarespace'), url: onlyAt(vendorOrigins.squarespace), apiKey: visible(200) }),
  z.object({
    platform: z.literal('stripe'),
    url: onlyAt(vendorOrigins.stripe),
    // A publishable key (pk_…) can't read anything, and a signing secret (whsec_…) isn't a key.
    apiKey: visible(300).regex(/^[rs]k_/, 'expected a restricted key (rk_…)'),
  }),
  // The token that they get is for one site, and valid for four hours.
  z.object({
    platform: z.literal('wix'),
    url: onlyAt(vendorOrigins.wix),
    appId: visible(200),
    appSecret: visible(200),
    instanceId: visible(200),
  }),
  // An application's own, which doesn't expire. Its ID (sq0idp-…) and its secret (sq0csp-…) aren't tokens.
  z.object({
    platform: z.literal('square'),
    url: onlyAt(vendorOrigins.square, vendorSandboxes.square),
    accessToken: visible(1024).regex(/^(?!(sandbox-)?sq0[ic])/, 'expected an access token (EAAA…)'),
  }),
  // An integration's, or the one that Shopware gives the app when it registers.
  z.object({ platform: z.literal('shopware'), url: ShopUrl, clientId: visible(200), clientSecret: visible(200) }),
  // A store-level API account's, or an app's for one store. Neither expires.
  z.object({
    platform: z.literal('bigcommerce'),
    url: onlyAt(vendorOrigins.bigcommerce),
    storeHash: z.string().regex(/^[a-z0-9]{4,32}$/, 'expected a store hash, such as q7w2e9r4t1'),
    accessToken: visible(200),
  }),
  // An app's token for one store, which doesn't expire. The other token of the app (public_…) may not read orders.
  z.object({
    platform: z.literal('ecwid'),
    url: onlyAt(vendorOrigins.ecwid),
    storeId: z.string().regex(/^[1-9]\d{0,14}$/, 'expected a store ID such as 15695068'),
    secretToken: visible(200).regex(/^secret_/, 'expected the secret token (secret_…)'),
  }),
  // The token of an app.
  z.object({ platform: z.literal('saleor'), url: ShopUrl, appToken: visible(300) }),
  // An integration of a Commerce on the merchant's or Adobe's servers. A token alone isn't taken any more.
  z.object({
    platform: z.literal('adobe-commerce'),
    url: ShopUrl,
    consumerKey: visible(200),
    consumerSecret: visible(200),
    accessToken: visible(200),
    accessTokenSecret: visible(200),
  }),
  // Adobe Commerce as a Cloud Service. The token that they get is for everything that the project may do, and valid for a day.
  z.object({
    platform: z.literal('adobe-commerce'),
    url: ShopUrl.refine(isCloudService, 'expected an address such as https://na1.api.commerce.adobe.com/AbCdEfGh'),
    clientId: visible(200),
    clientSecret: visible(200),
  }),
]);
export type PlatformSecret = z.infer<typeof PlatformSecret>;

/** The platforms whose admin API thankflow can call. */
export const ApiPlatform = PlatformName.exclude(['standard']);
export type ApiPlatform = PlatformSecret['platform'];
