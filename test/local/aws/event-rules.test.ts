import { describe, expect, it } from 'vitest';
import { deliver, eventText } from '../../../local/aws/event-rules.ts';
import type { EventRuleModel } from '../../../local/template/model.ts';

const rule: EventRuleModel = {
  bus: 'partner',
  pattern: { source: ['partner'], detail: { metadata: { topic: ['paid', 'refunded'] } } },
  targets: [{ queueName: 'work', groupId: 'g' }, { queueName: 'other' }],
};
const account = { region: 'eu-central-1', accountId: '000000000000' };

async function sent(detail: string, { bus = 'partner', source = 'partner' } = {}) {
  const calls: unknown[] = [];
  const callSqs = async (operation: string, request: Record<string, unknown>) => void calls.push([operation, request]);
  const text = eventText({ source, detailType: 'order', detail }, account);
  await deliver(text, bus, [rule], { callSqs, queueUrl: (name) => `sqs/${name}` });
  return calls;
}

describe('a rule of an event bus', () => {
  it('sends a matching event to each of its queues, with the digits and texts that it had', async () => {
    const detail = '{"payload":{"id":6029384756102938475,"title":"🌳"},"metadata":{"topic":"refunded"}}';
    const [work, other] = (await sent(detail)) as [string, Record<string, string>][];
    expect(work).toEqual([
      'SendMessage',
      { QueueUrl: 'sqs/work', MessageGroupId: 'g', MessageBody: expect.any(String) },
    ]);
    expect(other?.[1]).toEqual({ QueueUrl: 'sqs/other', MessageBody: work?.[1]['MessageBody'] });
    expect(work?.[1]['MessageBody']).toContain('"id":6029384756102938475,');
    expect(JSON.parse(work?.[1]['MessageBody'] ?? '')).toMatchObject({
      source: 'partner',
      'detail-type': 'order',
      account: '000000000000',
      detail: { payload: { title: '🌳' } },
    });
  });

  it.each([
    ['of another bus', '{"metadata":{"topic":"paid"}}', { bus: 'default' }],
    ['of another source', '{"metadata":{"topic":"paid"}}', { source: 'else' }],
    ['with another value', '{"metadata":{"topic":"voided"}}', {}],
    ['without the field', '{"metadata":{}}', {}],
    ['without the object', '{"metadata":"paid"}', {}],
  ])('sends no event %s', async (_, detail, differs) => {
    expect(await sent(detail, differs)).toEqual([]);
  });
});
