import { randomUUID } from 'node:crypto';
import { PlatformName } from '../shops/platform-name.ts';
import type { SendingShop, SignedWebhook, SigningOptions } from './sender.ts';
import { senders } from './senders.ts';

export type { SendingShop, SignedWebhook, SigningOptions } from './sender.ts';

/**
 * The webhook that the shop's platform would send with this content.
 * @throws ZodError for an unknown platform
 * @see docs/platforms.md
 */
export function signedWebhook(
  shop: SendingShop,
  body: string | Buffer<ArrayBuffer>,
  options: SigningOptions = {},
): SignedWebhook {
  const { secret = shop.signingKey ?? shop.webhookSecret, id = randomUUID(), nowMs = Date.now(), topic } = options;
  return senders[PlatformName.parse(shop.platform)].sign({ shop, body, secret, id, nowMs, topic });
}

/** As long as platforms wait, and longer than the API itself does. */
const answerTimeoutMs = 40_000;

/** Posts a body to a shop's webhook with these headers and its content type. */
export const postWebhook = (
  shop: Pick<SendingShop, 'webhookUrl'>,
  { body, headers }: SignedWebhook,
): Promise<Response> =>
  fetch(shop.webhookUrl, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(answerTimeoutMs),
    headers: { 'content-type': 'application/json', ...headers },
  });
