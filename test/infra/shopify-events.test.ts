import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { WorkQueue } from '../../infra/constructs/work-queue.ts';
import { addShopifyEvents } from '../../infra/stacks/shopify-events.ts';
import { stages } from '../../infra/stages.ts';
import { shopifyTopics } from '../../lib/platforms/shopify/headers.ts';
import { shopifyEvents } from '../support/shopify-event.ts';
import { allowedTo } from './support/allowed.ts';
import { named, resources, synthesize, text, type Resource } from './support/synthesize.ts';

const [source] = Object.keys(shopifyEvents) as [string];
const other = 'aws.partner/shopify.com/777/shop-two';
const without = synthesize(stages.dev);
const { data, functions } = synthesize({
  ...stages.dev,
  shopifyEvents: { ...shopifyEvents, [other]: { 'ash.myshopify.com': 'ash' } },
});
const rules = Object.entries(data.findResources('AWS::Events::Rule')) as [string, Resource][];
const idOf = (queue: string) =>
  Object.entries(data.findResources('AWS::SQS::Queue')).find(
    ([, { Properties }]) => Properties.QueueName === queue,
  )![0];

/** The statements of a queue's policy that allow something. */
const allowedBy = (queue: string) =>
  resources(data, 'AWS::SQS::QueuePolicy')
    .filter(({ Properties }) => Properties.Queues.some((one: { Ref: string }) => one.Ref === idOf(queue)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow');

describe('a stage that takes Shopify’s events', () => {
  it('has one rule on each source’s bus, for that source, its shops’ domains and the topics that are read', () => {
    const patterns = rules.map(([, { Properties }]) => [Properties.EventBusName, Properties.EventPattern]);
    const pattern = (of: string, domains: string[]) => ({
      source: [of],
      detail: { metadata: { 'X-Shopify-Shop-Domain': domains, 'X-Shopify-Topic': [...shopifyTopics] } },
    });
    expect(patterns).toEqual([
      [source, pattern(source, ['oak.myshopify.com', 'elm.myshopify.com'])],
      [other, pattern(other, ['ash.myshopify.com'])],
    ]);
  });

  it('sends the whole event to the fetches queue, in a group, and what can’t be delivered to its DLQ', () => {
    for (const [, { Properties }] of rules) {
      expect(Properties.Targets).toEqual([
        {
          Id: 'Target0',
          Arn: { 'Fn::GetAtt': [idOf('thankflow-dev-fetches'), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [idOf('thankflow-dev-fetches-dlq'), 'Arn'] } },
          SqsParameters: { MessageGroupId: 'thankflow-dev-shopify-events' },
        },
      ]);
    }
  });

  it.each(['thankflow-dev-fetches', 'thankflow-dev-fetches-dlq'])(
    'lets EventBridge send to %s, for these rules only, and nobody else',
    (queue) => {
      const allowed = allowedBy(queue);
      expect(allowed).toHaveLength(rules.length);
      for (const [index, [rule]] of rules.entries()) {
        const { Principal, Condition, Action, Resource: to } = allowed[index];
        expect(Principal).toEqual({ Service: 'events.amazonaws.com' });
        expect(Condition).toEqual({ ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } });
        expect([Action].flat()).toEqual(expect.arrayContaining(['sqs:SendMessage']));
        expect([Action].flat().filter((action: string) => !/:(SendMessage|GetQueue\w+)$/.test(action))).toEqual([]);
        expect(to).toEqual({ 'Fn::GetAtt': [idOf(queue), 'Arn'] });
      }
    },
  );

  it('tells the functions that have to know', () => {
    const variables = (name: string) =>
      named(functions, 'AWS::Lambda::Function', `thankflow-dev-${name}`).Properties.Environment.Variables;
    expect(JSON.parse(variables('fetch-order').SHOPIFY_EVENTS)).toMatchObject(shopifyEvents);
    expect(text(variables('thank-customer').EVENTS_DLQ_URL)).toContain('FetchesQueueDeadLetters');
  });

  it('lets thank-customer see whether dead letters are left, and no function anything else', () => {
    const roles = ['Ingest', 'FetchOrder', 'ThankCustomer', 'Housekeeping', 'Reconcile'];
    const allowed = (of: typeof functions) => roles.map((owner) => allowedTo(owner, { of }));
    const before = allowed(without.functions);
    expect(allowed(functions)).toEqual(
      before.with(2, { ...before[2], '<FetchesQueueDeadLetters.Arn>': ['sqs:GetQueueAttributes'] }),
    );
  });

  it('differs from one that doesn’t in nothing else, and in nothing that costs', () => {
    const types = (one: typeof data) =>
      Object.values(one.toJSON().Resources as Record<string, Resource>).map(({ Type }) => Type);
    expect(types(functions)).toEqual(types(without.functions));
    expect(types(data).toSorted()).toEqual(
      [...types(without.data), 'AWS::Events::Rule', 'AWS::Events::Rule'].toSorted(),
    );
  });
});

describe('a stage that takes none', () => {
  it('has no rule, and lets nobody from outside send to a queue', () => {
    without.data.resourceCountIs('AWS::Events::Rule', 0);
    without.data.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: Match.objectLike({ Statement: [Match.objectLike({ Effect: 'Deny' })] }),
    });
    expect(JSON.stringify(without.functions.toJSON())).not.toMatch(/SHOPIFY_EVENTS|EVENTS_DLQ_URL/);
  });
});

describe('what a stage may name', () => {
  it.each([
    [
      'an ARN',
      { [`arn:aws:events:eu-central-1::event-source/${source}`]: {} },
      /the name of the partner event source, not its ARN/,
    ],
    ['a bus of our own', { 'thankflow-dev': { 'oak.myshopify.com': 'oak' } }, /aws\.partner/],
    ['another domain of a shop', { [source]: { 'shop.oak.example': 'oak' } }, /myshopify\.com/],
    ['what is no shop', { [source]: { 'oak.myshopify.com': 'Oak!' } }, /2 to 40 of/],
  ])('is not %s', (_, events, message) => {
    const add = () => addShopifyEvents(new Stack(), { ...stages.dev, shopifyEvents: events }, {} as WorkQueue);
    expect(add).toThrow(message);
  });
});
