import { adapters } from '../../lib/platforms/adapters.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';

/** What is special about a platform's webhooks, for those who create and check them. */
interface WebhookTraits {
  /** The shop registers when it installs an app. It then gets its webhook secret, and gives a credential for its API. */
  registers?: true;
  /** The API doesn't list all webhooks: which ones, in a sentence. */
  listsOnly?: string;
  /** A person has to create the first webhook, because only they are shown its secret: how, in a sentence. */
  createdByPerson?: string;
  /** Webhooks that are created through the API are signed with a secret that a person knows: what to ask for. */
  signsCreatedWith?: string;
  /** What a person has to know before webhooks are created through the API. */
  signingNote?: string;
  /** Webhooks that are created through the API are signed with the secret that we choose. */
  takesSecret?: true;
  /** Where a person switches a webhook on again. */
  switchOn?: string;
  /** Nobody can do that, but the API can: creating a webhook that is switched off switches it on. */
  switchesOn?: true;
}

const traits: Partial<Record<PlatformName, WebhookTraits>> = {
  shopify: {
    listsOnly:
      'Shopify lists only the webhooks that this app created through the API, and none of them sends here. It doesn’t list those of Settings → Notifications or of an app’s TOML file',
    signsCreatedWith: 'The client secret of the app, which signs the webhooks that it creates',
    signingNote:
      'Shopify signs webhooks that are created through the API with the client secret of the app that the token belongs to. That has to be the webhook secret.',
  },
  woocommerce: {
    takesSecret: true,
    switchOn: 'WooCommerce → Settings → Advanced → Webhooks: set its status to Active.',
  },
  shopware: { registers: true },
  stripe: {
    createdByPerson: 'Create a destination in Workbench → Webhooks, and put its secret: docs/platforms/stripe.md',
  },
  bigcommerce: {
    signsCreatedWith: 'The client secret of the API account, which signs the webhooks that it creates',
    signingNote:
      'BigCommerce signs a webhook with the client secret of the API account that created it. That has to be the webhook secret.',
    switchesOn: true,
  },
  square: {
    createdByPerson:
      'Create a subscription in the Developer Console → Webhooks, and put its signature key: docs/platforms/square.md',
    switchOn: 'Developer Console (developer.squareup.com/apps) → Webhooks → Subscriptions: enable it.',
  },
  saleor: {
    listsOnly:
      'Saleor lists only the webhooks of the app that the token belongs to, and none of them with thankflow’s query sends here',
    switchOn: 'Extensions → the app → the webhook: activate it.',
  },
};

/** @param platform `undefined`: this version doesn't know it */
export const webhookTraits = (platform: PlatformName | undefined): WebhookTraits =>
  (platform && traits[platform]) ?? {};

/** Whether the platform signs with a key whose public part it publishes, so that the shop has no webhook secret. */
export const publishesKeys = (platform: PlatformName | undefined): boolean =>
  platform !== undefined && adapters[platform].publicKeys !== undefined;
