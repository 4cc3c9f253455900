import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { searchDead } from '../../../ops/dlq/search.ts';
import { startDeadWorld, type DeadWorld } from './world.ts';

let world: DeadWorld;
beforeAll(async () => {
  world = await startDeadWorld();
});
afterAll(() => world.close());

it('has every queue put its messages back before it fails', async () => {
  const [broken, other] = [await world.shop(), await world.shop()];
  await broken.put({ key: 'oak/oak-1', reason: 'rejected' });
  await other.put({ key: 'oak/oak-2', reason: 'rejected' });
  // The command's clients are closed as soon as it fails.
  let closed = false;
  let close = () => undefined as void;
  const whenClosed = new Promise<void>((resolve) => (close = resolve));
  const { sqs } = broken.ports;
  const closing = Object.create(sqs) as SQSClient;
  closing.send = ((command: never) => {
    if (closed) throw new Error('closed');
    return sqs.send(command);
  }) as SQSClient['send'];
  let seen = 0;
  const searching = searchDead(
    { ...broken.ports, sqs: closing },
    [broken.queue, other.queue],
    {},
    async (dead) => {
      seen += 1;
      if (dead.queue === broken.queue) throw new Error('broken');
      // It has its message in hand when the first one fails, and for some time after.
      await Promise.race([whenClosed, delay(1500)]);
      return 'keep';
    },
    { nowMs: Date.now() },
  ).finally(() => {
    closed = true;
    close();
  });
  await expect(searching).rejects.toThrow('broken');
  expect(seen).toBe(2);
  expect(await broken.lying()).toHaveLength(1);
  expect(await other.lying()).toHaveLength(1);
});
