import type { SendTo } from '../notification.ts';
import { webhookBody } from './body.ts';
import { webhookOutcome } from './outcome.ts';
import type { PostPublicly } from './post-publicly.ts';
import { signedHeaders } from './sign.ts';

interface Effects {
  post: PostPublicly;
  now: () => number;
}

/** Posts events to a shop's own URL, signed as Standard Webhooks are: https://www.standardwebhooks.com */
export const webhookSender =
  ({ post, now }: Effects): SendTo<'webhook'> =>
  async ({ url }, secret, notification) => {
    const body = webhookBody(notification);
    const signed = signedHeaders(secret, { id: notification.id, body }, now());
    const headers = { 'content-type': 'application/json', 'user-agent': 'thankflow', ...signed };
    return webhookOutcome(await post(url, { headers, body }));
  };
