import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { jsonOrUndefined } from '../../lib/json.ts';
import { postWebhook, type SendingShop, type SignedWebhook } from '../../lib/senders/signed-webhook.ts';

export interface Answered {
  status: number;
  /** Some platforms are told why. */
  reason?: string | undefined;
  /** How often it was posted. */
  attempts: number;
}

/** Sent again, as platforms do. API Gateway's 500 means that ingest crashed or took too long. */
const isBusy = (status: number): boolean => status === 429 || status >= 500;
const againAfterMs = [1000, 2000, 4000];

/** Posts a body once. @throws `unavailable` if nothing answers */
export type PostOnce = (shop: SendingShop, webhook: SignedWebhook) => Promise<Answered>;

/** Posts a signed body to a shop's webhook URL. @throws `unavailable` if nothing answers */
export async function post(shop: SendingShop, webhook: SignedWebhook, once: PostOnce = postOnce): Promise<Answered> {
  for (let attempt = 0; ; attempt++) {
    const answered = await once(shop, webhook);
    const waitMs = againAfterMs[attempt];
    if (waitMs === undefined || !isBusy(answered.status)) return { ...answered, attempts: attempt + 1 };
    await sleep(waitMs);
  }
}

export const postOnce: PostOnce = async (shop, webhook) => {
  try {
    const answer = await postWebhook(shop, webhook);
    return { status: answer.status, reason: reasonIn(await answer.text()), attempts: 1 };
  } catch (cause) {
    throw new ThankflowError('unavailable', `nothing answers at ${shop.webhookUrl}. Nothing was sent.`, { cause });
  }
};

const Said = z.object({ reason: z.string().optional() });

const reasonIn = (text: string): string | undefined => Said.safeParse(jsonOrUndefined(text)).data?.reason;

/** Why the webhook was refused, and what to do. */
export function describeRefusal(
  { status, reason, attempts }: Answered,
  { shop, stage, secretName, cacheSeconds }: { shop: string; stage: string; secretName: string; cacheSeconds: number },
): string {
  const said = reason === undefined ? '' : `: ${reason}`;
  switch (status) {
    case 401:
      return `401${said}. It was signed with the secret in ${secretName}. If you put it in the last ${cacheSeconds} s, repeat the command. Otherwise put it again: ./thankflow secrets put webhook --shop ${shop} --stage ${stage}`;
    case 404:
      return `404: this API has no shop ${shop}. If you applied its settings in the last ${cacheSeconds} s, repeat the command. Otherwise this is another stage's API.`;
    case 413:
      return `413${said}: the body is too large.`;
    default:
      if (!isBusy(status))
        return `${status}${said}. Ingest never gives this answer. Check what is in front of the API.`;
      return `${status}${said}: the stage couldn't accept it${attempts > 1 ? `, ${attempts} times in a row` : ''}. A platform would try again later. To see why: ./thankflow stuck --stage ${stage}`;
  }
}
