import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';

const pidOf = (body: string): string | undefined => /"type":"wake".*"pid":"([^"]+)"/.exec(body)?.[1];

/** Which wake-ups were sent, and when. */
export function watchMessages(nowMs: () => number) {
  /** By pid, epoch ms. */
  const wokenMs = new Map<string, number[]>();
  const sent = (body = '') => {
    const pid = pidOf(body);
    if (pid !== undefined) wokenMs.set(pid, [...(wokenMs.get(pid) ?? []), nowMs()]);
  };
  return {
    wokenMs,
    /** Looks at a command that SQS executed; gives its answer. */
    executed<Answer>(command: object, answer: Answer): Answer {
      if (command instanceof SendMessageCommand) sent(command.input.MessageBody);
      if (command instanceof SendMessageBatchCommand)
        for (const { MessageBody } of command.input.Entries ?? []) sent(MessageBody);
      return answer;
    },
  };
}
