import { QueryDefinition, QueryString, type ILogGroup, type QueryStringProps } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { resourceName } from '../../lib/naming.ts';
import type { SavedQuery } from '../constructs/alarm-guide.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import type { Stage } from '../stages.ts';

/** Replace it with an order's key, `shop/pid`. */
const exampleOrder = 'my-shop/my-shop-1001';

/** Everything that was logged about one order, from its webhook to its receipt. A line about several orders has their keys in `orders`. */
const order: QueryStringProps = {
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
};

const newest = { sort: '@timestamp desc', limit: 200 };

const queries: Record<SavedQuery, QueryStringProps> = {
  /** What functions warned of. */
  problems: {
    fields: [
      '@timestamp',
      'service',
      'level',
      'message',
      'reason',
      'error',
      'shop',
      'order',
      'causedBy',
      'receives',
      'stack',
    ],
    filterStatements: ['level in ["WARN", "ERROR"]'],
    ...newest,
  },
  /** Webhooks that were not accepted. */
  webhooks: {
    fields: ['@timestamp', 'level', 'message', 'shop', 'platform', 'outcome', 'status', 'reason', 'error'],
    filterStatements: ['level in ["WARN", "ERROR"] or outcome in ["unsigned", "unknown-shop"]'],
    ...newest,
  },
  /** What Lambda itself reported: it does so only for crashes, timeouts and failed starts. */
  crashes: {
    fields: [
      '@timestamp',
      '@log',
      'type',
      'record.status',
      'record.errorType',
      'record.requestId',
      'message',
      'errorMessage',
    ],
    filterStatements: ['ispresent(type) and type like /^platform\\./ or ispresent(errorType)'],
    ...newest,
  },
  /** What the API answered with an error, by route. `functionStatus` is what the function said, if it did. */
  answers: {
    filterStatements: ['status >= 400'],
    statsStatements: ['count(*) as requests by bin(5m), route, status, functionStatus'],
    limit: 200,
  },
};

interface Logs {
  ingest: ServiceFunction;
  all: readonly ServiceFunction[];
  accessLog: ILogGroup;
}

/** The saved queries of CloudWatch Logs Insights, `thankflow-<stage>-order` and those that alarms name. */
export function addSavedQueries(scope: Construct, stage: Stage, { ingest, all, accessLog }: Logs): void {
  const functions = all.map(({ logGroup }) => logGroup);
  const add = (id: string, name: string, query: QueryStringProps, logGroups: ILogGroup[]) =>
    new QueryDefinition(scope, id, {
      queryDefinitionName: resourceName(stage, name),
      queryString: new QueryString(query),
      logGroups,
    });
  add('OrderQuery', 'order', order, functions);
  add('ProblemsQuery', 'problems', queries.problems, functions);
  add('WebhooksQuery', 'webhooks', queries.webhooks, [ingest.logGroup]);
  add('CrashesQuery', 'crashes', queries.crashes, functions);
  add('AnswersQuery', 'answers', queries.answers, [accessLog]);
}
