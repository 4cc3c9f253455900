import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { stillRunning } from '../../../ops/restore/still-running.ts';

const lambda = mockClient(LambdaClient);
const events = mockClient(EventBridgeClient);
afterEach(() => {
  lambda.reset();
  events.reset();
});
const clients = { lambda: new LambdaClient({}), events: new EventBridgeClient({}) };

const mapping = (queue: string, State: string) => ({ EventSourceArn: `arn:aws:sqs:eu-central-1:1:${queue}`, State });

it('names what still reads a queue or runs on a schedule', async () => {
  lambda.on(ListEventSourceMappingsCommand).resolves({
    EventSourceMappings: [
      mapping('thankflow-prod-orders', 'Disabled'),
      mapping('thankflow-prod-loyalty-main', 'Disabling'),
      mapping('thankflow-prod-notices', 'Enabled'),
      mapping('thankflow-dev-orders', 'Enabled'),
    ],
  });
  events
    .on(DescribeRuleCommand)
    .resolves({ State: 'DISABLED' })
    .on(DescribeRuleCommand, { Name: 'thankflow-prod-reconcile' })
    .resolves({ State: 'ENABLED' });
  expect(await stillRunning(stages.prod, clients)).toEqual([
    'a worker reads thankflow-prod-notices',
    'a worker reads thankflow-prod-loyalty-main',
    'thankflow-prod-reconcile runs on its schedule',
  ]);
});

it('names nothing once all is stopped', async () => {
  lambda.on(ListEventSourceMappingsCommand).resolves({
    EventSourceMappings: [
      mapping('thankflow-prod-orders', 'Disabled'),
      mapping('thankflow-prod-loyalty-main', 'Disabled'),
    ],
  });
  events.on(DescribeRuleCommand).resolves({ State: 'DISABLED' });
  expect(await stillRunning(stages.prod, clients)).toEqual([]);
});
