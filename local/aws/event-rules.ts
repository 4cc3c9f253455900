import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { EventPattern, EventRuleModel } from '../template/model.ts';
import type { QueueCall } from './sqs.ts';

/** The part of an event's text that rules look at. */
const Fields = z.record(z.string(), z.unknown());

/** Whether an event has what a pattern asks for. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
function matches(pattern: EventPattern, event: unknown): boolean {
  const fields = Fields.safeParse(event).data ?? {};
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = fields[name];
    return Array.isArray(wanted) ? wanted.some((text) => text === value) : matches(wanted, value);
  });
}

/**
 * The text of an event as targets get it. @param detail its JSON, which stays as it is
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export function eventText(
  { source, detailType, detail }: { source: string; detailType: string; detail: string },
  { region, accountId }: { region: string; accountId: string },
): string {
  const envelope = {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: accountId,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [],
  };
  return `${JSON.stringify(envelope).slice(0, -1)},"detail":${detail}}`;
}

/** The same JSON. fauxqs refuses characters beyond U+FFFF, such as emoji, which SQS takes. */
const ascii = (json: string): string =>
  json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Sends an event of a bus to the queues of the rules that it matches. */
export async function deliver(
  text: string,
  bus: string,
  rules: readonly EventRuleModel[],
  { callSqs, queueUrl }: { callSqs: QueueCall; queueUrl(name: string): string },
): Promise<void> {
  const event: unknown = JSON.parse(text);
  const matched = rules.filter((rule) => rule.bus === bus && matches(rule.pattern, event));
  await Promise.all(
    matched
      .flatMap(({ targets }) => targets)
      .map(({ queueName, groupId }) =>
        callSqs('SendMessage', {
          QueueUrl: queueUrl(queueName),
          MessageBody: ascii(text),
          ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
        }),
      ),
  );
}
