import { QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { resourceName } from '../../lib/naming.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import type { Stage } from '../stages.ts';

/** Replace it with an order's key, `shop/pid`. */
const exampleOrder = 'my-shop/my-shop-1001';

/**
 * The saved query `thankflow-<stage>-order` of CloudWatch Logs Insights: everything that was logged about one order, from its webhook to its
 * receipt. Lines have the order's key in `order`, or in `orders` if they are about several.
 */
export function addOrderQuery(scope: Construct, stage: Stage, functions: readonly ServiceFunction[]): void {
  new QueryDefinition(scope, 'OrderQuery', {
    queryDefinitionName: resourceName(stage, 'order'),
    queryString: new QueryString({
      fields: [
        '@timestamp',
        'service',
        'level',
        'message',
        'type',
        'reason',
        'error',
        'causedBy',
        'stack',
        'receives',
        'messageId',
        'function_request_id',
      ],
      filterStatements: [`order = "${exampleOrder}" or orders like /(^| )${exampleOrder.replace('/', '\\/')}( |$)/`],
      sort: '@timestamp asc',
      limit: 1000,
    }),
    logGroups: functions.map(({ logGroup }) => logGroup),
  });
}
