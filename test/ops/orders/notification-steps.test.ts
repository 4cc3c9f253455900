import { expect, it } from 'vitest';
import type { OpenCircuit } from '../../../lib/circuit/circuit.ts';
import { notificationSteps, type Notification } from '../../../ops/orders/notifications.ts';

const since = '2026-03-01T12:00:00.000Z';
const held: Notification = {
  event: 'order.thanked',
  occurredAt: since,
  target: 'erp',
  to: 'webhook',
  notice: 'evt_1',
  state: 'waiting',
  attempts: 1,
  notBefore: Date.parse(since),
  waitsFor: 'hold',
};

const put = 'secrets put notify --shop oak --target erp';
const retry = 'orders retry oak/oak-1';

it.each([
  [{ reason: 'no-secret', trial: true }, 'Somebody has acted since', [retry]],
  [{ reason: 'no-secret' }, 'It has no secret', [put]],
  [{ reason: 'unauthorized' }, 'It refuses the secret', [put, retry]],
  [{ reason: 'moved' }, 'It isn’t where the settings say', ['shops apply FILE', retry]],
  [{ reason: 'failures' }, 'One of them tries every 15 minutes', [retry]],
] as const)('a target that is held for %j says what to do', (hold, means, commands) => {
  const holds = new Map<string, OpenCircuit>([['erp', { ...hold, since }]]);
  const about = { holds, brake: undefined, dataKept: false, nowMs: Date.parse(since) };
  const steps = notificationSteps({ shop: 'oak', pid: 'oak-1' }, [held], about);
  expect(steps).toEqual([{ means: expect.stringContaining(means), commands }]);
});
