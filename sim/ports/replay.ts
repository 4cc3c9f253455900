import { rememberedSettings } from '../../ops/dlq/ports.ts';
import { replayDead } from '../../ops/dlq/replay.ts';
import { actionCounts } from '../../ops/dlq/action-counts.ts';
import type { RefreezePorts } from '../../ops/repair/refreeze.ts';
import { sendMessage, type ShopMessage } from '../../lib/queue/send.ts';
import { wakeNotices } from '../../lib/queue/wake.ts';
import type { Spool } from '../../ops/queue/spool.ts';
import type { Replay } from '../plan.ts';
import { names } from '../stage.ts';
import type { World } from '../world.ts';

/** Lines kept in memory: no file, and nothing that Node.js would have to wait for. */
function spoolInMemory(): Spool {
  const kept: string[] = [];
  return {
    get size() {
      return kept.length;
    },
    add: (line) => void kept.push(line),
    async *lines() {
      yield* kept;
    },
    [Symbol.dispose]: () => undefined,
  };
}

const queues = [
  { name: 'orders-dlq', url: names.ordersDlq, source: { name: 'orders', url: names.ordersQueue } },
  { name: 'loyalty-main-dlq', url: names.loyaltyDlq, source: { name: 'loyalty-main', url: names.loyaltyQueue } },
];

const silent = { advance: () => undefined, stop: () => undefined };

/** `dlq replay --yes`, from the walk through the queues on. */
export function replayWork(
  { kernel, aws: { documents, sqs } }: World,
  repair: RefreezePorts,
  { queue, refreeze, asFrozen, limit, stoppedAfterMs }: Replay,
) {
  return async () => {
    const settings = rememberedSettings({ documents, settingsTable: names.settings });
    const ports = {
      ...repair,
      sqs,
      settings,
      settingsAppliedAt: async (shop: string) => (await settings(shop))?.appliedAt,
      send: (url: string, message: ShopMessage) => sendMessage(sqs, url, message),
      wakeNotices: wakeNotices(sqs, names.noticesQueue),
      sleep: (ms: number) => kernel.turn('waits for its turn', kernel.nowMs + ms),
      shopifyEvents: {},
      spool: spoolInMemory,
    };
    const met = actionCounts();
    const ctrlC = new AbortController();
    if (stoppedAfterMs !== undefined) kernel.at(kernel.nowMs + stoppedAfterMs, () => ctrlC.abort());
    const meant = queues.filter(({ name }) => queue === undefined || name === queue);
    const { signal } = ctrlC;
    await replayDead(
      ports,
      meant,
      {},
      {
        yes: true,
        rate: 20,
        limit,
        refreeze,
        asFrozen,
        startedAt: ports.now(),
        signal,
        progress: silent,
        replayed: spoolInMemory(),
        counts: met,
      },
    );
    kernel.tell(() => `  says: ${JSON.stringify(met.counts)}`);
  };
}
