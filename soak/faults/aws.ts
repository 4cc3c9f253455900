import { setTimeout as delay } from 'node:timers/promises';
import { FaultyService } from '../../local/iam/aws-call.ts';
import type { AwsFault } from '../../local/http/fault-proxy.ts';
import type { Random } from '../../sim/kernel/random.ts';
import { pauseMs, type FaultKind } from './fault.ts';

/** Operations that may fail while the rest of their service works. S3's are its HTTP methods. */
const someOperations: Record<FaultyService, readonly string[]> = {
  dynamodb: ['GetItem', 'PutItem', 'UpdateItem', 'Query', 'DeleteItem'],
  sqs: ['SendMessage', 'SendMessageBatch', 'ChangeMessageVisibility'],
  secretsManager: ['GetSecretValue'],
  eventBridge: ['PutEvents'],
  s3: ['PUT'],
};

/** A service fails in one way, for all calls or for one operation. */
const awsFault = (name: string, means: string, draw: (random: Random) => AwsFault): FaultKind => ({
  name,
  means: `an AWS service ${means}`,
  async inject({ stack }, random) {
    const service = random.pick(FaultyService.options);
    const only = random.chance(0.4) ? random.pick(someOperations[service]) : undefined;
    await stack.setFault(service, { ...draw(random), ...(only !== undefined && { operations: [only] }) });
    await delay(pauseMs(random));
    await stack.setFault(service, undefined);
    return only === undefined ? service : `${service} ${only}`;
  },
});

export const awsFaults: readonly FaultKind[] = [
  awsFault('aws-fails', 'answers with an error', (random) => ({
    kind: 'status',
    status: random.pick([500, 503, 400]),
  })),
  awsFault('aws-refuses', 'closes its connections', () => ({ kind: 'refuse' })),
  // The call is passed on later, whether or not its caller still waits.
  awsFault('aws-hangs', 'answers seconds later', (random) => ({ kind: 'slow', delayMs: random.between(500, 8000) })),
];
