import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { flooding, quiet } from './draw-flood.ts';
import { names } from './stage.ts';
import { pidsIn } from './watched-messages.ts';

/** What had been done for the flooding shop when a message of the quiet shop came into a queue. */
interface Arrived {
  pid: string;
  thanked: number;
  calls: number;
}

interface Books {
  /** The pids that ThankU received. */
  thanked: () => readonly { pid: string }[];
  /** The requests that Thanx received. */
  calls: () => number;
}

/** Records when the messages of the quiet shop come into their queues. Without a flood, it records nothing. */
export function watchFlood({ thanked, calls }: Books) {
  const orders = new Map<string, Arrived>();
  const receipts = new Map<string, Arrived>();
  const floodThanked = () => thanked().filter(({ pid }) => pid.startsWith(flooding)).length;
  return {
    /** Records a command that SQS executed. Returns its answer. */
    executed<Answer>(command: object, answer: Answer): Answer {
      if (!(command instanceof SendMessageCommand)) return answer;
      const { QueueUrl, MessageBody = '' } = command.input;
      if (!MessageBody.includes(`"shop":"${quiet}"`)) return answer;
      const orderId = /"orderId":"([^"]+)"/.exec(MessageBody)?.[1];
      const [pid = `${quiet}-${orderId}`] = pidsIn(MessageBody);
      const known = QueueUrl === names.loyaltyQueue ? receipts : orders;
      if (!known.has(pid)) known.set(pid, { pid, thanked: floodThanked(), calls: calls() });
      return answer;
    },
    /** How many orders of the flooding shop were thanked since this one came; `undefined` if it never came. */
    thankedSince(pid: string): number | undefined {
      const arrived = orders.get(pid);
      return arrived && floodThanked() - arrived.thanked;
    },
    /** How many requests Thanx received since this order's receipt came. */
    callsSince(pid: string): number | undefined {
      const arrived = receipts.get(pid);
      return arrived && calls() - arrived.calls;
    },
  };
}
