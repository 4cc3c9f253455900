import { adapters } from '../lib/platforms/adapters.ts';
import { UnreadableWebhook, type RawWebhook } from '../lib/platforms/platform.ts';
import { nowMs, type FuzzShop } from './shops.ts';

/**
 * What an adapter does wrong with a webhook, whoever signed it; `undefined`: nothing. It may throw `UnreadableWebhook` alone, and
 * what it says is free of gift cards must be so when it looks again.
 */
export function adapterFailure({ id: shop, platform, settings }: FuzzShop, webhook: RawWebhook): string | undefined {
  const adapter = adapters[platform];
  try {
    adapter.read(webhook, { shop, receivedAtMs: nowMs, ...(settings.reading && { settings: settings.reading }) });
  } catch (error) {
    if (!(error instanceof UnreadableWebhook)) return `read threw ${told(error)}`;
  }
  try {
    adapter.topic?.(webhook);
    adapter.explainRefusal?.(webhook, nowMs);
    const kept = adapter.withoutGiftCards(webhook.body);
    if (!adapter.withoutGiftCards(kept).equals(kept))
      return 'withoutGiftCards leaves something that it takes away when it looks again';
  } catch (error) {
    return `it threw ${told(error)}`;
  }
  return undefined;
}

const told = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.name) : typeof error);
