import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';

/** The pid of a wake-up; `undefined` for any other message. */
export const wokenPidOf = (body: string): string | undefined => /"type":"wake".*"pid":"([^"]+)"/.exec(body)?.[1];

/** All pids in a message. */
export const pidsIn = (body: string): string[] => [...body.matchAll(/"pid":"([^"]+)"/g)].map(([, pid = '']) => pid);

/** Records which wake-ups were sent, and when. */
export function watchMessages(nowMs: () => number) {
  /** By queue and pid, epoch ms. */
  const wokenMs = new Map<string, number[]>();
  /** The last time in any queue, by pid. */
  const lastWokenMs = new Map<string, number>();
  const sent = (url = '', body = '') => {
    const pid = wokenPidOf(body);
    const woken = `${url} ${pid}`;
    if (pid === undefined) return;
    wokenMs.set(woken, [...(wokenMs.get(woken) ?? []), nowMs()]);
    lastWokenMs.set(pid, nowMs());
  };
  return {
    wokenMs,
    lastWokenMs,
    /** Records a command that SQS executed. Returns its answer. */
    executed<Answer>(command: object, answer: Answer): Answer {
      if (command instanceof SendMessageCommand) sent(command.input.QueueUrl, command.input.MessageBody);
      if (command instanceof SendMessageBatchCommand)
        for (const { MessageBody } of command.input.Entries ?? []) sent(command.input.QueueUrl, MessageBody);
      return answer;
    },
  };
}
