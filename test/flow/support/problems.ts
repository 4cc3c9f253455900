import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ProblemCode } from '../../../lib/reconcile/problem.ts';
import { keys } from '../../../lib/store/keys.ts';
import { ordersTable, shop } from './runbook-stage.ts';

/** Reports each problem of the shop, as reconcile does: test/functions/reconcile has the platform's side. */
export function problemsOn(documents: DynamoDBDocumentClient): Record<ProblemCode, () => Promise<unknown>> {
  const report = (reason: ProblemCode) => () => {
    const since = new Date().toISOString();
    const row = { shop, reason, since, detail: 'since this morning', dueKind: 'stuck', dueAt: Date.now() };
    const Item = { ...keys.problem(shop, reason), ...row, version: 1, writer: 'reconcile' };
    return documents.send(new PutCommand({ TableName: ordersTable, Item }));
  };
  return {
    'reconcile-many': report('reconcile-many'),
    'reconcile-refused': report('reconcile-refused'),
    'reconcile-failing': report('reconcile-failing'),
    'webhooks-missing': report('webhooks-missing'),
    'shop-silent': report('shop-silent'),
  };
}
