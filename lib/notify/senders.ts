import { callWithin, maxAnswerBytes } from './call-within.ts';
import { callAdmin } from '../platforms/admin/call.ts';
import { klaviyoSender } from './klaviyo/send-event.ts';
import type { Senders } from './send-to.ts';
import { metafieldSender } from './shopify/write-metafield.ts';
import { postPublicly } from './webhook/post-publicly.ts';
import { webhookSender } from './webhook/send-webhook.ts';
import { noteSender } from './woocommerce/add-note.ts';
import { metaSender } from './woocommerce/write-meta.ts';

export interface SenderEffects {
  /** Hard limit of each attempt at a notification, in ms. */
  timeoutMs: number;
  klaviyoUrl: string;
  /** Whether webhooks may go to this computer. */
  allowLoopback: boolean;
  now: () => number;
}

/** The senders as they work on AWS. */
export function senders({ timeoutMs, klaviyoUrl, allowLoopback, now }: SenderEffects): Senders {
  const call = callWithin(timeoutMs, now);
  return {
    webhook: webhookSender({ post: postPublicly({ allowLoopback, timeoutMs }), now }),
    'shopify-metafield': metafieldSender({ call, now }),
    'woocommerce-meta': metaSender({ call }),
    'woocommerce-note': noteSender({ call, now }),
    klaviyo: klaviyoSender({ call: callAdmin(klaviyoUrl.replace(/\/+$/, ''), timeoutMs, maxAnswerBytes) }),
  };
}
