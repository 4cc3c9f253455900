import { minuteMs } from '../lib/durations.ts';
import type { Random } from './kernel/random.ts';
import type { operator } from './operators.ts';
import type { DeadLetters, Plan, Replay } from './plan.ts';
import { names } from './stage.ts';
import { isEvent } from './watched-letters.ts';
import type { World } from './world.ts';

/** For minutes after a replay was killed, the messages that it had received are invisible. */
const againMs = 5 * minuteMs;

const drawChoice = (random: Random): Replay => {
  const how = random.pick(['', '', 'refreeze', 'as-frozen']);
  return { refreeze: how === 'refreeze', asFrozen: how === 'as-frozen', limit: 1000 };
};

function drawReplay(random: Random): Replay {
  return {
    ...drawChoice(random),
    ...(random.chance(0.3) && { queue: random.pick(['orders-dlq', 'loyalty-main-dlq']) }),
    ...(random.chance(0.5) && { limit: random.between(1, 2) }),
    ...(random.chance(0.2) && { stoppedAfterMs: random.below(1000) }),
    ...(random.chance(0.3) && { mostTurns: random.between(2, 40) }),
  };
}

/** Swarm testing: some runs have no crash, and only letters about failed orders. */
export function drawDeadLetters(random: Random, sometime: () => number, orders: number, healedMs: number): DeadLetters {
  const fromMs = sometime();
  const replays = Array.from({ length: random.between(1, 3) }, () => {
    const atMs = sometime() + random.pick([0, random.below(30) * minuteMs]);
    // Two people may react to the alarm.
    const count = random.chance(0.4) ? 2 : 1;
    return Array.from({ length: count }, () => ({ ...drawReplay(random), atMs }));
  });
  return {
    ...(random.chance(0.6) && {
      crashes: { fromMs, untilMs: Math.min(healedMs, fromMs + random.below(30) * minuteMs), share: random.next() / 2 },
    }),
    refusals: Array.from({ length: random.below(4) }, () => ({
      order: random.below(orders),
      by: random.pick<'ThankU' | 'Thanx'>(['ThankU', 'Thanx']),
      untilMs: random.pick([sometime() + random.below(20) * minuteMs, healedMs + 30 * minuteMs]),
    })),
    replays: replays.flat(),
    last: { ...drawChoice(random), atMs: healedMs + random.below(120) * minuteMs },
  };
}

/** Schedules the crashes, refusals and replays. */
export function deadLetters(world: World, { dead, orders }: Plan, commands: ReturnType<typeof operator>): void {
  if (dead === undefined) return;
  const { kernel, queues, crashing, refusedBy } = world;
  const { crashes, refusals, replays, last } = dead;
  for (const { order, by, untilMs } of refusals) {
    const { shop, orderId } = orders[order] ?? {};
    const pid = `${shop}-${orderId}`;
    refusedBy[by].add(pid);
    kernel.at(untilMs, () => refusedBy[by].delete(pid));
  }
  if (crashes !== undefined) {
    kernel.at(crashes.fromMs, () => {
      kernel.tell(() => 'functions crash on some messages');
      crashing.share = crashes.share;
    });
    kernel.at(crashes.untilMs, () => (crashing.share = 0));
  }
  for (const { atMs, ...replay } of replays) kernel.at(atMs, () => commands.replay(replay));
  const toTheEnd = () =>
    commands.replay(last, () => {
      if (queues.waiting(names.ordersDlq).some(({ body }) => isEvent(body)))
        kernel.at(kernel.nowMs + againMs, toTheEnd);
    });
  kernel.at(last.atMs, toTheEnd);
}
