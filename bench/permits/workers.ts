import { noConnection } from '../../test/support/no-connection.ts';
import { prepareCall, type PermittedCallPorts } from '../../lib/partners/thanx/permitted-call.ts';
import type { ThanxOutcome } from '../../lib/partners/thanx/read-answer.ts';
import { limiter } from '../../lib/permits/limiter.ts';
import type { Limits } from '../../lib/permits/limits.ts';
import type { Permits } from '../../lib/permits/permits.ts';
import { packGrants, unpackGrants, type GrantsRow } from '../../lib/permits/row.ts';
import type { Simulation } from './simulation.ts';
import type { StrictServer } from './strict-server.ts';

/** Epoch ms of the simulation's start, as workers' clocks show it. */
const epochMs = 1_800_000_000_000;
const latencyMs = { min: 50, max: 350 };
export const meanLatencyMs = (latencyMs.min + latencyMs.max) / 2;
const skewMs = 50;
/** How late timers are. */
const usualTimerLateMs = 3;
/** One timer in so many is up to half a second late: garbage collection, a frozen worker. */
const lateWakers = 10_000;
const rowTripMs = { min: 2, max: 12 };
const timeoutMs = 60_000;
const restartMs = 1000;

export interface Crowd {
  workers: number;
  /** Calls that all workers work on at the same time. */
  inHand: number;
  /** In one of so many calls, the worker dies after the grant. */
  diesEvery?: number;
  /** How long the server takes to answer a call. */
  answerMs?: number;
  /** How late timers are at most. Default: 3 ms. */
  timerLateMs?: number;
  /** Replaces the limiter. */
  other?: (now: () => number) => Permits;
}

/** A row in a table some ms away, packed as it is stored. Writes conflict as they do there. */
function simulatedRow(world: Simulation): GrantsRow {
  let stored: { bytes: Uint8Array; version: number } | undefined;
  const trip = () => world.sleep((rowTripMs.min + (rowTripMs.max - rowTripMs.min) * world.random()) / 2);
  return {
    async read() {
      await trip();
      const seen = stored;
      await trip();
      const grants = seen && unpackGrants(seen.bytes);
      return seen && grants && { grants, version: seen.version, unknown: {} };
    },
    async write(grants, read) {
      await trip();
      const won = stored?.version === read?.version;
      if (won) stored = { bytes: packGrants(grants), version: (read?.version ?? 0) + 1 };
      await trip();
      return won;
    },
  };
}

/** The worker died. */
class Died extends Error {
  override readonly name = 'Died';
}

/** Starts workers that send calls as fast as they get permits, until `callsLeft` is zero. */
export function startWorkers(
  world: Simulation,
  limits: Limits,
  server: StrictServer,
  crowd: Crowd,
  callsLeft: { count: number },
): { grantedAt: readonly number[] } {
  const row = simulatedRow(world);
  const shared = crowd.other?.(() => Math.floor(epochMs + world.now()));
  const grantedAt: number[] = [];
  const latency = () => latencyMs.min + (latencyMs.max - latencyMs.min) * world.random();

  const startWorker = (): void => {
    const wrongMs = skewMs * (2 * world.random() - 1);
    const worker = { alive: true };
    const now = () => Math.floor(epochMs + world.now() + wrongMs);
    const wait = async (ms: number) => {
      const late =
        (crowd.timerLateMs ?? usualTimerLateMs) * world.random() +
        (world.random() < 1 / lateWakers ? 500 * world.random() : 0);
      if (ms > 0) await world.sleep(ms + late);
      if (!worker.alive) throw new Died();
    };
    const own = shared ?? limiter({ row, limits, now, sleep: wait, random: world.random });
    const permits: Permits = {
      ...own,
      take: async (maxWaitMs, use) => {
        const permit = await own.take(maxWaitMs, use);
        if (permit.kind === 'granted') grantedAt.push(permit.sendAtMs - epochMs);
        return permit;
      },
    };
    const ports: PermittedCallPorts = {
      permits,
      now,
      sleep: wait,
      credentialName: 'bench',
      partnerTimeoutMs: 10_000,
      telemetry: { error: () => undefined, count: () => undefined },
      thanx: {
        connect: async () => {
          // A round trip for TCP, and one for TLS.
          await world.sleep(latency() + latency() + latency() + latency());
          return { kind: 'open', connection: noConnection(now()) };
        },
      },
    };
    const send = async (): Promise<ThanxOutcome<undefined>> => {
      await world.sleep(latency());
      const refused = server.arrive(world.now());
      await world.sleep((crowd.answerMs ?? 0) + latency());
      return refused ? { kind: 'rate-limited', ...refused } : { kind: 'ok', value: undefined };
    };
    const claim = async () => {
      if (crowd.diesEvery !== undefined && world.random() < 1 / crowd.diesEvery) worker.alive = false;
      if (!worker.alive) throw new Died();
      await world.sleep(rowTripMs.max);
    };
    const work = async () => {
      while (worker.alive && callsLeft.count > 0) {
        callsLeft.count -= 1;
        const startedAtMs = now();
        let done = false;
        try {
          const outcome = await prepareCall(ports, () => timeoutMs - (now() - startedAtMs)).then(async (call) => {
            if (call.kind !== 'ready') return call;
            await claim();
            return await call.send(send);
          });
          done = outcome.kind === 'ok';
          if (outcome.kind === 'later') await wait(outcome.retryAtMs - now());
        } catch (error) {
          if (!(error instanceof Died)) throw error;
        } finally {
          // Another worker sends what wasn't sent.
          if (!done) callsLeft.count += 1;
        }
      }
    };
    const slots = Math.max(1, Math.round(crowd.inHand / crowd.workers));
    void Promise.all(Array.from({ length: slots }, work)).then(async () => {
      if (worker.alive) return;
      await world.sleep(restartMs);
      startWorker();
    });
  };
  for (let index = 0; index < crowd.workers; index++) startWorker();
  return { grantedAt };
}
