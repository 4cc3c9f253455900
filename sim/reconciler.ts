import { reconcile } from '../functions/reconcile/reconcile.ts';
import { overlapMs } from '../lib/reconcile/state.ts';
import { keys } from '../lib/store/keys.ts';
import type { DynamoDbModel } from './aws/dynamodb.ts';
import type { Item } from './aws/dynamodb/values.ts';
import type { Faults } from './faults.ts';
import type { Kernel } from './kernel/kernel.ts';
import type { Choice } from './kernel/parts.ts';
import type { PlatformModel } from './partners/platform.ts';
import { reconcilePorts } from './ports/reconcile.ts';
import type { Surroundings } from './ports/surroundings.ts';
import { names } from './stage.ts';
import type { watchReconciliation } from './watched-reconciliation.ts';

const everyMs = 5 * 60_000;
/** A second longer than the index may lag. */
const lagMs = 3000;
const mostSkewMs = 50;
/** A killed run has made so many calls at most. */
const mostTurns = 40;

interface Around {
  kernel: Kernel;
  faults: () => Faults;
  /** Whether no invocation begins. */
  isOut: () => boolean;
  table: DynamoDbModel;
  surroundings: Surroundings;
  platform: PlatformModel;
  watched: ReturnType<typeof watchReconciliation>;
}

/** Runs reconcile every five minutes. Runs that would find no shop due, or nothing new, are left out. */
export function reconciler({ kernel, faults, isOut, table, surroundings, platform, watched }: Around) {
  const { random } = kernel;
  const ports = reconcilePorts(surroundings, platform, watched);
  let runs = 0;
  let isRunning = false;
  let ranAtMs = 0;
  const timeout = { ms: 240_000 };

  function run(): void {
    isRunning = true;
    ranAtMs = kernel.nowMs;
    const untilMs = kernel.nowMs + timeout.ms;
    watched.runs(kernel.nowMs);
    kernel.start({
      name: `reconcile-${++runs}`,
      timeoutMs: timeout.ms,
      skewMs: random.between(-mostSkewMs, mostSkewMs),
      mostTurns: random.chance(faults().kill * 6) ? random.below(mostTurns) : undefined,
      work: () => reconcile(ports, () => untilMs - kernel.nowMs),
      ended() {
        isRunning = false;
        watched.runs(undefined);
      },
    });
  }

  /** Whether a pass could still find something that the ones before couldn't. */
  const isOpen = ({ cursorMs, passUntilMs, many }: Item): boolean =>
    passUntilMs !== undefined || many !== undefined || Number(cursorMs) - overlapMs <= platform.lastChangeMs();

  /** When a shop will be due; `undefined` if none is, or while it's running. */
  function nextMs(): number | undefined {
    if (isRunning || isOut()) return undefined;
    let dueMs: number | undefined;
    for (const shop of platform.shops()) {
      const row = table.get(names.orders, keys.reconcile(shop));
      if (row === undefined || !isOpen(row)) continue;
      dueMs = Math.min(dueMs ?? Number.POSITIVE_INFINITY, Number(row['dueAt']));
    }
    return dueMs === undefined ? undefined : Math.max(ranAtMs + everyMs, dueMs + lagMs);
  }

  return {
    nextMs,
    timeout,
    choices: (): Choice[] => ((nextMs() ?? Number.POSITIVE_INFINITY) <= kernel.nowMs ? [{ weight: 1, run }] : []),
  };
}
