import { chunksOf } from '../../lib/batches.ts';
import { hourMs } from '../../lib/durations.ts';
import { crashFacts } from '../../lib/error-facts.ts';
import type { ProblemCode } from '../../lib/reconcile/problem.ts';
import { runEveryMs } from '../../lib/reconcile/state.ts';
import { historyMs, minQuietMs, silenceOf, type Silence } from '../../lib/silence/silence.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';
import { report } from './problems.ts';

type SilencePorts = Pick<Ports, 'shops' | 'orderTimes' | 'problems' | 'telemetry' | 'now'>;

const codes: readonly ProblemCode[] = ['shop-silent'];

/** Shops that are looked at at the same time. */
const concurrency = 10;

/** Whether this is the hour's first run. A run that fails or doesn't take place costs an hour. */
export const isSilenceDue = (nowMs: number): boolean => nowMs % hourMs < runEveryMs;

/**
 * Reports every shop from which no order arrives for far longer than usual. A paused shop is no exception: its orders arrive, and wait.
 * @throws AggregateError if a shop could not be looked at; the others are
 */
export async function reportSilentShops(ports: SilencePorts): Promise<void> {
  const failures: unknown[] = [];
  for (const batch of chunksOf(await ports.shops(), concurrency)) {
    const each = batch.map(async ({ shop, settings, removed }) => {
      try {
        if (removed !== undefined) await report(ports, shop, codes, {});
        // Orders wait until settings of a newer version are readable, and have no rows. `stuck` reports that.
        else if (settings !== undefined) await checkShop(ports, shop);
      } catch (error) {
        failures.push(error);
        ports.telemetry.error("a shop's silence could not be judged", { shop, ...crashFacts(error) });
      }
    });
    await Promise.all(each);
  }
  if (failures.length > 0) throw new AggregateError(failures, `the silence of ${failures.length} shops is unknown`);
}

async function checkShop(ports: SilencePorts, shop: string): Promise<void> {
  const { orderTimes, problems, telemetry, now } = ports;
  const newestMs = await orderTimes.newest(shop);
  if (newestMs === undefined) return;
  const reported = await problems.get(keys.problem(shop, 'shop-silent'));
  if (reported !== undefined) {
    // Only an order ends a silence. Later, the weeks before would be silent too, and the decision would change its mind.
    // The last order before the report was at least `minQuietMs` old.
    if (newestMs <= Date.parse(reported.since) - minQuietMs) return;
    await report(ports, shop, codes, {});
  }
  const nowMs = now();
  if (nowMs - newestMs <= minQuietMs) return;
  const silence = silenceOf(await orderTimes.since(shop, newestMs - historyMs), nowMs);
  if (silence === undefined) return;
  const detail = describe(silence);
  telemetry.warn('a shop is silent', { shop, reason: detail });
  await report(ports, shop, codes, { 'shop-silent': detail });
}

function describe({ sinceMs, longestMs, usualOrders }: Silence): string {
  const since = new Date(sinceMs);
  const day = since.toLocaleDateString('en-GB', { weekday: 'short', timeZone: 'UTC' });
  const at = `${day} ${since.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const hours = Math.ceil(longestMs / hourMs);
  const longest = hours === 1 ? '1 hour' : `${hours} hours`;
  return (
    `no order since ${at}: at this time of the week the shop was never quiet for longer than ${longest} ` +
    `in the four weeks before, and ${usualOrders} orders usually arrive in such a time`
  );
}
