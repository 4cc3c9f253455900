import { callWithin } from './call-within.ts';
import { callAdmin } from '../platforms/admin/call.ts';
import { klaviyoSender } from './klaviyo/send-event.ts';
import type { Outcome } from './notification.ts';
import type { Senders } from './send-to.ts';
import { metafieldSender } from './shopify/write-metafield.ts';
import { noteSender } from './woocommerce/add-note.ts';
import { metaSender } from './woocommerce/write-meta.ts';

export interface SenderEffects {
  timeoutMs: number;
  klaviyoUrl: string;
  allowLoopback: boolean;
  now: () => number;
}

/** The senders as they work on AWS. */
export function senders({ timeoutMs, klaviyoUrl, now }: SenderEffects): Senders {
  const call = callWithin(timeoutMs, now);
  const later = async (): Promise<Outcome> => ({ kind: 'retry', code: 'no sender yet' });
  return {
    webhook: later,
    'shopify-metafield': metafieldSender({ call, now }),
    'woocommerce-meta': metaSender({ call }),
    'woocommerce-note': noteSender({ call, now }),
    klaviyo: klaviyoSender({ call: callAdmin(klaviyoUrl.replace(/\/+$/, ''), timeoutMs) }),
  };
}
