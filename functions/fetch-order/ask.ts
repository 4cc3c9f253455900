import type { NoOrderKind } from '../../lib/lookup/refused.ts';
import { failureIn, type Failure } from '../../lib/platforms/admin/failure.ts';
import { loadAdapter } from '../../lib/platforms/load-adapter.ts';
import type { PlatformAdapter, RawWebhook } from '../../lib/platforms/platform.ts';
import { readWebhook, type ReadResult } from '../../lib/platforms/read-webhook.ts';
import { usableSecret } from '../../lib/reconcile/usable-secret.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import type { FetchSettings, Ports } from './ports.ts';

export type NoAnswer = Omit<Failure, 'kind'> & { kind: NoOrderKind };

export type Answer =
  | { type: 'order'; read: ReadResult; webhook: RawWebhook; platform: PlatformName; adapter: PlatformAdapter }
  /** Not yet, or not any more. */
  | { type: 'not-there' }
  | { type: 'refused'; failure: NoAnswer; isRemoved: boolean };

export interface Question {
  shop: string;
  orderId: string;
  /** When the notification came, epoch ms: for an order without times of its own. */
  atMs: number;
  /** An older answer is refused as `outdated`. */
  changedAt: string | undefined;
  /** When the order was paid, if a notification says so. */
  paidAt: string | undefined;
}

/**
 * Asks the shop's platform for an order, and reads the answer. If the platform refuses a credential that was remembered, it's read again.
 * @param untilMs epoch ms: it doesn't wait for the platform's limits beyond this
 */
export async function ask(ports: Ports, question: Question, untilMs: number): Promise<Answer> {
  const { shop } = question;
  const settings = await ports.settings(shop);
  const isRemoved = settings?.isRemoved === true;
  const refused = (failure: NoAnswer): Answer => ({ type: 'refused', failure, isRemoved });
  if (settings === undefined) return refused({ kind: 'no-settings', detail: 'the shop has no settings' });
  const { platform, reading } = settings;
  if (platform === undefined || reading === undefined)
    return refused({ kind: 'settings-newer', detail: "this version can't read the shop's settings" });
  const fetchWith = async (secret: Parameters<typeof usableSecret>[0]) =>
    await ports
      .admin(shop, usableSecret(secret, platform), reading, untilMs)
      .fetch(question.orderId, question.changedAt);
  try {
    const secret = await ports.secrets.get(shop);
    const webhook = await fetchWith(secret).catch(async (error: unknown) => {
      if (!mayBeReplaced(error)) throw error;
      const again = await ports.secrets.readAgain(shop);
      if (again === secret) throw error;
      return await fetchWith(again);
    });
    if (webhook === undefined) return { type: 'not-there' };
    return { type: 'order', ...(await readOrder(question, webhook, { platform, reading })) };
  } catch (error) {
    const failure = failureIn(error);
    if (failure === undefined) throw error;
    return refused(failure);
  }
}

const mayBeReplaced = (error: unknown): boolean => {
  const kind = failureIn(error)?.kind;
  return kind === 'unauthorized' || kind === 'scope' || kind === 'no-credential';
};

async function readOrder(
  { shop, atMs, paidAt }: Question,
  webhook: RawWebhook,
  { platform, reading }: { platform: PlatformName; reading: NonNullable<FetchSettings['reading']> },
) {
  const adapter = await loadAdapter(platform);
  const read = readWebhook(adapter, webhook, {
    shop,
    receivedAtMs: atMs,
    settings: reading,
    ...(paidAt !== undefined && { paidAt }),
  });
  return { read, webhook, platform, adapter };
}
