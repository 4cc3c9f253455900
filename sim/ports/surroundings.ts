import type { Connect } from '../../lib/partners/connection.ts';
import type { Limits } from '../../lib/permits/limits.ts';
import type { NotifySecret } from '../../lib/notify/secret.ts';
import type { EventType } from '../../lib/order/event-names.ts';
import type { ReadSecret, ThanxSecret, WebhookSecret } from '../../lib/secrets/secrets.ts';
import type { ErasureNote } from '../../lib/privacy/erasure-log.ts';
import type { CustomerHashes } from '../../lib/store/customer-hashes.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { urlOf, type Clients } from '../stage.ts';
import type { LambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import type { Fields } from '../../lib/telemetry.ts';

/** What lies in Secrets Manager now. */
export interface Secrets {
  token: string | undefined;
  credential: ThanxSecret | undefined;
  /** Of their merchants, by shop. */
  merchantKeys?: Record<string, string | undefined>;
  webhook: WebhookSecret;
  /** Of the targets, by shop. */
  notify?: Record<string, NotifySecret>;
}

/** An event on the stage's bus. */
export interface PublishedEvent {
  type: EventType;
  /** The order's, or the shop's ID. */
  pid: string;
  id: string;
  /** What `Basket Updated` says that is refunded, of a refunded basket's subtotal. */
  refundedSubtotal?: string | undefined;
  atMs: number;
}

/** A secret by its name. */
export function secretNamed(
  { token, credential, merchantKeys, webhook, notify }: Secrets,
  name: string,
): object | undefined {
  if (name.endsWith('/webhook')) return webhook;
  const [, shop] = /([^/]+)\/platform$/.exec(name) ?? [];
  if (shop !== undefined) return { platform: 'standard', url: urlOf(shop) };
  const [, notified] = /([^/]+)\/notify$/.exec(name) ?? [];
  if (notified !== undefined) return notify?.[notified];
  const [, merchantOf] = /\/merchants\/([^/]+)$/.exec(name) ?? [];
  const merchantKey = merchantOf === undefined ? undefined : merchantKeys?.[merchantOf];
  if (merchantOf !== undefined) return merchantKey === undefined ? undefined : { merchantKey };
  if (name.endsWith('/thanku')) return token === undefined ? undefined : { token };
  return credential;
}

/** What every function of the simulated stage has around it. */
export interface Surroundings {
  kernel: Pick<Kernel, 'now' | 'nowMs' | 'random' | 'tell' | 'turn'>;
  aws: Clients;
  newId: () => string;
  customers: CustomerHashes;
  connectToThanku: Connect;
  connectToThanx: Connect;
  connectToLoyalty: Connect;
  /** Thanx's, as the stage knows them. */
  limits: Limits;
  /** Reads what lies in Secrets Manager now. @param timeoutMs how long the caller waits for an answer */
  readSecret: (timeoutMs: number) => ReadSecret;
  /** Whether there are no dead letters. */
  isElsewhereEmpty: () => boolean;
  publish: (event: Omit<PublishedEvent, 'atMs'>) => void;
  /** The notes of erasures, outside the tables. */
  erasures: ErasureNote[];
}

const nothing = () => undefined;

/**
 * Warnings and errors become part of the story.
 * @param said told each of them
 */
export const telling = (kernel: Pick<Kernel, 'tell'>, said: (message: string) => void = nothing): LambdaTelemetry => {
  const tell = (message: string, fields: Fields = {}) => {
    kernel.tell(() => `  says: ${message} ${JSON.stringify(fields)}`);
    said(message);
  };
  return {
    info: nothing,
    warn: tell,
    error: tell,
    count: nothing,
    lambdaContext: { before: nothing },
  };
};
