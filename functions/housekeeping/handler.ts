import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { readEnvironment } from '../../lib/env.ts';
import { telemetry as powertools } from '../../lib/powertools.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { workerClient } from '../../lib/worker-client.ts';
import { awsPorts, Variables } from './aws-ports.ts';
import { housekeeping } from './housekeeping.ts';

const ports = awsPorts(
  readEnvironment(Variables, process.env),
  documentClient(workerClient),
  new SQSClient(workerClient),
  powertools('housekeeping'),
);

export const handler = (_event: unknown, context: Context): Promise<void> =>
  housekeeping(ports, () => context.getRemainingTimeInMillis());
