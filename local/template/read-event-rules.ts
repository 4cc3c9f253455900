import * as z from 'zod';
import type { EventPattern, EventRuleModel } from './model.ts';
import type { ResolvedResource } from './resolve-stacks.ts';

const Pattern: z.ZodType<EventPattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(z.string('only patterns of whole texts run locally')), Pattern])),
);

const Rule = z.object({
  EventBusName: z.string().default('default'),
  EventPattern: Pattern,
  State: z.literal('ENABLED', 'disabled rules with patterns do not run locally').default('ENABLED'),
  Targets: z.array(
    z.object({
      Arn: z.string().startsWith('arn:aws:sqs:', 'only queues are targets of rules with patterns locally'),
      SqsParameters: z.object({ MessageGroupId: z.string() }).optional(),
      Input: z.undefined('the input of targets is not changed locally').optional(),
      InputPath: z.undefined('the input of targets is not changed locally').optional(),
      InputTransformer: z.undefined('the input of targets is not changed locally').optional(),
    }),
  ),
});

export const hasPattern = (resource: ResolvedResource): boolean => 'EventPattern' in resource.properties();

export function readEventRule(resource: ResolvedResource): EventRuleModel {
  const { EventBusName, EventPattern, Targets } = Rule.parse(resource.properties());
  return {
    bus: EventBusName,
    pattern: EventPattern,
    targets: Targets.map(({ Arn, SqsParameters }) => ({
      queueName: Arn.split(':').at(-1) ?? '',
      groupId: SqsParameters?.MessageGroupId,
    })),
  };
}
