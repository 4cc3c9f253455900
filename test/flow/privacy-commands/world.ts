import { randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { publicKeyStore } from '../../../lib/sealing/public-key-store.ts';
import { sealBytes } from '../../../lib/sealing/seal.ts';
import { quarantined, quarantineKey, type QuarantinedWebhook } from '../../../lib/quarantine/entry.ts';
import { thankflow } from '../../ops/support.ts';
import { webhook } from '../../support/webhook.ts';
import { eventually } from '../support/eventually.ts';
import { startFlowStack } from '../support/flow-stack.ts';
import { observe } from '../support/observe.ts';
import { standardOrder } from '../support/payloads.ts';
import type { Person } from '../support/people.ts';
import { loyal, shopWith } from '../support/shops.ts';
import { deliver } from '../support/signed.ts';

/** As much of the commands' JSON as tests read field by field. */
const Json = z.looseObject({
  entries: z.array(z.unknown()).default([]),
  requests: z.array(z.looseObject({ id: z.string() })).default([]),
  deadLetters: z.array(z.looseObject({ held: z.number(), found: z.number() })).default([]),
});

type PrivacyWorld = Awaited<ReturnType<typeof startPrivacyWorld>>;

/** A stack with shops, its operator's command line, and what can lie around in it of a customer. */
async function startPrivacyWorld() {
  const stack = await startFlowStack({
    shops: [
      shopWith('cards', {}, loyal('cards', { giftCards: { providerId: 'prov-1' } })),
      shopWith('oak'),
      shopWith('elm', { holdHours: 24 }),
      shopWith('shopify', {}, { platform: 'shopify' }),
      shopWith('leaving', { holdHours: 24 }, { platform: 'shopify' }),
    ],
  });
  const see = observe(stack);
  const shopOf = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;
  const deadLetters = stack.endpoints().queues['thankflow-local-orders-dlq'] ?? '';
  const [Bucket = ''] = stack.endpoints().buckets;
  const cli = (...args: string[]) => thankflow(args, { env: { LOCAL_DIR: stack.localDir } });

  /** Puts a webhook into quarantine as ingest would have, had its adapter not been able to read it. */
  async function quarantine(shop: string, body: string, sealed = false): Promise<QuarantinedWebhook> {
    const details = { id: randomUUID(), shop, platform: 'standard' as const, receivedAtMs: Date.now() };
    const entry = quarantined(webhook({}, body), { ...details, reason: 'not as expected', readHeaders: [] });
    if (sealed) {
      const key = await publicKeyStore(stack.documents, 'thankflow-local-settings').get();
      Object.assign(entry, { bodyIs: 'sealed', body: await sealBytes(Buffer.from(body), key!) });
    }
    await stack.s3.send(new PutObjectCommand({ Bucket, Key: quarantineKey(entry), Body: JSON.stringify(entry) }));
    return entry;
  }

  return {
    stack,
    see,
    shopOf,
    cli,
    deadLetters,
    cliJson: async (...args: string[]) => {
      const ran = await cli(...args, '--json');
      return { ...ran, json: Json.parse(JSON.parse(ran.stdout)) };
    },
    quarantine,
    isThere: (entry: QuarantinedWebhook): Promise<boolean> =>
      stack.s3.send(new GetObjectCommand({ Bucket, Key: quarantineKey(entry) })).then(
        () => true,
        () => false,
      ),
    /** The bodies of dead letters that can be seen. */
    deadBodies: async () => {
      const { Messages = [] } = await stack.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: deadLetters, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
      );
      return Messages.map(({ Body }) => Body ?? '').join('\n');
    },
    /** An order that waits, a dead event and an unreadable webhook, all of one customer of `elm`. */
    async everywhere(customer: Person, orderId: string): Promise<QuarantinedWebhook> {
      await deliver(shopOf('elm'), standardOrder(orderId, customer));
      const payload = await eventually(() => see.payload('elm', `elm-${orderId}`));
      const order = { ...payload.order, orderId: `${orderId}1` };
      await see.sendMessage('orders-dlq', { type: 'paid', shop: 'elm', at: order.paidAt, order });
      return await quarantine('elm', `${standardOrder(`${orderId}2`, customer)}}`, true);
    },
  };
}

/** The one that the files of this folder share. */
export let world: PrivacyWorld;

export async function start(): Promise<void> {
  world = await startPrivacyWorld();
}
