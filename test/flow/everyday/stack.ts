import { loyal, shopWith } from '../support/shops.ts';
import { startFlowStack, type FlowStack } from '../support/flow-stack.ts';
import { observe, type Observer } from '../support/observe.ts';
import { startWebhookReceiver } from '../../../local/demo/webhook-receiver.ts';
import { readSampleShops } from '../../../local/shops.ts';

const dayMs = 24 * 3600 * 1000;

/** The shops of all files of this folder; the sample shops come first. */
const shops = [
  ...readSampleShops(),
  ...['oak', 'elm'].map((id) => shopWith(id, id === 'oak' ? { holdHours: 24 } : {}, { platform: 'shopify' })),
  ...['plain', 'new-here', 'rotated', 'retokened', 'sharing', 'edited'].map((id) => shopWith(id)),
  shopWith(
    'shopify',
    { impact: { per: '20.00', currency: 'EUR', min: 1, max: 9 } },
    { platform: 'shopify', ...loyal('shopify') },
  ),
  shopWith('linde', {}, { platform: 'shopware' }),
  shopWith('woo', {}, { platform: 'woocommerce' }),
  shopWith('patient', { holdHours: 24 }, loyal('patient')),
  shopWith('patient-woo', { holdHours: 24 }, { platform: 'woocommerce' }),
  shopWith('old', {}, { platform: 'woocommerce', ...loyal('old') }),
  shopWith('young', {}, { ordersPaidFrom: new Date(Date.now() - dayMs).toISOString() }),
];

/** The one stack that the files of this folder share: each start costs several seconds of the processor. */
export let stack: FlowStack;
export let see: Observer;

/** The server of shop `told`. */
export let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;

/** Shops with systems of their own. */
const told = (url: string) => [
  shopWith('told', {}, { notify: [{ name: 'erp', to: 'webhook', url }] }),
  shopWith('told-shopify', {}, { platform: 'shopify', notify: [{ name: 'order', to: 'shopify-metafield' }] }),
  shopWith(
    'told-woo',
    {},
    {
      platform: 'woocommerce',
      notify: [
        { name: 'meta', to: 'woocommerce-meta' },
        { name: 'note', to: 'woocommerce-note', text: { en: '{{impact}} for your order: {{link}}' } },
      ],
    },
  ),
];

export async function stop(): Promise<void> {
  await stack?.stop();
  await receiver?.close();
}

export async function start(): Promise<void> {
  receiver = await startWebhookReceiver();
  stack = await startFlowStack({ shops: [...shops, ...told(receiver.url)] });
  see = observe(stack);
}
