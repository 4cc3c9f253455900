import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { PlatformName } from '../../lib/shops/platform-name.ts';

/** The schema of settings files, for editors. */
const schemaFile = join(import.meta.dirname, '../..', 'docs', 'shop.schema.json');

/** What `shops new` writes where only ThankU knows the value. */
export const placeholder = 'REPLACE-ME';

const hints: Record<PlatformName, string> = {
  shopify: 'If several shops use one app, each also needs `platformShopId`: docs/platforms/shopify.md.',
  woocommerce: 'List custom order statuses in `paidStatuses` or `ignoredStatuses`: docs/platforms/woocommerce.md.',
  squarespace: 'Webhooks only name orders, so the shop also needs a credential for Squarespace’s API.',
  wix: 'One app signs for all sites that have it, so `platformShopId` says which site this is: docs/platforms/wix.md.',
  shopware: 'The shop installs an app, which `./thankflow connect shopware` makes: docs/platforms/shopware.md.',
  stripe: 'A sale is a Checkout session. `stripeSales` makes it a payment or an invoice: docs/platforms/stripe.md.',
  bigcommerce: 'Webhooks only name orders, so the shop also needs a credential for BigCommerce’s API.',
  square:
    'Square signs the URL of its webhooks, to the letter. `webhookUrl` says another one: docs/platforms/square.md.',
  ecwid: 'An app may be in several stores, so `platformShopId` says which store this is: docs/platforms/ecwid.md.',
  saleor: 'Its keys are at the domain of its API, which is its `platformShopId`: docs/platforms/saleor.md.',
  'adobe-commerce':
    'Adobe signs for everybody with the same keys, so `platformShopId` says which client this is: docs/platforms/adobe-commerce.md.',
  standard: 'The shop sends the generic order format (docs/generic-order.md), signed with Standard Webhooks.',
};

/** The comment that tells editors where the schema is. */
export const schemaLine = (file: string): string => {
  const path = relative(dirname(resolve(file)), schemaFile)
    .split(sep)
    .join('/');
  return `# yaml-language-server: $schema=${path.startsWith('.') || isAbsolute(path) ? path : `./${path}`}`;
};

const schemaComment = /^#\s*yaml-language-server:\s*\$schema=(\S+)/m;

/** Whether the comment names a schema that doesn't exist, because the file was moved or copied. */
export function isSchemaMissing(file: string, text: string): boolean {
  const named = schemaComment.exec(text)?.[1];
  if (named === undefined) return false;
  const url = URL.parse(named, pathToFileURL(resolve(file)).href);
  return url?.protocol === 'file:' && !existsSync(fileURLToPath(url));
}

/** What a person has said about a new shop. The rest has to be replaced later. */
export interface NewShopAnswers {
  name?: string | undefined;
  slug?: string | undefined;
  thankuOrderId?: string | undefined;
  /** Switches reconciliation on. */
  reconcile?: boolean;
  /** Spends nothing, whatever the stage does. */
  simulate?: boolean;
  /** The platform's own ID of the shop, where settings need one. */
  platformShopId?: string | undefined;
}

const simulated = `
  # Spends nothing. Remove this line when everything works.
  simulate: true`;

const reconciled = `
# Finds paid orders whose webhooks got lost, every two hours. Needs a credential: \`./thankflow secrets put platform\`.
reconcile: {}
`;

/** IDs that look like a platform's, for those that need one. No shop has them. */
export const madeUpShopIds: Partial<Record<PlatformName, string>> = {
  wix: '00000000-0000-4000-8000-000000000000',
  square: 'MLXXXXXXXXXXX',
  ecwid: '10000000',
  saleor: 'replace-me.saleor.cloud',
  'adobe-commerce': 'a0000000000000000000000000000000',
};

function shopIdLines(platform: PlatformName, given: string | undefined): string {
  if (given !== undefined) return `platformShopId: ${stringify(given)}`;
  const madeUp = madeUpShopIds[platform];
  return madeUp === undefined
    ? ''
    : `# The platform's own ID of this shop. REPLACE it.\nplatformShopId: ${stringify(madeUp)}`;
}

/** Settings for a new shop that work on the local stack. @param file where they will be */
export const newShop = (
  shop: string,
  platform: PlatformName,
  file: string,
  now: Date,
  { name, slug, thankuOrderId, reconcile = false, simulate = false, platformShopId }: NewShopAnswers = {},
): string => `${schemaLine(file)}
#
# The settings of ${shop}. Keep this file in git. Every setting is explained in docs/shop-settings.md.
# It works unchanged on the local stack and on stages that spend nothing. Before real use, replace what is marked REPLACE.
# Never put secrets in this file: use \`./thankflow secrets put\`.

version: 1
# Part of the webhook URL, /webhooks/${shop}. It never changes.
shop: ${stringify(shop).trim()}
# ${name === undefined ? 'REPLACE: the' : 'The'} shop's name, for {{shop}} in messages.
name: ${stringify(name ?? shop).trim()}
platform: ${platform}
# ${hints[platform]}
${shopIdLines(platform, platformShopId)}
# Orders paid before this day (midnight UTC) are never thanked. REPLACE with the day you go live.
ordersPaidFrom: ${now.toISOString().slice(0, 'yyyy-mm-dd'.length)}
${reconcile ? reconciled : ''}
thanku:
  # ${slug === undefined || thankuOrderId === undefined ? 'REPLACE both with what ThankU gave you: the' : 'The'} wallet's name and its ThankU Order ID, such as A-21-13.
  slug: ${stringify(slug ?? `${shop}-wallet`).trim()}
  thankuOrderId: ${stringify(thankuOrderId ?? placeholder).trim()}${simulate ? simulated : ''}

  # PlantTrees (trees), CleanOcean (kg of plastic) or ProtectWildlife (m² of habitat).
  cause: PlantTrees
  # One tree for each full 20 EUR, at least 1 and at most 25. Also possible: \`fixed: 1\`, \`perItem: 1\`.
  impact:
    per: 20.00
    currency: EUR
    min: 1
    max: 25

  # The message on the public ThankU page. Text after | is the fallback when the field is empty.
  # All fields: ./thankflow shops fields · preview: ./thankflow shops preview ${basename(file)}
  message:
    en: >-
      Thank you, {{customer.firstName|friend}}! For your order of {{items.first.title|our goods}}
      we plant {{impact.inWords}} in your name. {{shop}}
    de: >-
      Danke, {{customer.firstName|dir}}! Für deine Bestellung ({{items.first.title|aus unserem Laden}})
      pflanzen wir {{impact.inWords}} in deinem Namen. {{shop}}
  # The language for all other customers.
  language: en

# For a shop with a Thanx loyalty programme: REPLACE the merchant's ID and remove the # signs.
# thanx:
#   credential: main
#   merchantId: ${placeholder}
#   currency: EUR
`;
