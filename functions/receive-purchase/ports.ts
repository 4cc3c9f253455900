import type { Purchase } from '../../lib/order/loyalty-message.ts';
import type { Cache } from '../../lib/secrets/cache.ts';
import type { WebhookSecret } from '../../lib/secrets/secrets.ts';
import type { Telemetry } from '../../lib/telemetry.ts';

export interface PurchaseRequest {
  /** As in the path. */
  credential: string;
  /** By name in lower case. */
  headers: Record<string, string | undefined>;
  body: Buffer;
}

/** What receive-purchase needs from the world. */
export interface PurchasePorts {
  /** Whether the stage has a Thanx credential of this name. */
  hasCredential(name: string): boolean;
  /** By credential. */
  secrets: Pick<Cache<WebhookSecret>, 'get' | 'readAgain'>;
  /** To the loyalty queue of the credential. Resolves once SQS has confirmed it. */
  queue(credential: string, purchase: Purchase): Promise<void>;
  telemetry: Telemetry;
  /** ms since the epoch */
  now(): number;
}
