import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import { standingOf, type Standing } from '../../lib/order/standing.ts';
import { waitsSince } from '../../lib/order/due.ts';
import { proposeRefreeze } from '../repair/refreeze.ts';
import { repairMs } from '../../lib/order/repair-time.ts';
import { auditTrail, type AuditEntry } from '../audit/trail.ts';
import { credentialControl, shopSecretsControl, shopControl, targetControl } from '../../lib/store/control.ts';
import { keys } from '../../lib/store/keys.ts';
import { frozenReceipt, orderStore, type Payload } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { repairPorts } from '../repair/ports.ts';
import { namedBy, type NextStep } from './next-step.ts';
import { nextSteps, pauseOfAll, type PauseOfAll } from './next-steps.ts';
import { notificationsIn, notificationSteps, notificationTimeline, type Notification } from './notifications.ts';
import { orderRows, type OrderRows } from './order-rows.ts';
import { timeline, type TimelineEntry } from './timeline.ts';

export interface WholeOrder {
  rows: OrderRows;
  parts: Standing[];
  /** Personal. */
  payload: Payload | undefined;
  /** Whether the data to send is still there. */
  dataKept: boolean;
  /** What the shop's own systems are notified of. */
  notifications: Notification[];
  timeline: TimelineEntry[];
  next: NextStep[];
  /** When its data is deleted if nobody repairs the order. */
  keptUntil?: string | undefined;
  /** The circuit of its shop's ThankUs is open. */
  shopHeld: boolean;
  /** The pause that stops every part of it. */
  brake?: PauseOfAll | undefined;
}

/** Reads an order and what it depends on. Returns `undefined` if there is no such order. */
export async function readOrder(
  aws: StageAws,
  key: OrderKey,
  { withAudit = true } = {},
): Promise<WholeOrder | undefined> {
  const nowMs = Date.now();
  const { shop, pid } = key;
  const { documents, ordersTable, controlTable } = aws;
  const store = orderStore(documents, ordersTable);
  const rows = await orderRows(store, key);
  if (rows === undefined) return undefined;
  const { thanku, receipt, basket } = rows;
  const named = namedBy(rows);
  const { credential } = named;
  const [payload, control, ofCredential, ofSecrets, audit, told] = await Promise.all([
    store.payload.get(keys.payload(shop, pid)),
    shopControl(documents, controlTable)(shop).get(),
    credential === undefined ? undefined : credentialControl(documents, controlTable, credential).get(),
    credential === undefined ? undefined : shopSecretsControl(documents, controlTable, credential)(shop).get(),
    withAudit ? auditOf(aws, key, Date.parse(thanku.createdAt), nowMs) : [],
    store.notices.get(keys.notices(shop, pid)),
  ]);
  const notifications = notificationsIn(told);
  const holds = await holdsOf(aws, shop, notifications);
  const usesSecrets =
    basket !== undefined || (receipt !== undefined && 'tokenOf' in (frozenReceipt(payload, receipt) ?? {}));
  const shopSecrets = usesSecrets ? ofSecrets : undefined;
  const { parts } = standingOf(rows, { shop: control, credential: ofCredential, shopSecrets }, nowMs);
  const proposal = parts.some(({ phase }) => phase === 'failed')
    ? await proposeRefreeze(repairPorts(aws), shop, pid)
    : undefined;
  const dataKept = payload !== undefined;
  const stops = { holds, brake: control.notifyBrake, dataKept, nowMs };
  return {
    rows,
    parts,
    payload,
    dataKept,
    keptUntil: payload && keptUntil(rows),
    shopHeld: control.hold !== undefined,
    brake: pauseOfAll(parts, named),
    notifications,
    timeline: timeline(rows, audit, nowMs, notificationTimeline(notifications)),
    next: nextSteps(
      rows,
      { parts, dataKept, isRefundable: basket?.refundable !== undefined, proposal, nowMs },
      notificationSteps(key, notifications, stops),
    ),
  };
}

/** The open circuits of the targets for which notifications wait. */
async function holdsOf(
  { documents, controlTable }: StageAws,
  shop: string,
  notifications: readonly Notification[],
): Promise<Map<string, OpenCircuit>> {
  const control = targetControl(documents, controlTable);
  const held = new Set(notifications.flatMap(({ waitsFor, target }) => (waitsFor === 'hold' ? [target] : [])));
  const open = await Promise.all(
    [...held].map(async (target) => [target, (await control(shop, target).get()).hold] as const),
  );
  return new Map(open.flatMap(([target, hold]) => (hold === undefined ? [] : [[target, hold] as const])));
}

/** Housekeeping counts from when the order began to wait for a person. */
function keptUntil({ thanku, receipt, basket, giftCards }: OrderRows): string | undefined {
  if (receipt?.state === 'unknown') return undefined;
  const rows = [thanku, receipt, basket, giftCards].filter((row) => row !== undefined);
  if (rows.some(({ dueKind }) => dueKind === 'thanku' || dueKind === 'receipt')) return undefined;
  const since = rows.flatMap((row) => (row.dueKind === 'stuck' ? [waitsSince(row) ?? Infinity] : []));
  return since.length === 0 ? undefined : new Date(Math.min(...since) + repairMs).toISOString();
}

async function auditOf({ documents, controlTable }: StageAws, key: OrderKey, sinceMs: number, nowMs: number) {
  const wanted = keyText(key);
  const found: AuditEntry[] = [];
  for await (const entry of auditTrail(documents, controlTable).list(sinceMs, nowMs)) {
    if (entry.about.includes(wanted)) found.push(entry);
  }
  return found;
}
