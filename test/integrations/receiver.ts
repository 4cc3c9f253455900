import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Webhook } from 'standardwebhooks';
import { readWebhook, type ReadResult } from '../../lib/platforms/read-webhook.ts';
import { standard } from '../../lib/platforms/standard/adapter.ts';

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const isGenericOrder = ajv.compile(
  JSON.parse(readFileSync(new URL('../../docs/generic-order.schema.json', import.meta.url), 'utf8')),
);

export interface Delivery {
  webhookId: string;
  /** What the shop was answered: 401 and why, if anything about the webhook is wrong. */
  answer: number;
  problem?: string;
  /** As thankflow's own adapter reads it. */
  reading: ReadResult;
}

export interface Receiver {
  url: string;
  secret: string;
  deliveries: Delivery[];
  /** The answers to the next webhooks; then 200. */
  answers: number[];
  readings: () => ReadResult[];
  stop: () => Promise<void>;
}

/** A local HTTP server that takes generic orders as thankflow does, and is stricter about them. */
export async function startReceiver(): Promise<Receiver> {
  const secret = `whsec_${Buffer.alloc(32, 'recipe').toString('base64')}`;
  const deliveries: Delivery[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const delivery = deliveryOf(request, await buffer(request), secret);
    const answer = delivery.problem === undefined ? (answers.shift() ?? 200) : 401;
    deliveries.push({ ...delivery, answer });
    response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return {
    url: `http://127.0.0.1:${address.port}/webhooks/my-shop`,
    secret,
    deliveries,
    answers,
    readings: () => deliveries.filter(({ answer }) => answer === 200).map(({ reading }) => reading),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function deliveryOf({ headers, url = '' }: IncomingMessage, body: Buffer, secret: string): Omit<Delivery, 'answer'> {
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const webhook = { headers: flat, body, url };
  const nowMs = Date.now();
  return {
    webhookId: flat['webhook-id'] ?? '',
    reading: readWebhook(standard, webhook, { shop: 'my-shop', receivedAtMs: nowMs }),
    ...whyWrong(),
  };

  function whyWrong(): { problem?: string } {
    try {
      const event = new Webhook(secret).verify(body.toString(), flat);
      if (!standard.verify(webhook, [secret], nowMs)) return { problem: 'thankflow refuses the signature' };
      if (flat['content-type'] !== 'application/json') return { problem: `content-type: ${flat['content-type']}` };
      return isGenericOrder(event) ? {} : { problem: ajv.errorsText(isGenericOrder.errors) };
    } catch (error) {
      return { problem: String(error) };
    }
  }
}
