import { saleorDomain } from '../platforms/saleor/domain.ts';
import type { PlatformName } from './platform-name.ts';

/** What a platform calls a shop, where one key or one app may stand for several shops. */
interface PlatformShopId {
  /** The platform's name for it, and what it looks like. */
  expected: string;
  format: RegExp;
  /** Whether the setting is required. */
  isRequired?: true;
}

/** The platforms whose webhooks name their shop. Others have a webhook secret for each shop, so nothing needs to be compared. */
const platformShopIds: Partial<Record<PlatformName, PlatformShopId>> = {
  shopify: {
    expected: 'the number that Shopify gives the shop, such as 690933842',
    format: /^(gid:\/\/shopify\/Shop\/)?\d{1,30}$/,
  },
  squarespace: {
    expected: 'the websiteId that Squarespace gives the site, such as 5f3c3d55ac435e1a051f77b3',
    format: /^[0-9a-f]{24}$/,
  },
  wix: {
    expected: "the instance ID of the app on the shop's site, such as 7f3c1a52-0d8e-4c0f-9a1e-52b6f0c4d931",
    format: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
    // The app's key signs for all sites that have the app.
    isRequired: true,
  },
  shopware: {
    expected: "the installation's shopId in the app system, such as hRCw2xo1EDZnLco4",
    format: /^[A-Za-z0-9]{8,64}$/,
  },
  stripe: { expected: 'the ID of a connected account, such as acct_1032D82eZvKYlo2C', format: /^acct_\w{1,100}$/ },
  bigcommerce: {
    expected: 'the store hash, such as q7w2e9r4t1 in https://store-q7w2e9r4t1.mybigcommerce.com',
    format: /^[a-z0-9]{4,32}$/,
  },
  square: {
    expected: "the seller's merchant ID, such as MLQ5ZC7VYC3V4",
    format: /^[A-Z0-9]{6,40}$/,
    // An application's subscription has one key for all sellers, and those of the Sandbox differ from the real ones.
    isRequired: true,
  },
  ecwid: {
    expected: 'the store ID that Ecwid shows at the bottom of its admin, such as 15695068',
    format: /^[1-9]\d{0,14}$/,
    // The client secret is the app's, and an app may be in several stores.
    isRequired: true,
  },
  saleor: {
    expected: 'the domain of its API, such as my-shop.saleor.cloud',
    format: saleorDomain,
    // Its keys are there.
    isRequired: true,
  },
  'adobe-commerce': {
    expected: 'the client ID of the project in the Adobe Developer Console, such as 7a1f0c63de5b42f7a90b8c4d2e6f5a31',
    // Ingest looks for it in bodies before it knows who sent them, so it can't be short.
    format: /^[A-Za-z0-9_-]{16,64}$/,
    // Adobe signs for everybody with the same keys.
    isRequired: true,
  },
};

/** Why a shop of this platform can't have this `platformShopId`; `undefined`: it can. */
export function whyNotPlatformShopId(platform: PlatformName, given: string | undefined): string | undefined {
  const known = platformShopIds[platform];
  if (given === undefined) return known?.isRequired === true ? `is missing: expected ${known.expected}` : undefined;
  if (known === undefined)
    return `goes with ${Object.keys(platformShopIds).join(', ')} only: a shop of \`platform: ${platform}\` has a webhook secret of its own`;
  return known.format.test(given) ? undefined : `expected ${known.expected}`;
}
