import { crashFacts, errorParts } from '../../lib/error-facts.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';
import { reconcileShop } from './reconcile-shop.ts';
import { isSilenceDue, reportSilentShops } from './silence.ts';

/** Shops that are reconciled at the same time: a slow one must not keep the others waiting. */
const concurrency = 4;

/** Reserved for the end of the run. */
const marginMs = 15_000;

/**
 * One run: once an hour, reports the shops that have fallen silent. Then reconciles the shops that are due, slice by slice, the longest overdue
 * first.
 * @throws AggregateError if a shop failed for a reason that isn't its platform's
 */
export async function reconcile(ports: Ports, remainingMs: () => number): Promise<void> {
  const untilMs = ports.now() + remainingMs() - marginMs;
  const failures: unknown[] = [];
  // Comes first, because it takes seconds, and reconciliation takes all the time there is.
  if (isSilenceDue(ports.now())) {
    try {
      await reportSilentShops(ports);
    } catch (error) {
      failures.push(error);
      ports.telemetry.error('silent shops could not be reported', crashFacts(error));
    }
  }
  // A slice that begins later would have no time to list anything, and would count as a failure.
  const lastBeginMs = (ports.now() + untilMs) / 2;
  const shops = ports.due('reconcile', ports.now())[Symbol.asyncIterator]();
  const work = async (): Promise<void> => {
    for (;;) {
      const { value, done } = await shops.next();
      if (done === true) return;
      const shop = value.pk.slice(keys.reconcile('').pk.length);
      try {
        await untilDone(ports, shop, untilMs, lastBeginMs);
      } catch (error) {
        failures.push(error);
        for (const part of errorParts(error))
          ports.telemetry.error('a shop could not be reconciled', { shop, ...crashFacts(part) });
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} parts of the run failed`);
}

/** Slice after slice, as long as the shop is due. */
async function untilDone(ports: Ports, shop: string, untilMs: number, lastBeginMs: number): Promise<void> {
  while (ports.now() <= lastBeginMs && (await reconcileShop(ports, shop, untilMs)));
}
