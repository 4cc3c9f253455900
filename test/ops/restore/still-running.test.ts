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

it('names what still reads a queue or runs on a schedule', async () => {
  lambda
    .on(ListEventSourceMappingsCommand)
    .resolves({ EventSourceMappings: [{ State: 'Disabled' }] })
    .on(ListEventSourceMappingsCommand, { FunctionName: 'thankflow-prod-submit-to-thanx-main' })
    .resolves({ EventSourceMappings: [{ State: 'Disabled' }, { State: 'Disabling' }] });
  events
    .on(DescribeRuleCommand)
    .resolves({ State: 'DISABLED' })
    .on(DescribeRuleCommand, { Name: 'thankflow-prod-reconcile' })
    .resolves({ State: 'ENABLED' });
  expect(await stillRunning(stages.prod, clients)).toEqual([
    'thankflow-prod-submit-to-thanx-main reads its queue',
    'thankflow-prod-reconcile runs on its schedule',
  ]);
});

it('names nothing once all is stopped', async () => {
  lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [{ State: 'Disabled' }] });
  events.on(DescribeRuleCommand).resolves({ State: 'DISABLED' });
  expect(await stillRunning(stages.prod, clients)).toEqual([]);
});
