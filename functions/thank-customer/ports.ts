import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { ThankuCall } from '../../lib/partners/thanku/postpaid.ts';
import type { ThankuOutcome } from '../../lib/partners/thanku/outcome.ts';
import type { Publish } from '../../lib/queue/publish.ts';
import type { ThankuSecret } from '../../lib/secrets/secrets.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import type { Control, ShopControl } from '../../lib/store/control.ts';
import type { DueEntries, Parking } from '../../lib/store/due.ts';
import type { CustomerStore } from '../../lib/store/orders.ts';
import type { Telemetry } from '../../lib/telemetry.ts';

/** What thanking a customer needs from the world. */
export interface Ports {
  store: CustomerStore;
  due: DueEntries;
  parking: Parking;
  /** Whether the stage's dead letter queues and the shop's quarantine are empty. */
  isElsewhereEmpty: (shop: string) => Promise<boolean>;
  control: (shop: string) => Control<ShopControl>;
  /** `fresh`: past the cache. */
  settings: (shop: string, options?: { fresh: boolean }) => Promise<StoredSettings | undefined>;
  tokens: {
    get(shop: string): Promise<ThankuSecret | undefined>;
    /** Past the cache: the token may have been rotated. */
    refresh(shop: string): Promise<ThankuSecret | undefined>;
  };
  createThanku: (call: ThankuCall) => Promise<ThankuOutcome>;
  /** Tells the worker of the receipt's credential to look at it. */
  wakeReceipt: (receipt: Pick<ReceiptState, 'shop' | 'pid' | 'credential'>) => Promise<void>;
  sendDeadLetter: (letter: { key: string; reason: string }) => Promise<void>;
  publish: Publish;
  telemetry: Telemetry;
  now: () => number;
  random: () => number;
  newId: () => string;
  /** The stage spends nothing: every order is simulated, whatever its shop says. */
  simulateAll: boolean;
  partnerTimeoutMs: number;
  retryBaseSeconds: number;
}
