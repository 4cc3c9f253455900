import type { PlatformAdmin } from '../../lib/platforms/admin/platform-admin.ts';
import type { QueuePorts } from '../../lib/reconcile/queue-order.ts';
import type { Problem } from '../../lib/reconcile/problem.ts';
import type { PlatformSecret } from '../../lib/reconcile/platform-secret.ts';
import type { ReconcileState } from '../../lib/reconcile/state.ts';
import type { OrderTimes } from '../../lib/silence/order-times.ts';
import type { ReadSettings } from '../../lib/platforms/platform.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import type { ReadCompared } from '../../lib/store/compared-reader.ts';
import type { DueEntries } from '../../lib/store/due.ts';
import type { Rows } from '../../lib/store/rows.ts';

/** What comparing a shop's orders needs from the world. */
export interface SlicePorts extends QueuePorts {
  rowOf: ReadCompared;
}

export interface Ports extends SlicePorts {
  due: DueEntries;
  states: Rows<ReconcileState>;
  problems: Rows<Problem>;
  settings: (shop: string) => Promise<StoredSettings | undefined>;
  /** The settings of all shops. */
  shops: () => Promise<StoredSettings[]>;
  orderTimes: OrderTimes;
  /** `undefined`: none is stored. */
  secret: (shop: string) => Promise<PlatformSecret | undefined>;
  /** @param untilMs epoch ms: it doesn't wait for the platform beyond this */
  admin: (
    secret: PlatformSecret,
    settings: ReadSettings,
    untilMs: number,
  ) => { admin: PlatformAdmin; calls: () => number };
}
