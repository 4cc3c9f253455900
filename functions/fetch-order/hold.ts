import { minuteMs } from '../../lib/durations.ts';
import { unknownFields } from '../../lib/open-object.ts';
import { LookupHold } from '../../lib/lookup/waiting.ts';
import { keys } from '../../lib/store/keys.ts';
import { upsert } from '../../lib/store/rows.ts';
import type { Step } from './next-step.ts';
import type { Ports } from './ports.ts';

/** How long a probe may take. If its worker dies, another order probes then. */
const probeMs = minuteMs;

/** What a shop's hold lets through. `hold`: the answer says whether it's over. */
export type Passage = { pass: false; hold: LookupHold } | { pass: true; hold: LookupHold | undefined };

/** Asks a shop's hold for passage. If several workers find it over, one wins. */
export async function passage({ lookups, now }: Ports, shop: string): Promise<Passage> {
  const key = keys.lookupHold(shop);
  const seen = await lookups.holds.get(key);
  if (seen === undefined) return { pass: true, hold: undefined };
  if (seen.untilMs > now()) return { pass: false, hold: seen };
  const { changed, row } = await lookups.holds.change(key, (current) =>
    current.untilMs === seen.untilMs ? { ...current, untilMs: now() + probeMs } : undefined,
  );
  if (row === undefined) return { pass: true, hold: undefined };
  return changed ? { pass: true, hold: row } : { pass: false, hold: row };
}

/** Stops asking a shop's platform. A hold that somebody else began meanwhile is at most prolonged. */
export async function hold(
  { lookups, telemetry, now }: Ports,
  shop: string,
  { kind, untilMs }: NonNullable<Extract<Step, { do: 'wait' }>['hold']>,
  { detail, failures }: { detail: string; failures: number },
): Promise<void> {
  const since = new Date(now()).toISOString();
  await upsert(lookups.holds, keys.lookupHold(shop), (before): LookupHold => ({
    ...unknownFields(LookupHold, before),
    shop,
    kind,
    detail: detail.slice(0, 500),
    since: before?.since ?? since,
    failures: Math.max(before?.failures ?? 0, failures),
    untilMs: Math.max(before?.untilMs ?? 0, untilMs),
  }));
  telemetry.warn("a shop's platform doesn't give orders: it isn't asked for a while", {
    shop,
    kind,
    reason: detail,
    seconds: Math.round((untilMs - now()) / 1000),
  });
}

/** Ends a hold, after an answer. */
export async function release({ lookups, telemetry }: Ports, { shop, kind, since }: LookupHold): Promise<void> {
  await lookups.holds.delete(keys.lookupHold(shop));
  telemetry.info("a shop's platform gives orders again", { shop, kind, since });
}
