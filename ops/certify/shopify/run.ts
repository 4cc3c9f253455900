import { randomUUID } from 'node:crypto';
import { ThankflowError } from '../../../lib/errors.ts';
import { adapters } from '../../../lib/platforms/adapters.ts';
import { readWebhook } from '../../../lib/platforms/read-webhook.ts';
import type { SignedWebhook } from '../../../lib/senders/signed-webhook.ts';
import type { ShopSettings } from '../../../lib/shops/settings.ts';
import type { TestShop } from '../../send/delivery.ts';
import { orderToSend } from '../../send/options.ts';
import { post, type PostOnce } from '../../send/post.ts';
import type { Answer, Found } from './checks.ts';
import type { Sent } from './traces.ts';
import { forgedWebhooks, signedRedact, signedTopic } from './webhooks.ts';

export interface RunPorts {
  once: PostOnce;
  /** Ms, only for differences. */
  now(): number;
  /** `undefined`: the address needs none. */
  certificate(url: URL): Promise<Found['certificate']>;
  /** Whether erasing a customer leads to no request for an operator. */
  asksNobody(): Promise<boolean>;
  traces(sent: Sent): Promise<Found['traces']>;
}

/**
 * Posts every forgery, then the signed request to erase nobody. Posts nothing to an address without a valid certificate, no more
 * forgeries once one has been accepted, and nothing once one isn't answered at all.
 * @throws `refused` if ingest would read the signed request otherwise; `unavailable` if nothing answers at an HTTPS address
 */
export async function run(shop: TestShop, settings: ShopSettings, ports: RunPorts): Promise<Found> {
  const at = new Date();
  const [forgedEmail, signedEmail] = [nobodysAddress(), nobodysAddress()];
  const order = orderToSend(settings, { shop: shop.id, topic: 'paid', test: true, count: 1, email: forgedEmail }, at);
  const signed = signedRedact(shop, { ...order, email: signedEmail }, at);
  refuseUnlessNobody(shop, settings, signed, signedEmail);
  const certificate = await ports.certificate(new URL(shop.webhookUrl));
  if (certificate?.problem !== undefined) return { answers: [], certificate, traces: undefined };
  const maySign = await ports.asksNobody();
  const answers: Answer[] = [];
  for (const { topic, how, webhook } of forgedWebhooks(shop, order, at)) {
    const answer = await ask(shop, { topic, how }, webhook, ports);
    answers.push(answer);
    if (answer.answered === undefined) return { answers, certificate, traces: undefined };
    if (isAccepted(answer)) break;
  }
  if (!maySign) return { answers, certificate, traces: undefined };
  const last = await ask(shop, { topic: signedTopic, how: 'signed' }, signed, ports);
  answers.push(last);
  const traces = isAccepted(last)
    ? await ports.traces({ orderId: order.id, forgedEmail, signedEmail, sinceMs: at.getTime() })
    : undefined;
  return { answers, certificate, traces };
}

const isAccepted = ({ answered }: Answer): boolean =>
  answered !== undefined && answered.status >= 200 && answered.status < 300;

/** Nobody can have an address in `.example` (RFC 2606). */
const nobodysAddress = (): string => `certify-${randomUUID()}@nobody.example`;

function refuseUnlessNobody(shop: TestShop, settings: ShopSettings, webhook: SignedWebhook, email: string): void {
  const raw = { headers: webhook.headers, body: Buffer.from(webhook.body), url: shop.webhookUrl };
  const read = readWebhook(adapters.shopify, raw, { shop: shop.id, receivedAtMs: Date.now(), settings });
  if (read.type === 'erase' && read.customer?.id === undefined && read.customer?.email === email) return;
  throw new ThankflowError('refused', `${shop.id} wouldn't read a made-up customers/redact as one. Nothing was sent.`);
}

async function ask(
  shop: TestShop,
  what: Pick<Answer, 'topic' | 'how'>,
  webhook: SignedWebhook,
  { once, now }: Pick<RunPorts, 'once' | 'now'>,
): Promise<Answer> {
  let tookMs = 0;
  const timed: PostOnce = async (...request) => {
    const startMs = now();
    try {
      return await once(...request);
    } finally {
      tookMs = Math.max(tookMs, now() - startMs);
    }
  };
  try {
    const answered = await post(shop, webhook, timed);
    return { ...what, answered, tookMs };
  } catch (error) {
    if (!(error instanceof ThankflowError && error.code === 'unavailable')) throw error;
    return { ...what, tookMs };
  }
}
