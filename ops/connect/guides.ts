import {
  inOneLine,
  paymentMethodFields,
  paymentMethodSince,
  saleorSubscription,
} from '../../lib/platforms/saleor/query.ts';
import { apiVersion as squareVersion } from '../../lib/platforms/square/admin/api.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import type { ApiPlatform } from '../../lib/reconcile/platform-secret.ts';

/**
 * Where to get a credential for a platform's API.
 * @see https://shopify.dev/docs/apps/build/dev-dashboard/create-apps-using-dev-dashboard
 * @see https://woocommerce.com/document/woocommerce-rest-api/
 * @see https://developers.squarespace.com/commerce-apis/authentication-and-permissions
 * @see https://docs.stripe.com/keys/restricted-api-keys
 * @see https://developer.bigcommerce.com/docs/start/authentication/api-accounts
 * @see https://docs.saleor.io/developer/extending/webhooks/creating
 * @see https://developer.squareup.com/docs/build-basics/access-tokens
 * @see https://experienceleague.adobe.com/en/docs/commerce-admin/systems/integrations
 */
export const credentialGuide: Record<ApiPlatform, readonly string[]> = {
  shopify: [
    'In the Dev Dashboard (dev.shopify.com) of the shop’s own organization: Create app.',
    'On its version, select the scopes read_orders, read_customers and read_products. Release the version.',
    'Install the app in the shop. If Shopify asks: it needs the customer’s name and e-mail (protected customer data).',
    'Settings: copy the client ID and the client secret. The secret also signs webhooks that the app creates.',
    'A custom app that was made in the shop’s admin before 2026 works too: use its access token (shpat_…).',
  ],
  woocommerce: [
    'As an administrator or shop manager: WooCommerce → Settings → Advanced → REST API → Add key.',
    'Permissions: Read/Write, so that webhooks can be created. Read is enough to find lost orders.',
    'Generate API key. Copy the consumer key and the consumer secret, which are shown only once.',
  ],
  squarespace: [
    'Settings → Developer tools → Developer API keys → Generate key. The site needs a plan with the Commerce APIs.',
    'Permissions: Orders, Read only. They can’t be changed later.',
    'Copy the key, which is shown only once. It doesn’t expire.',
  ],
  wix: [
    'In the dashboard of the shop’s app (manage.wix.com → Custom Apps): Permissions → add Read Orders. Install the app on the site.',
    'Develop → OAuth: copy the app ID and the app secret.',
    'The instance ID of the app on the site is in every event: Webhooks → Logs. It is the `platformShopId` of the settings.',
  ],
  shopware: [
    'Usually there is nothing to do: the shop gives thankflow a credential when it installs the app.',
    'Without the app: Settings → System → Integrations → Add integration, with a role that may read orders.',
    'Copy the access key ID and the secret access key, which is shown only once.',
  ],
  stripe: [
    'In the Dashboard, in the mode of the webhooks (live, or the same sandbox): Developers → API keys → Create restricted key.',
    'Permissions, Read: Events, Charges and Refunds, PaymentIntents, Checkout Sessions and Invoices. Webhook Endpoints: Read, or Write to let thankflow add event types.',
    'Copy the key (rk_live_… or rk_test_…), which is shown only once. A secret key (sk_…) works too, but could do far more than read.',
  ],
  bigcommerce: [
    'As the store’s owner: Settings → API → Store-level API accounts → Create API account, of the type V2/V3 API token.',
    'OAuth scopes: Orders, read-only, and Order Transactions, read-only. Save.',
    'Copy the access token and the client secret, which are shown only once. The client secret is the webhook secret.',
    'The store hash is in the API path: https://api.bigcommerce.com/stores/STORE_HASH/v3/. It is also the `platformShopId` of the settings.',
  ],
  square: [
    'In the Developer Console (developer.squareup.com/apps): open the application, and choose Production (or Sandbox, to try).',
    'Credentials: copy the access token of your own application. It doesn’t expire, and may also see webhooks.',
    'A seller’s OAuth token works too, with ORDERS_READ, PAYMENTS_READ, CUSTOMERS_READ and MERCHANT_PROFILE_READ, but it expires after 30 days and can’t see webhooks.',
    'A token of the Sandbox needs --url https://connect.squareupsandbox.com. All its orders are tests.',
  ],
  ecwid: [
    'In the shop’s Ecwid admin: my.ecwid.com/#develop-apps → the app → Details. It needs the scopes read_orders and read_store_profile.',
    'Copy its secret_token (secret_…), which doesn’t expire. The client_secret is another one: it signs webhooks.',
    'The store ID is at the bottom of the Ecwid admin. It is the `platformShopId` of the settings.',
  ],
  saleor: [
    'In the Dashboard: Extensions → Add extension → Provide details manually. Name it thankflow, with the permission Manage orders.',
    'On its page: Create token. Copy the token, which is shown only once.',
    'The address is the one of the API, such as https://my-shop.saleor.cloud. Its domain is the `platformShopId` of the settings.',
  ],
  'adobe-commerce': [
    'Optional: it finds lost orders, and is needed only for events with nothing but IDs.',
    'Commerce on your own servers or on Adobe’s cloud infrastructure (PaaS): System → Extensions → Integrations → Add New Integration. On API, allow Sales → Operations → Orders → Actions → View, and nothing else. Save, Activate, and copy the four values.',
    'Adobe Commerce as a Cloud Service (SaaS): in the project in the Adobe Developer Console, add the API Adobe Commerce as a Cloud Service. Copy the client ID and the client secret of its OAuth Server-to-Server credential.',
    'The address is that of the shop, or with SaaS the REST endpoint that the Commerce Cloud Manager shows, such as https://na1.api.commerce.adobe.com/AbCdEfGh.',
  ],
};

/** Where a person finds the webhook secret, if the platform makes it. `undefined`: the platform signs with the one that it gets. */
export const secretOfPlatform: Record<PlatformName, string | undefined> = {
  shopify: 'The webhook secret: “Your webhooks will be signed with …” in Settings → Notifications → Webhooks',
  woocommerce: undefined,
  squarespace: 'The webhook secret: `secret` in the answer that created the webhooks',
  wix: 'The app’s public key: Develop → Webhooks → Get Public Key',
  // The shop gets it when it installs the app.
  shopware: undefined,
  stripe: 'The signing secret: whsec_… on the page of the webhook endpoint',
  bigcommerce: 'The webhook secret: the client secret of the API account that creates the webhooks',
  square: 'The signature key of the webhook subscription: Developer Console → Webhooks → Subscriptions → Show',
  ecwid: 'The app’s client_secret: Ecwid admin → Apps → Develop apps (my.ecwid.com/#develop-apps) → Details',
  // It publishes its keys.
  saleor: undefined,
  // Adobe publishes its keys.
  'adobe-commerce': undefined,
  standard: undefined,
};

/** How to make the platform send its orders, by hand. @param url the shop's webhook URL */
export function webhookGuide(platform: PlatformName, url: string): readonly string[] {
  switch (platform) {
    case 'shopify':
      return [
        'Settings → Notifications → Webhooks → Create webhook.',
        `Create one for each of Order payment, Order cancellation and Refund create: format JSON, the newest stable API version, URL ${url}`,
        'The page says “Your webhooks will be signed with …”. That is the webhook secret: put it before you continue.',
        'Send test notification for Order payment. It spends nothing.',
      ];
    case 'woocommerce':
      return [
        'As an administrator or shop manager: WooCommerce → Settings → Advanced → Webhooks → Add webhook.',
        `Create four, with the topics Order updated, Order created, Order deleted and Order restored: status Active, API version WP REST API Integration v3, delivery URL ${url}`,
        'Give each the webhook secret.',
        'Place an order in your gateway’s test mode.',
      ];
    case 'squarespace':
      return [
        'Only an OAuth token can create webhooks, and only once: register an app (account.squarespace.com/developer-apps), let the site’s owner allow it website.orders.read, and exchange the code for an access token. It lasts half an hour.',
        `Then: curl https://api.squarespace.com/1.0/webhook_subscriptions -H "Authorization: Bearer $TOKEN" -H "User-Agent: thankflow" -H "Content-Type: application/json" -d '{"endpointUrl":"${url}","topics":["order.create","order.update","extension.uninstall"]}'`,
        'The answer has the webhook secret, `secret`, which is never shown again: put it. Its `websiteId` is the `platformShopId` of the settings.',
        'Place an order with the payment processor in test mode. It spends nothing.',
      ];
    case 'wix':
      return [
        'In the dashboard of the shop’s app (manage.wix.com → Custom Apps): Develop → Webhooks.',
        `Create one for each of the eCommerce events Order Payment Status Updated, Order Canceled and Order Transactions Refund Completed, and for the event Contact Deleted: URL ${url}`,
        'Give the app the permissions Read Orders and Read Contacts, and install it on the site.',
        'Get Public Key: it is the webhook secret. All sites of the app have the same.',
        'The site’s instance ID of the app is `platformShopId` in the settings: Webhooks → Logs shows it as instanceId after the first event.',
      ];
    case 'shopware':
      return [
        'Zip the app. In the folder that contains Thankflow: zip -r Thankflow.zip Thankflow',
        'In the shop’s admin: Extensions → My extensions → Upload extension. Then install and activate Thankflow.',
        'Shopware registers the shop at thankflow: it gets its webhook secret, and gives thankflow a credential. If the installation fails, Shopware says why.',
        `The app sends its events to ${url}. Place an order and set its payment to Paid.`,
      ];
    case 'stripe':
      return [
        'In the Dashboard, in the mode that you want to connect (live, or a sandbox for trying): Workbench → Webhooks → Add destination.',
        'Events from: Your account. Select checkout.session.completed, checkout.session.async_payment_succeeded, charge.refunded, refund.created, refund.updated and refund.failed.',
        `With \`stripeSales: payment-intents\` or \`invoices\` in the settings, select payment_intent.succeeded or invoice.paid instead of the two of checkout: docs/platforms/stripe.md`,
        `Destination type: Webhook endpoint. Endpoint URL: ${url}`,
        'Its page shows the Signing secret (whsec_…). That is the webhook secret: put it before you continue.',
        'In a sandbox: pay a Checkout session with the card 4242 4242 4242 4242. It spends nothing.',
      ];
    case 'bigcommerce':
      return [
        'Give thankflow a credential for the API: ./thankflow connect bigcommerce --api. It then creates the webhooks itself.',
        'The webhook secret is the client secret of the API account that creates the webhooks: put it.',
        `By hand, only the API creates webhooks, too. For each of the scopes store/order/created, store/order/statusUpdated, store/order/refund/created, store/order/transaction/created and store/order/transaction/updated: curl https://api.bigcommerce.com/stores/STORE_HASH/v3/hooks -H "X-Auth-Token: $TOKEN" -H "Content-Type: application/json" -H "Accept: application/json" -d '{"scope":"store/order/created","destination":"${url}","is_active":true}'`,
        'Place an order with the Test Payment Gateway. It spends nothing.',
      ];
    case 'square':
      return [
        'In the Developer Console (developer.squareup.com/apps): open the application, choose Production, then Webhooks → Subscriptions → Add subscription.',
        `Notification URL: ${url}`,
        'Type it exactly like that, because Square signs it: a slash at the end, or a capital letter, makes every webhook invalid. Another URL has to be `webhookUrl` in the settings.',
        `Events: payment.created, payment.updated, refund.created, refund.updated and order.updated. API version: ${squareVersion} or later.`,
        'Its page shows the Signature key. That is the webhook secret: put it before you continue.',
        'Send test event sends a made-up payment, which isn’t found. Sell something to see that it works.',
      ];
    case 'ecwid':
      return [
        'In the Ecwid admin of the shop: open my.ecwid.com/#develop-apps and make a custom app. The store needs a plan with API access.',
        'Give it the access scopes read_orders and read_store_profile. Details shows its client_secret, which is the webhook secret, and its secret_token.',
        `Only Ecwid’s support can set an app’s webhooks. Ask for the events order.created, order.updated, order.deleted, application.uninstalled, customer.personal_data_removal_request and customer.personal_data_export_request, with the URL ${url}`,
        'The store ID, at the bottom of the Ecwid admin, is `platformShopId` in the settings.',
        'Place an order and set its payment status to Paid, with `simulate: true` in the settings: Ecwid has no test orders.',
      ];
    case 'saleor':
      return [
        'In the Dashboard: Extensions → Add extension → Provide details manually. Name it thankflow, with the permission Manage orders.',
        `On its page: Create webhook. Target URL: ${url}. Leave the secret key empty: Saleor then signs with the key that it publishes.`,
        'Asynchronous events: Order fully paid, Order refunded, Order fully refunded, Order cancelled and Order updated.',
        `Subscription query: ${inOneLine(saleorSubscription(paymentMethodSince))}`,
        `Before Saleor ${paymentMethodSince}, leave out ${paymentMethodFields}. The query is also in docs/platforms/saleor.md. Without it, nobody can read what Saleor sends.`,
        'Place an order, with `simulate: true` in the shop’s settings. Saleor has no test orders.',
      ];
    case 'adobe-commerce':
      return [
        'Connect Commerce with a project in the Adobe Developer Console: https://developer.adobe.com/commerce/extensibility/events/ (installation, project setup). The client ID of its OAuth Server-to-Server credential is `platformShopId` in the settings.',
        'Subscribe, as priority, to observer.sales_order_save_commit_after with exactly the fields of docs/platforms/adobe-commerce.md. Without named fields, Commerce sends everything it knows of an order and its payment. The command is there, too.',
        'In the project: Add to project → Event → the Commerce provider. Choose the event, and the delivery Webhook, one event at a time (not batch).',
        `Adobe asks the URL at once whether it wants events, and thankflow says yes: the settings have to be applied before that. Webhook URL: ${url}`,
        'Place an order and have it invoiced. Commerce has no test orders.',
      ];
    case 'standard':
      return [
        'For Medusa, PrestaShop and Magento Open Source, install the recipe: docs/platforms/recipes.md. For commercetools: docs/platforms/commercetools.md',
        `Otherwise, post each order to ${url} in the generic order format: docs/generic-order.md`,
        'Sign it with Standard Webhooks (www.standardwebhooks.com) and the webhook secret: the headers webhook-id, webhook-timestamp and webhook-signature.',
        'Send one with `"test": true`. It spends nothing.',
      ];
  }
}
