import { setTimeout as delay } from 'node:timers/promises';
import { FaultyService } from '../../local/iam/aws-call.ts';
import type { AwsFault } from '../../local/http/fault-proxy.ts';
import type { Random } from '../../sim/kernel/random.ts';
import { awhile, type FaultKind } from './fault.ts';

const services = FaultyService.options;

/** Calls that fail alone: the others of their service work. S3's have no names but their methods. */
const someOperations: Record<FaultyService, readonly string[]> = {
  dynamodb: ['GetItem', 'PutItem', 'UpdateItem', 'Query', 'DeleteItem'],
  sqs: ['SendMessage', 'SendMessageBatch', 'ChangeMessageVisibility'],
  secretsManager: ['GetSecretValue'],
  eventBridge: ['PutEvents'],
  s3: ['PUT'],
};

/** One of AWS's stand-ins fails in some way, for all calls or for one operation. */
const awsFault = (name: string, means: string, draw: (random: Random) => AwsFault): FaultKind => ({
  name,
  means: `an AWS service ${means}`,
  async inject({ stack }, random) {
    const service = services[random.below(services.length)] ?? 'dynamodb';
    const operations = someOperations[service];
    const only = random.chance(0.4) ? operations[random.below(operations.length)] : undefined;
    await stack.setFault(service, { ...draw(random), ...(only !== undefined && { operations: [only] }) });
    await delay(awhile(random));
    await stack.setFault(service, undefined);
    return only === undefined ? service : `${service} ${only}`;
  },
});

export const awsFails = awsFault('aws-fails', 'answers with an error', (random) => ({
  kind: 'status',
  status: random.pick([500, 503, 400]),
}));

export const awsRefuses = awsFault('aws-refuses', 'closes its connections', () => ({ kind: 'refuse' }));

/** What hangs is passed on later, whether or not anybody still waits for it. */
export const awsHangs = awsFault('aws-hangs', 'answers seconds later', (random) => ({
  kind: 'slow',
  delayMs: random.between(500, 8000),
}));
