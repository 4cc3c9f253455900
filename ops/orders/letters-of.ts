import type { OrderKey } from '../../lib/order/order-key.ts';
import type { StageAws } from '../stage/aws.ts';
import { dropDead } from '../dlq/drop.ts';
import { replayPorts } from '../dlq/ports.ts';
import { countDead, deadQueues } from '../dlq/queues.ts';
import { actionCounts } from '../dlq/action-counts.ts';
import type { Output } from '../cli/output.ts';
import { number } from '../cli/words.ts';

export interface DroppedLetters {
  dropped: number;
  /** About how many dead letters weren't checked. Theirs may be among them. */
  notLookedAt: number;
  /** Why they couldn't be read: the name of AWS's error. */
  problem?: string;
}

/** How many dead letters to check at most, because reading hides them from others for a moment. */
const maxLookedAt = 1000;

/**
 * Removes the dead letters of these orders. Orders that have failed again keep theirs. Never throws: the orders are repaired, and a leftover
 * letter only keeps the alarm on.
 */
export async function dropLettersOf(aws: StageAws, orders: readonly OrderKey[]): Promise<DroppedLetters> {
  try {
    const queues = await deadQueues(aws);
    const { waiting, held } = await countDead(aws.sqs, queues);
    if (waiting > maxLookedAt) return { dropped: 0, notLookedAt: waiting + held };
    const { removed, heldByOthers } = await dropDead(
      replayPorts(aws),
      queues,
      { key: [...orders] },
      {
        leftOver: true,
        events: false,
        yes: true,
        signal: new AbortController().signal,
        counts: actionCounts(),
      },
    );
    return { dropped: removed, notLookedAt: heldByOthers };
  } catch (error) {
    return { dropped: 0, notLookedAt: 0, problem: error instanceof Error ? error.name : 'unknown' };
  }
}

export function printDroppedLetters(
  out: Output,
  stage: string,
  { dropped, notLookedAt, problem }: DroppedLetters,
): void {
  if (dropped > 0) out.done(`removed ${dropped === 1 ? 'its dead letter' : `${number(dropped)} dead letters`}`);
  if (notLookedAt === 0 && problem === undefined) return;
  const why = problem === undefined ? `${number(notLookedAt)} dead letters were not checked` : `SQS: ${problem}`;
  out.note(
    `A dead letter may be left over (${why}). It is harmless. Remove it with: ./thankflow dlq drop --left-over --yes --stage ${stage}`,
  );
}
