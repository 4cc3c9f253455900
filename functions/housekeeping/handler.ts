import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { readEnvironment } from '../../lib/env.ts';
import { lambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { isReleaseCheck } from '../../lib/release-check.ts';
import { s3Client } from '../../lib/quarantine/bucket.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { workerClient } from '../../lib/worker-client.ts';
import { awsPorts, HousekeepingEnvironment } from './aws-ports.ts';
import { housekeeping } from './housekeeping.ts';

const telemetry = lambdaTelemetry('housekeeping');
const ports = awsPorts(
  readEnvironment(HousekeepingEnvironment, process.env),
  { documents: documentClient(workerClient), sqs: leanClient(SQSClient, workerClient), s3: s3Client(workerClient) },
  telemetry,
);

export const handler = middy<unknown, void>()
  .use(telemetry.lambdaContext)
  .handler(async (event: unknown, context: Context) => {
    if (!isReleaseCheck(event)) await housekeeping(ports, () => context.getRemainingTimeInMillis());
  });
