import { shopwareEvents } from '../../lib/platforms/shopware/read.ts';
import type { AppSecret } from '../../lib/secrets/secrets.ts';

/** What reading an order needs. Webhooks need `order` alone; the others are for reconciliation. */
export const readable = [
  'order',
  'order_customer',
  'order_line_item',
  'order_transaction',
  'order_transaction_capture',
  'order_transaction_capture_refund',
  'payment_method',
  'state_machine_state',
  'currency',
  'language',
  'locale',
  'tag',
] as const;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** `state_enter.order.state.cancelled` → `orderCancelled` */
const webhookName = (event: string): string => {
  const [, subject = '', , state = ''] = event.split('.');
  return [subject.split('_').at(-1) ?? '', ...state.split('_')]
    .map((word, index) => (index === 0 ? word : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join('');
};

/**
 * The manifest of the app that a Shopware shop installs. It contains the app's secret, so it is for this shop alone.
 * @param apiUrl `https://hooks.example`
 * @see https://github.com/shopware/shopware/blob/trunk/src/Core/Framework/App/Manifest/Schema/manifest-3.0.xsd
 */
export const shopwareManifest = (
  shop: string,
  { name, secret }: AppSecret,
  apiUrl: string,
): string => `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://raw.githubusercontent.com/shopware/shopware/trunk/src/Core/Framework/App/Manifest/Schema/manifest-3.0.xsd">
    <meta>
        <name>${escaped(name)}</name>
        <label>Thankflow</label>
        <description>Thanks your customers for their orders, with ThankU.</description>
        <author>thankflow</author>
        <copyright>(c) by thankflow</copyright>
        <version>1.0.0</version>
        <license>MIT</license>
    </meta>
    <setup>
        <registrationUrl>${escaped(`${apiUrl}/handshakes/${shop}`)}</registrationUrl>
        <secret>${escaped(secret)}</secret>
    </setup>
    <permissions>
${readable.map((entity) => `        <read>${entity}</read>`).join('\n')}
    </permissions>
    <webhooks>
${shopwareEvents.map((event) => `        <webhook name="${webhookName(event)}" url="${escaped(`${apiUrl}/webhooks/${shop}`)}" event="${event}"/>`).join('\n')}
    </webhooks>
</manifest>
`;
