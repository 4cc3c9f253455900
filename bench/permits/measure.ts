import { medianOf } from '../../sim/kernel/measure.ts';
import type { Limits } from '../../lib/permits/limits.ts';
import { simulation } from './simulation.ts';
import { StrictServer } from './strict-server.ts';
import { meanLatencyMs, startWorkers, type Crowd } from './workers.ts';

export interface PermitFigures {
  /** The share of the sustained limit that is used with an endless backlog. */
  share: number;
  /** From the first to the last arrival of a burst, ms: the median and the longest. */
  burstMs: number;
  longestBurstMs: number;
  /** The highest number of arrivals in a window at any position. */
  maxInBurstWindow: number;
  maxInSustainedWindow: number;
  refused: number;
  /** The share of permits that weren't used, because a worker woke late or had died. */
  lost: number;
}

interface MeasurePlan {
  burstCalls: number;
  /** How many bursts are measured, each from a cold start. */
  bursts: number;
  /** How many sustained windows pass before measuring, and how many are measured. */
  warmUpWindows: number;
  windows: number;
  seed: number;
}

/** Runs some bursts and an endless backlog, each with its own workers and its own row. */
export async function measure(limits: Limits, crowd: Crowd, plan: MeasurePlan): Promise<PermitFigures> {
  const runs: Awaited<ReturnType<typeof run>>[] = [];
  for (let burst = 0; burst < plan.bursts; burst++) {
    runs.push(await run(limits, crowd, plan.seed + burst, plan.burstCalls, Infinity));
  }
  const tookMs = runs.map(({ server }) => server.tookMs);
  const fromMs = plan.warmUpWindows * limits.sustained.windowMs;
  const toMs = fromMs + plan.windows * limits.sustained.windowMs;
  const steady = await run(limits, crowd, plan.seed + plan.bursts, Infinity, toMs);
  runs.push(steady);
  const highest = (of: (server: StrictServer) => number) => Math.max(...runs.map(({ server }) => of(server)));
  const sum = (of: (one: typeof steady) => number) => runs.reduce((total, one) => total + of(one), 0);
  return {
    share: steady.server.acceptedBetween(fromMs, toMs) / (limits.sustained.requests * plan.windows),
    burstMs: medianOf(tookMs),
    longestBurstMs: Math.max(...tookMs),
    maxInBurstWindow: highest((server) => server.highest(limits.burst)),
    maxInSustainedWindow: highest((server) => server.highest(limits.sustained)),
    refused: sum(({ server }) => server.refused),
    lost: Math.max(0, 1 - sum(({ server }) => server.arrivals.length) / sum(({ granted }) => granted)),
  };
}

async function run(limits: Limits, crowd: Crowd, seed: number, calls: number, untilMs: number) {
  const world = simulation(seed);
  const server = new StrictServer(limits);
  const { grantedAt } = startWorkers(world, limits, server, crowd, { count: calls });
  await world.run(() => world.now() >= untilMs || server.accepted >= calls);
  // Permits for the time after the run aren't lost.
  return { server, granted: grantedAt.filter((atMs) => atMs < world.now() - meanLatencyMs).length };
}
