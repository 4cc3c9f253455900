import { keyText } from '../order/order-key.ts';
import { pidOf } from '../order/pid.ts';
import type { IngestSettings } from '../shops/ingest-settings.ts';
import type { PlatformAdapter, RawWebhook, ReadContext } from './platform.ts';
import { readWebhook, type ReadResult } from './read-webhook.ts';

/** Reads a verified webhook as its shop's settings say. One that this version can't read waits in quarantine for one that can. */
export function readAsSet(
  adapter: PlatformAdapter,
  webhook: RawWebhook,
  { shop, receivedAtMs }: Pick<ReadContext, 'shop' | 'receivedAtMs'>,
  { reading }: Pick<IngestSettings, 'reading'>,
): ReadResult {
  if (reading !== undefined) return readWebhook(adapter, webhook, { shop, receivedAtMs, settings: reading });
  const reason = "settings-newer: this version doesn't know how the shop's settings say to read it";
  return { type: 'unreadable', reason };
}

/** What log lines say about the order: its key, `shop/pid`, and its human number, if they are known. */
export function orderIn(
  read: ReadResult,
  { shop, pidPrefix }: Pick<IngestSettings, 'shop' | 'pidPrefix'>,
): { order?: string; number?: string } {
  const orderId = read.type === 'paid' ? read.order.orderId : 'orderId' in read ? read.orderId : undefined;
  if (orderId === undefined || pidPrefix === undefined) return {};
  const order = keyText({ shop, pid: pidOf(pidPrefix, orderId) });
  return read.type === 'paid' && read.order.number !== undefined ? { order, number: read.order.number } : { order };
}
