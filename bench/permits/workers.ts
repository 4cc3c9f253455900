import { noConnection } from '../../test/support/no-connection.ts';
import { prepareCall, type PermittedCallPorts } from '../../lib/partners/thanx/permitted-call.ts';
import type { ThanxOutcome } from '../../lib/partners/thanx/outcome.ts';
import { limiter } from '../../lib/permits/limiter.ts';
import type { Limits } from '../../lib/permits/limits.ts';
import type { Permits } from '../../lib/permits/permits.ts';
import { packGrants, unpackGrants, type GrantsRow } from '../../lib/permits/row.ts';
import type { Simulation } from './simulation.ts';
import type { StrictServer } from './strict-server.ts';

/** Epoch ms of the simulation's start, as workers' clocks show it. */
const epochMs = 1_800_000_000_000;
const latencyMs = { least: 50, most: 350 };
export const meanLatencyMs = (latencyMs.least + latencyMs.most) / 2;
const skewMs = 50;
const timerLateMs = 3;
/** One timer in so many is late by up to half a second: a collection of garbage, a frozen worker. */
const lateWakers = 10_000;
const rowTripMs = { least: 2, most: 12 };
const timeoutMs = 60_000;
const restartMs = 1000;

export interface Crowd {
  workers: number;
  /** Calls that all workers have in hand at the same time. */
  inHand: number;
  /** Of so many calls one ends with the death of its worker, after the grant. */
  diesEvery?: number;
  /** How long the server takes to answer a call. */
  answerMs?: number;
  /** In the limiter's place. */
  other?: (now: () => number) => Permits;
}

/** A row in a table some ms away, packed as it is stored; writes conflict as they do there. */
function simulatedRow(world: Simulation): GrantsRow {
  let stored: { bytes: Uint8Array; version: number } | undefined;
  const trip = () => world.sleep((rowTripMs.least + (rowTripMs.most - rowTripMs.least) * world.random()) / 2);
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

/** A worker that its death has stopped. */
class Died extends Error {
  override readonly name = 'Died';
}

/** Starts workers that send calls as fast as they get permits, until `callsLeft` says there are no more. */
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
  const latency = () => latencyMs.least + (latencyMs.most - latencyMs.least) * world.random();

  const startWorker = (): void => {
    const wrongMs = skewMs * (2 * world.random() - 1);
    const worker = { alive: true };
    const now = () => Math.floor(epochMs + world.now() + wrongMs);
    const wait = async (ms: number) => {
      const late = timerLateMs * world.random() + (world.random() < 1 / lateWakers ? 500 * world.random() : 0);
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
          // There and back for TCP, and again for TLS.
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
      await world.sleep(rowTripMs.most);
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
          // What was not sent is sent by somebody else.
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
