import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { stages } from '../../../infra/stages.ts';
import { failsMost } from '../../../ops/stuck/partners.ts';
import { callsLately } from '../../../ops/stuck/calls.ts';
import { orderWith } from '../../lib/order/support.ts';
import { eventually } from './eventually.ts';
import type { FlowStack } from './flow-stack.ts';
import { standardOrder } from './payloads.ts';
import { person } from './people.ts';
import { answerTo, deliver, sendWebhook } from './signed.ts';

/** What only the functions' logs and metrics say, and how it passes. */
export function troubles(stack: FlowStack, shop: string) {
  const { aws, logs, region } = stack.endpoints();
  const shopOf = () => stack.endpoints().shops.find(({ id }) => id === shop)!;
  /** What is to pass before the next one. */
  const passing: (() => Promise<unknown>)[] = [];
  const log = (level: string, receives: number) => {
    const line = { level, messageId: 'b2c3f1de-5a4e-4d8e-9d55-0c5f1f7f0a11', order: `${shop}/${shop}-1001`, receives };
    const text = `${JSON.stringify({ time: new Date().toISOString(), log: line })}\n`;
    return appendFile(join(logs, 'thankflow-local-thank-customer.jsonl'), text);
  };
  const isLogged = (text: string) => eventually(async () => expect(await stack.logs()).toContain(text));
  return {
    /** A webhook that is signed with another secret than the shop's. */
    async refused() {
      const secret = `whsec_${Buffer.from('another secret of the very shop').toString('base64')}`;
      // As many as it takes after one that was accepted.
      for (let n = 0; n < 3; n++) {
        const [status] = await answerTo(() => sendWebhook(shopOf(), standardOrder('1001', person()), { secret }));
        expect(status).toBe(401);
      }
      await isLogged('"outcome":"refused"');
      passing.push(() => deliver(shopOf(), { type: 'ping' }));
    },
    /** ThankU answers 503 until it is healed, and orders wait. */
    async partnerFails() {
      await stack.thanku('POST', '/_sandbox/faults', { fault: 'status', status: 503 });
      const { sqs } = stack;
      const QueueUrl = stack.endpoints().queues['thankflow-local-orders'];
      const pay = async (orderIds: readonly string[]) => {
        for (const orderId of orderIds) {
          // Without an address there is no receipt: those would wait for Thanx's permits into the next test.
          const order = orderWith({ orderId, customer: {} });
          const event = { type: 'paid', shop, at: new Date().toISOString(), order };
          await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
        }
      };
      const client = new CloudWatchClient(clientConfig(aws.cloudWatch, region));
      const asked = { stage: stages.local, cloudWatch: async () => client };
      const calls = async () => (await callsLately(asked, Date.now())).ThankU;
      const failing = async () => failsMost(await calls());
      passing.push(async () => {
        await stack.thanku('DELETE', '/_sandbox/faults');
        await sqs.send(new PurgeQueueCommand({ QueueUrl }));
        // Until more calls succeed than failed before.
        for (let batch = 0; (await failing()) !== undefined; batch += 1) {
          const before = (await calls()).lastHour.calls;
          await pay(Array.from({ length: 6 }, (_, n) => `3${batch}0${n}`));
          await eventually(async () => expect((await calls()).lastHour.calls).toBeGreaterThanOrEqual(before + 6));
        }
        client.destroy();
      });
      await pay(Array.from({ length: 6 }, (_, n) => `200${n}`));
      await eventually(async () => expect(await failing()).toBeDefined());
    },
    /** What the workers log of a message that fails each time. */
    async messageFails() {
      await log('ERROR', 7);
      passing.push(() => log('INFO', 8));
    },
    /** Notes what somebody does elsewhere than on the command line. */
    passesBy: (how: () => Promise<unknown>) => void passing.push(how),
    /** What no command puts right passes: the partner is back, the next webhook and the message are accepted, a credential is deployed. */
    async pass() {
      for (const pass of passing.splice(0)) await pass();
    },
  };
}
