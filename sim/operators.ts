import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { applyRefreeze } from '../ops/repair/apply-refreeze.ts';
import { expedite } from '../lib/expedite/expedite.ts';
import { proposeRefreeze } from '../ops/repair/refreeze.ts';
import { restore } from '../ops/restore/restore.ts';
import { resolveReceipt } from '../ops/repair/resolve.ts';
import { expediteOrder, retryOrder } from '../ops/repair/retry-order.ts';
import { ofShop, sendMessage } from '../lib/queue/send.ts';
import { wakeUp } from '../lib/queue/wake.ts';
import { settingsStore } from '../lib/shops/settings-store.ts';
import { pauseCredential, pauseShop, resumeCredential, resumeShop } from '../lib/store/pauses.ts';
import { credentialControl, shopControl } from '../lib/store/control.ts';
import { dueEntries, indexLagMs } from '../lib/store/due.ts';
import { orderIndex } from '../ops/orders/order-index.ts';
import { orderStore } from '../lib/store/orders.ts';
import type { Ended } from './kernel/parts.ts';
import { replayWork } from './ports/replay.ts';
import { importWork } from './ports/import.ts';
import { reconcileWork } from './ports/reconcile-command.ts';
import { switchReconciliation } from '../lib/reconcile/switch.ts';
import { limitStore } from '../lib/limit/limit-store.ts';
import { releasedAs } from '../lib/limit/reserve.ts';
import { restorePorts } from './ports/restore.ts';
import { housekeepingPorts } from './ports/housekeeping.ts';
import type { PauseTarget, Import, OrderCommand, PlannedOrder, PlannedReconciliation, Replay } from './plan.ts';
import { names } from './stage.ts';
import { settingsRow, type SimSettings } from './settings.ts';
import type { World } from './world.ts';

const againMs = 30_000;
const restoreName = 'restore tables';

/** Runs a command. If it fails or is killed, its user runs it again. */
function operate(
  world: World,
  name: string,
  work: () => Promise<unknown>,
  then: () => void = () => undefined,
  mostTurns = world.random.chance(world.faults().kill) ? world.random.below(20) : undefined,
): void {
  const { kernel, stage } = world;
  const again = () => kernel.at(kernel.nowMs + againMs, () => operate(world, name, work, then));
  // Nobody repairs anything while the stage is stopped.
  if (stage.isStopped && name !== restoreName) {
    again();
    return;
  }
  const ended = (how: Ended) => {
    stage.commands.delete(process);
    if (how.kind === 'returned') then();
    else again();
  };
  const process = kernel.start({ name, mostTurns, work, ended });
  stage.commands.add(process);
}

/** The commands of a run's operators. */
export function operator(world: World) {
  const { aws, newId, kernel } = world;
  const { documents, sqs } = aws;
  const store = orderStore(documents, names.orders, newId);
  const control = shopControl(documents, names.control, newId);
  const ofCredential = credentialControl(documents, names.control, names.credential, newId);
  const { wakeOrders, wakeReceipts, wakeNotices, now } = housekeepingPorts(world);
  const ports = {
    store,
    sendOrders: (message: { shop: string }) => sendMessage(sqs, names.ordersQueue, ofShop(message)),
    wakeReceipt: ({ shop, pid }: { shop: string; pid: string }) =>
      sendMessage(sqs, names.loyaltyQueue, ofShop(wakeUp(shop, pid))),
    now,
    newId,
    simulateAll: false,
    settings: (shop: string) => settingsStore(documents, names.settings).stored(shop),
    findById: orderIndex(documents, names.orders).byId,
  };

  /** Looks the receipt up in Thanx's books, as a person would in its dashboard. */
  const resolve = async (shop: string, pid: string) => {
    const booked = world.programme.receipts.find(({ marker }) => marker === `${shop}/${pid}`);
    await resolveReceipt(
      ports,
      shop,
      pid,
      booked === undefined ? { as: 'not-sent' } : { as: 'submitted', receiptId: booked.id },
    );
  };
  const refreeze = async (shop: string, pid: string) => {
    const proposal = await proposeRefreeze(ports, shop, pid, { untried: true });
    if (proposal.kind === 'proposal') await applyRefreeze(ports, proposal);
  };

  return {
    run(command: OrderCommand, { shop, orderId }: PlannedOrder) {
      const pid = `${shop}-${orderId}`;
      const work = {
        retry: () => retryOrder(ports, shop, pid),
        hurry: () => expediteOrder(ports, shop, pid, { isFree: true }),
        refreeze: () => refreeze(shop, pid),
        resolve: () => resolve(shop, pid),
      }[command];
      operate(world, `orders ${command} ${orderId}`, work);
    },
    hold(shop: string, what: PauseTarget, then: () => void) {
      const brake = { reason: 'a look', by: 'ada', since: new Date(kernel.nowMs).toISOString() };
      const work = () =>
        what === 'credential' ? pauseCredential(ofCredential, brake) : pauseShop(control(shop), what, brake);
      operate(world, `pause ${what} of ${shop}`, work, then);
    },
    release(shop: string, what: PauseTarget) {
      const due = dueEntries(documents, names.orders);
      const forward = { store, due, credentials: [names.credential], wakeOrders, wakeReceipts, wakeNotices, now };
      operate(world, `resume ${what} of ${shop}`, async () => {
        await (what === 'credential' ? resumeCredential(ofCredential) : resumeShop(control(shop), what));
        // As the command does: by then, a row that was just written is on the index.
        await kernel.turn('waits for the index', kernel.nowMs + indexLagMs);
        const scope = what === 'credential' ? { what, credential: names.credential } : { what, shop };
        const { failed } = await expedite(forward, scope);
        if (failed > 0) throw new Error(`${failed} rows could not be expedited`);
      });
    },
    /** `thanx certify` has passed: what waited for it goes on. */
    certify() {
      const due = dueEntries(documents, names.orders);
      const forward = { store, due, credentials: [names.credential], wakeOrders, wakeReceipts, wakeNotices, now };
      operate(world, 'thanx certify', async () => {
        const basketsCertified = { at: new Date(kernel.nowMs).toISOString(), by: 'ada', host: 'api.thanx.example' };
        await ofCredential.change((state) => ({ ...state, basketsCertified }));
        await kernel.turn('waits for the index', kernel.nowMs + indexLagMs);
        const { failed } = await expedite(forward, { what: 'credential', credential: names.credential });
        if (failed > 0) throw new Error(`${failed} rows could not be expedited`);
      });
    },
    /** `dlq replay`. */
    replay(replay: Replay, then?: () => void) {
      operate(world, `dlq replay ${replay.queue ?? 'all'}`, replayWork(world, ports, replay), then, replay.mostTurns);
    },
    import(planned: Import, file: Buffer, then: () => void) {
      operate(world, `import ${planned.shop}`, importWork(world, planned, file), then, planned.mostTurns);
    },
    /** The part of `shops apply` that switches reconciliation on. */
    switchOn(shop: string) {
      const work = () => switchReconciliation({ documents, ordersTable: names.orders }, shop, true, kernel.nowMs);
      operate(world, `reconciliation of ${shop}`, work);
    },
    /** `reconcile --yes` or `reconcile --from-now`. */
    reconcile(shop: string, does: PlannedReconciliation['person']['does'], then: () => void) {
      operate(world, `reconcile ${does} ${shop}`, reconcileWork(world, shop, does), then);
    },
    /** The part of `shops apply` that puts a limit in force. */
    limit(shop: string, enforce: (of: ReturnType<typeof control>) => Promise<void>) {
      operate(world, `limit of ${shop}`, () => enforce(control(shop)));
    },
    /** `restore tables`, once everything that ran has ended. */
    restore(toMs: number, then: () => void) {
      for (const process of world.stage.commands) process.kill('is stopped for the restore');
      operate(world, restoreName, () => restore(restorePorts(world), { toMs, by: 'ada', dryRun: false }), then);
    },
    /** `restore limit`. */
    releaseLimit(shop: string, units: number) {
      const given = { monthUnits: units, dayUnits: units };
      operate(world, `restore limit ${shop}`, () =>
        limitStore(
          documents,
          names.control,
          newId,
        )(shop).change((row) => ({
          row: releasedAs(row, given),
          outcome: undefined,
        })),
      );
    },
    /** `shops apply`. */
    apply(shop: string, settings: SimSettings) {
      operate(world, `shops apply ${shop}`, () => {
        const Item = settingsRow(shop, { ...settings, atMs: kernel.nowMs });
        return documents.send(new PutCommand({ TableName: names.settings, Item }));
      });
    },
  };
}
