import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import type { Ports } from './ports.ts';

/** What became of an order or a webhook that was read. All but the first two are not for us. */
export type PassedOn = 'accepted' | 'quarantined' | 'ping' | 'void' | 'ignored' | 'other-site';

/**
 * Passes an order or a webhook on, as ingest does.
 * @param quarantine is called with the reason if it can't be read
 */
export async function passOn(
  { queue }: Pick<Ports, 'queue'>,
  read: ReadResult,
  quarantine: (reason: string) => Promise<void>,
): Promise<PassedOn> {
  switch (read.type) {
    case 'ping':
    case 'void':
    case 'ignored':
    case 'other-site':
      return read.type;
    case 'unreadable':
      await quarantine(read.reason);
      return 'quarantined';
    case 'lookup':
      await quarantine('the platform answered without the order');
      return 'quarantined';
    case 'paid': {
      // No platform whose webhooks name orders has gift cards for us, and neither has Shopify.
      const { cards: _, ...event } = read;
      await queue(event);
      return 'accepted';
    }
    default:
      await queue(read);
      return 'accepted';
  }
}
