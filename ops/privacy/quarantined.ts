import { adapters } from '../../lib/platforms/adapters.ts';
import { mentions } from '../../lib/privacy/mentions.ts';
import { openEntry, type RereadPorts } from '../quarantine/reread-entry.ts';
import type { QuarantineBucket } from '../quarantine/read.ts';
import type { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import { shownBody, type ShownBody } from '../quarantine/body.ts';
import { quarantineEntries } from '../quarantine/entries.ts';
import type { ShopCustomer } from './subject.ts';

/** A quarantined webhook that mentions a customer, or that can't be opened. */
export type QuarantinedOf =
  | { kind: 'about'; key: string; entry: QuarantinedWebhook; body: ShownBody }
  | { kind: 'not-opened'; key: string };

/** Yields the quarantined webhooks that mention a customer. */
export async function* quarantinedOf(
  bucket: QuarantineBucket,
  ports: Pick<RereadPorts, 'cardKeys'>,
  { shop, customer }: ShopCustomer,
): AsyncGenerator<QuarantinedOf> {
  const unreadable: string[] = [];
  for await (const { key, entry } of quarantineEntries(bucket, { shop }, (bad) => void unreadable.push(bad))) {
    const opened = await openEntry(entry, ports);
    if (opened.kind !== 'opened') {
      yield { kind: 'not-opened', key };
      continue;
    }
    const { body, url } = opened.webhook;
    if (!mentions(body, customer) && !mentions(Buffer.from(url), customer)) continue;
    yield { kind: 'about', key, entry, body: shownBody(adapters[entry.platform], body) };
  }
  for (const key of unreadable) yield { kind: 'not-opened', key };
}
