import { Duration } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { timeouts } from '../../infra/constructs/timeouts.ts';
import { stages, type Stage } from '../../infra/stages.ts';
import { thanxCapacity, thanxLimits } from '../../infra/thanx-capacity.ts';
import { slowestPerSecond } from '../../lib/permits/limits.ts';
import { decide, unknownPast } from '../../lib/permits/window.ts';

const stage: Stage = stages.prod;
const capacity = (differs: Partial<Stage> = {}, timeout = timeouts.submitToThanx) =>
  thanxCapacity({ ...stage, ...differs }, timeout);

describe('receipts in hand', () => {
  it('get their permits while their workers can still wait, at the slowest permits ever come', () => {
    const { workers, batchSize } = capacity();
    const limits = { ...thanxLimits(stage), coldStartMs: 0 };
    let grants = unknownPast(limits, 0);
    const instants: number[] = [];
    for (let n = 0; n < 6000; n++) {
      const decision = decide(grants, limits, { nowMs: 0, untilMs: Infinity, use: 'submit' });
      if (decision.kind === 'later') throw new Error('no limit to waiting was set');
      ({ grants } = decision);
      instants.push(decision.grant.sendAtMs);
    }
    const calls = workers * batchSize * 2;
    const longestMs = Math.max(...instants.slice(calls).map((at, index) => at - instants[index]!));
    // 60 s, less 10 s to connect, 10 s for the call, 8 s to write down what came of it.
    expect(longestMs).toBeLessThanOrEqual(32_000);
  });

  it("let another shop's receipt have its turn within the permits of one wait", () => {
    const { workers, batchSize } = capacity();
    // Until a worker is free, all receipts in hand may need two calls each. Then its own two calls take their turn among as many.
    const permitsToPass = 2 * (workers * batchSize * 2);
    expect(permitsToPass).toBeLessThanOrEqual(32 * slowestPerSecond(thanxLimits(stage)));
    expect(permitsToPass).toBeLessThanOrEqual(45);
  });

  it.each([
    ['as deployed', {}, timeouts.submitToThanx, { workers: 5, batchSize: 2 }],
    [
      'more workers for slower calls, each with less',
      { p99Seconds: 2 },
      timeouts.submitToThanx,
      { workers: 10, batchSize: 1 },
    ],
    ['fewer workers than AWS allows', { p99Seconds: 0.1 }, timeouts.submitToThanx, { workers: 2, batchSize: 5 }],
    ['no time to wait', {}, Duration.seconds(28), { workers: 5, batchSize: 1 }],
    [
      'ten times the limits',
      { requestsPerSecond: 50, requestsPer15Minutes: 20_000 },
      timeouts.submitToThanx,
      { workers: 50, batchSize: 2 },
    ],
  ])('%s', (_, thanx, timeout, expected) => {
    expect(capacity({ thanx: { ...stage.thanx, ...thanx } }, timeout)).toEqual(expected);
  });
});
