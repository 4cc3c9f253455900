import type { OrderKey } from '../../lib/order/order-key.ts';
import type { LimitStore } from '../../lib/limit/limit-store.ts';
import type { Reserver } from '../../lib/limit/reserver.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { ThankuCall } from '../../lib/partners/thanku/postpaid.ts';
import type { ThankuOutcome } from '../../lib/partners/thanku/outcome.ts';
import type { ErasureNote } from '../../lib/privacy/erasure-log.ts';
import type { TellPorts } from '../../lib/notify/tell.ts';
import type { ThankuSecret } from '../../lib/secrets/secrets.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import type { Control, ShopControl } from '../../lib/store/control.ts';
import type { DueEntries } from '../../lib/store/due.ts';
import type { Parking } from '../../lib/store/parked.ts';
import type { CustomerStore } from '../../lib/store/orders.ts';
import type { Telemetry } from '../../lib/telemetry.ts';

/** The external dependencies of thank-customer. */
export interface Ports extends TellPorts {
  store: CustomerStore;
  due: DueEntries;
  parking: Parking;
  /** Whether the stage's dead letter queues and the shop's quarantine are empty. */
  isElsewhereEmpty: (shop: string) => Promise<boolean>;
  /** Keeps a note of an erasure outside the tables. */
  noteErasure: (note: ErasureNote) => Promise<void>;
  control: (shop: string) => Control<ShopControl>;
  /** What a shop has given of its limit. */
  limits: (shop: string) => LimitStore;
  reserver: Reserver;
  /** `fresh`: bypasses the cache. */
  settings: (shop: string, options?: { fresh: boolean }) => Promise<StoredSettings | undefined>;
  tokens: {
    get(shop: string): Promise<ThankuSecret | undefined>;
    /** Bypasses the cache, because the token may have been rotated. */
    refresh(shop: string): Promise<ThankuSecret | undefined>;
  };
  createThanku: (call: ThankuCall) => Promise<ThankuOutcome>;
  /** Wakes the worker of the receipt's credential. */
  wakeReceipt: (receipt: Pick<ReceiptState, 'shop' | 'pid' | 'credential'>) => Promise<void>;
  sendDeadLetter: (order: OrderKey, reason: string) => Promise<void>;
  telemetry: Telemetry;
  now: () => number;
  random: () => number;
  newId: () => string;
  /** Whether the stage simulates every order, whatever its shop's settings say. */
  simulateAll: boolean;
  partnerTimeoutMs: number;
  retryBaseSeconds: number;
}
