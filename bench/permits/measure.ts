import type { Limits } from '../../lib/permits/limits.ts';
import { simulation } from './simulation.ts';
import { StrictServer } from './strict-server.ts';
import { meanLatencyMs, startWorkers, type Crowd } from './workers.ts';

export interface PermitFigures {
  /** Of what the sustained window allows, in steady state under a backlog without end. */
  share: number;
  /** A burst, from its first arrival to its last, ms: the median of some, and the longest. */
  burstMs: number;
  longestBurstMs: number;
  /** The most arrivals in any window, wherever it lies. */
  mostInBurstWindow: number;
  mostInSustainedWindow: number;
  refused: number;
  /** Permits that nothing was sent with: woken late, or their worker had died. */
  lost: number;
}

export interface MeasurePlan {
  burstCalls: number;
  /** How many bursts are measured, each from a cold start. */
  bursts: number;
  /** Sustained windows before measuring, and measured. */
  warmUpWindows: number;
  windows: number;
  seed: number;
}

/** Runs some bursts and a backlog without end, each through workers and on a row of its own. */
export async function measure(limits: Limits, crowd: Crowd, plan: MeasurePlan): Promise<PermitFigures> {
  const runs: Awaited<ReturnType<typeof run>>[] = [];
  for (let burst = 0; burst < plan.bursts; burst++) {
    runs.push(await run(limits, crowd, plan.seed + burst, plan.burstCalls, Infinity));
  }
  const took = runs.map(({ server }) => server.tookMs).toSorted((a, b) => a - b);
  const fromMs = plan.warmUpWindows * limits.sustained.windowMs;
  const toMs = fromMs + plan.windows * limits.sustained.windowMs;
  const steady = await run(limits, crowd, plan.seed + plan.bursts, Infinity, toMs);
  runs.push(steady);
  const most = (of: (server: StrictServer) => number) => Math.max(...runs.map(({ server }) => of(server)));
  const sum = (of: (one: typeof steady) => number) => runs.reduce((total, one) => total + of(one), 0);
  return {
    share: steady.server.acceptedBetween(fromMs, toMs) / (limits.sustained.requests * plan.windows),
    burstMs: took[took.length >> 1] ?? NaN,
    longestBurstMs: took.at(-1) ?? NaN,
    mostInBurstWindow: most((server) => server.most(limits.burst)),
    mostInSustainedWindow: most((server) => server.most(limits.sustained)),
    refused: sum(({ server }) => server.refused),
    lost: Math.max(0, 1 - sum(({ server }) => server.arrivals.length) / sum(({ granted }) => granted)),
  };
}

async function run(limits: Limits, crowd: Crowd, seed: number, calls: number, untilMs: number) {
  const world = simulation(seed);
  const server = new StrictServer(limits);
  const { grantedAt } = startWorkers(world, limits, server, crowd, { count: calls });
  await world.run(() => world.now() >= untilMs || server.accepted >= calls);
  // Permits that lie ahead when the run ends are not lost.
  return { server, granted: grantedAt.filter((atMs) => atMs < world.now() - meanLatencyMs).length };
}
