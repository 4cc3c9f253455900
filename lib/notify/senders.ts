import type { Outcome } from './notification.ts';
import type { Senders } from './send-to.ts';

export interface SenderEffects {
  timeoutMs: number;
  klaviyoUrl: string;
  allowLoopback: boolean;
  now: () => number;
}

/** The senders as they work on AWS. */
export function senders(_: SenderEffects): Senders {
  const later = async (): Promise<Outcome> => ({ kind: 'retry', code: 'no sender yet' });
  return {
    webhook: later,
    'shopify-metafield': later,
    'woocommerce-meta': later,
    'woocommerce-note': later,
    klaviyo: later,
  };
}
