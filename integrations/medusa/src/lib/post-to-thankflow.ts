import { createHmac } from 'node:crypto';
import type { ThankflowEvent } from './thankflow-event';

/** Posts an event, signed with Standard Webhooks. @throws unless thankflow has it */
export async function postToThankflow({ id, body }: ThankflowEvent): Promise<void> {
  const { THANKFLOW_URL: url, THANKFLOW_SECRET: secret } = process.env;
  if (!url || !secret) throw new Error('THANKFLOW_URL or THANKFLOW_SECRET is missing');
  const text = JSON.stringify(body);
  const timestamp = Math.floor(Date.now() / 1000);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64');
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': `v1,${signature}`,
    },
    body: text,
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status !== 200) throw new Error(`thankflow answered ${response.status}: ${await response.text()}`);
}
