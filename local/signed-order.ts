import type { Endpoints } from './endpoints.ts';

/**
 * A shell command that sends a new, signed order of the generic format to the first shop that takes it; `undefined`
 * when there is none. Needs a POSIX shell, curl and openssl.
 */
export function signedOrderCommand({ shops }: Endpoints): string | undefined {
  const shop = shops.find(({ platform }) => platform === 'standard');
  if (!shop) return undefined;
  const key = Buffer.from(shop.webhookSecret.replace(/^whsec_/, ''), 'base64').toString('hex');
  const order = {
    type: 'order.paid',
    data: {
      id: '$ID',
      amount: '29.35',
      currency: 'EUR',
      paidAt: '$(date -u +%Y-%m-%dT%H:%M:%SZ)',
      customer: { email: 'ada@example.com', firstName: 'Ada' },
      items: [{ title: 'Tea', quantity: 2 }],
    },
  };
  const body = JSON.stringify(order).replaceAll('"', '\\"');
  return [
    `ID=order-$(date +%s); TIME=$(date +%s)`,
    `BODY="${body}"`,
    `SIGNATURE=$(printf '%s' "$ID.$TIME.$BODY" | openssl dgst -sha256 -mac HMAC -macopt hexkey:${key} -binary | base64)`,
    `curl -i ${shop.webhookUrl} -H 'content-type: application/json' -H "webhook-id: $ID" \\`,
    `  -H "webhook-timestamp: $TIME" -H "webhook-signature: v1,$SIGNATURE" --data-binary "$BODY"`,
    `# a moment later, where it stands:`,
    `sleep 2; curl "${shop.webhookUrl.replace('/webhooks/', '/orders/')}?id=$ID" -H 'authorization: Bearer ${shop.statusKey}'`,
  ].join('\n');
}
