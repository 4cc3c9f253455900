import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type ReceiveMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import { isDeepStrictEqual } from 'node:util';
import { orderKeyOf } from '../lib/order/event.ts';
import { keys } from '../lib/store/keys.ts';
import type { DynamoDbModel } from './aws/dynamodb.ts';
import { names } from './stage.ts';
import { wokenPidOf } from './watched-messages.ts';

/** Clocks differ by so much at most. */
const skewMs = 100;

const deadLetterUrls: ReadonlySet<string> = new Set([names.ordersDlq, names.loyaltyDlq]);

/** Watches what an operator does with dead letters: what they receive, send back and remove. */
export function watchLetters(nowMs: () => number, table: Pick<DynamoDbModel, 'get'>) {
  /** By the handle of a receive. */
  const received = new Map<string, { body: string; atMs: number }>();
  const sentEvents: { body: string; atMs: number }[] = [];
  /** By pid, how often somebody had a dead wake-up of it in hand. */
  const wakeUps = new Map<string, number>();
  let lost: string | undefined;

  /** What is wrong with removing it now. */
  function wrongWith(body: string, receivedMs: number): string | undefined {
    if (isEvent(body)) {
      const event: unknown = JSON.parse(body);
      const isSent = sentEvents.some(
        (sent) => sent.atMs >= receivedMs && isDeepStrictEqual(JSON.parse(sent.body), event),
      );
      return isSent ? undefined : `a dead event was removed, and not sent back to its queue: ${body}`;
    }
    const key = orderKeyOf(/"key":"([^"]+)"/.exec(body)?.[1] ?? '');
    if (key === undefined) return undefined;
    const rows = [keys.thanku(key.shop, key.pid), keys.receipt(key.shop, key.pid)];
    for (const at of rows) {
      const { state, updatedAt } = table.get(names.orders, at) ?? {};
      const hasFailed = state === 'failed' || state === 'rejected';
      if (hasFailed && Date.parse(String(updatedAt)) < receivedMs - skewMs)
        return `the dead letter of ${key.pid} was removed, and it is ${state} as before`;
    }
    return undefined;
  }

  return {
    /** A dead letter that was removed before it was worked off. */
    lost: () => lost,
    /** How often an operator may have sent an order's dead wake-ups back: each time that they were received counts. */
    wakeUps: (pid: string): number => wakeUps.get(pid) ?? 0,
    /** Looks at a command that SQS executed; gives its answer. */
    executed<Answer>(command: object, answer: Answer): Answer {
      if (command instanceof SendMessageCommand && isEvent(command.input.MessageBody ?? ''))
        sentEvents.push({ body: command.input.MessageBody ?? '', atMs: nowMs() });
      if (command instanceof ReceiveMessageCommand && deadLetterUrls.has(command.input.QueueUrl ?? ''))
        for (const { ReceiptHandle = '', Body = '' } of messagesIn(answer)) {
          received.set(ReceiptHandle, { body: Body, atMs: nowMs() });
          const pid = wokenPidOf(Body);
          if (pid !== undefined) wakeUps.set(pid, (wakeUps.get(pid) ?? 0) + 1);
        }
      if (command instanceof DeleteMessageBatchCommand)
        for (const { ReceiptHandle = '' } of command.input.Entries ?? []) {
          const letter = received.get(ReceiptHandle);
          lost ??= letter && wrongWith(letter.body, letter.atMs);
        }
      return answer;
    },
  };
}

const messagesIn = (answer: unknown): NonNullable<ReceiveMessageCommandOutput['Messages']> =>
  typeof answer === 'object' && answer !== null && 'Messages' in answer && Array.isArray(answer.Messages)
    ? answer.Messages
    : [];

/** A whole event, and neither a letter of an order nor a wake-up, which its row has again. */
export const isEvent = (body: string): boolean => /"type":"(?!wake|follow)/.test(body);
