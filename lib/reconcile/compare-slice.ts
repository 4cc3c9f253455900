import { chunksOf } from '../batches.ts';
import { pidOf } from '../order/pid.ts';
import type { ListedOrder, PlatformAdmin } from '../platforms/admin/platform-admin.ts';
import { compare, type Comparison, type Scope } from './decide.ts';
import type { ComparedRow, ReadCompared } from '../store/compared-reader.ts';
import { leavingUnreadable } from '../store/unreadable.ts';
import type { Telemetry } from '../telemetry.ts';

/** Rows read at the same time. */
const concurrency = 25;

/** A listed order, its row if it has one, and what follows. */
export type Compared = ListedOrder & { row?: ComparedRow | undefined; comparison: Comparison };

/** Whether its webhook never arrived, so that it has to be queued. */
export const isFound = ({ comparison }: Compared): boolean =>
  comparison === 'missing' || comparison === 'reversal' || comparison === 'refund' || comparison === 'restored';

/** Whether what is queued of it can only stop something, or is only recorded: its order is known. */
export const isOfKnownOrder = ({ comparison, row }: Compared): boolean =>
  comparison === 'refund' || (comparison === 'reversal' && row !== undefined);

/**
 * Compares listed orders with their rows. For those whose time of payment decides, it asks the platform.
 * @param pidPrefix of the shop's pids
 */
export async function compareSlice(
  { rowOf, telemetry }: { rowOf: ReadCompared; telemetry: Telemetry },
  admin: Pick<PlatformAdmin, 'paidTimes'>,
  orders: readonly ListedOrder[],
  { shop, pidPrefix, scope }: { shop: string; pidPrefix: string; scope: Scope },
): Promise<Compared[]> {
  const compareOne = async (order: ListedOrder): Promise<Compared> => {
    const row = await rowOf(shop, pidOf(pidPrefix, order.orderId));
    return { ...order, row, comparison: compare(order, row, scope) };
  };
  const compared: Compared[] = [];
  for (const batch of chunksOf(orders, concurrency)) {
    const each = batch.map((order) => leavingUnreadable(telemetry, () => compareOne(order), known(order)));
    compared.push(...(await Promise.all(each)));
  }
  const undated = compared.filter(({ comparison }) => comparison === 'undated');
  if (undated.length === 0) return compared;
  const times = await admin.paidTimes(undated.map(({ orderId }) => orderId));
  // None of these has a row but an early one that says nothing.
  for (const order of undated) {
    order.paidAt = times.get(order.orderId);
    order.comparison = order.paidAt === undefined ? 'unpaid' : compare(order, undefined, scope);
  }
  return compared;
}

/** An order whose row only a newer version can read isn't missing. */
const known = (order: ListedOrder): Compared => ({ ...order, comparison: 'known' });
