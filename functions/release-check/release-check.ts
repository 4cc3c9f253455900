import type { Telemetry } from '../../lib/telemetry.ts';
import { jsonOrUndefined } from '../../lib/json.ts';
import { checks } from './checks.ts';

/** A version of a function that is about to get its traffic. */
export interface Target {
  /** The folder in functions/. */
  name: string;
  /** The ARN of the version. */
  version: string;
}

export interface ReleaseCheckPorts {
  /** Runs the version and waits for its answer, JSON text. `crashed`: it threw, or couldn't start. `busy`: no concurrency was left. */
  invoke(version: string, payload: string): Promise<{ kind: 'answered' | 'crashed'; body: string } | { kind: 'busy' }>;
  sleep(ms: number): Promise<void>;
  telemetry: Pick<Telemetry, 'info' | 'error'>;
}

/** A function that runs alone, such as housekeeping, may be running: in its old version, which ends within four minutes. */
const busyTries = 25;
const busyWaitMs = 10_000;

/** Asks a new version whether it works. */
export async function works(target: Target, ports: ReleaseCheckPorts): Promise<boolean> {
  const problem = await problemOf(target, ports);
  if (problem === undefined) ports.telemetry.info('a new version works', { ...target });
  else ports.telemetry.error('a new version does not work: it gets no traffic', { ...target, reason: problem });
  return problem === undefined;
}

async function problemOf({ name, version }: Target, ports: ReleaseCheckPorts): Promise<string | undefined> {
  const check = checks[name];
  if (check === undefined) return 'nobody has said how to check it (functions/release-check/checks.ts)';
  const payload = JSON.stringify(check.event);
  for (let tries = 1; tries <= busyTries; tries++) {
    const result = await ports.invoke(version, payload);
    if (result.kind === 'crashed') return 'it crashed: its log says why';
    if (result.kind === 'answered')
      return check.good.safeParse(jsonOrUndefined(result.body)).success
        ? undefined
        : 'it gave another answer than expected';
    if (tries < busyTries) await ports.sleep(busyWaitMs);
  }
  return 'its concurrency was used up';
}
