import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import * as z from 'zod';
import { resourceName } from '../../lib/naming.ts';
import { ShopifyEvents } from '../../lib/platforms/shopify/event.ts';
import { shopifyTopics } from '../../lib/platforms/shopify/headers.ts';
import type { WorkQueue } from '../constructs/work-queue.ts';
import type { Stage } from '../stages.ts';

/** Whether the webhooks of any shop come as events. */
export const takesEvents = ({ shopifyEvents }: Pick<Stage, 'shopifyEvents'>): boolean =>
  Object.keys(shopifyEvents).length > 0;

/**
 * A rule on each partner event bus of Shopify that the stage names, from the bus to a queue. The queue's policy lets EventBridge send for these
 * rules only. A person associates the source with its bus before: the stack doesn't create the bus (ADR 53).
 *
 * Events have the rule's name as their group: SQS prefers messages without a group (ADR 47).
 * @throws Error if what the stage names isn't a source, a domain or a shop
 */
export function addShopifyEvents(scope: Construct, stage: Stage, { queue, deadLetters }: WorkQueue): void {
  const parsed = ShopifyEvents.safeParse(stage.shopifyEvents);
  if (!parsed.success)
    throw new Error(`shopifyEvents of stage ${stage.name} (infra/stages.ts): ${z.prettifyError(parsed.error)}`);
  for (const [source, shops] of Object.entries(parsed.data)) {
    const id = source.replaceAll(/\W+/g, '-');
    const ruleName = resourceName(stage, 'shopify-events');
    new Rule(scope, `ShopifyEvents-${id}`, {
      eventBus: EventBus.fromEventBusName(scope, `ShopifyBus-${id}`, source),
      ruleName,
      description: `Webhooks of ${Object.values(shops).join(', ')}`.slice(0, 512),
      eventPattern: {
        source: [source],
        detail: {
          metadata: {
            'X-Shopify-Shop-Domain': Object.keys(shops),
            'X-Shopify-Topic': [...shopifyTopics],
          },
        },
      },
      targets: [new SqsQueue(queue, { messageGroupId: ruleName, deadLetterQueue: deadLetters })],
    });
  }
}
