import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { shopControl } from '../../lib/store/control.ts';
import type { StageAws } from '../../ops/stage/aws.ts';
import { Findings } from '../../ops/stuck/finding.ts';
import { findOverdue } from '../../ops/stuck/rows.ts';
import { memoryTables } from '../support/memory-tables.ts';
import { isUnreadable } from '../../lib/store/unreadable.ts';

it('tells which rows a newer version wrote, and of the others all the same', async () => {
  const { documents, orders, control, close } = memoryTables();
  const aws = { stage: stages.local, documents, ordersTable: orders } as unknown as StageAws;
  const at = '2026-11-20T20:00:00.000Z';
  const times = { createdAt: at, updatedAt: at, notBefore: 0, dueKind: 'thanku', dueAt: 1 };
  const row = { sk: 'state#thanku', version: 1, writer: 'x', shop: 'oak', orderId: '1', attempts: 0, receipt: 'none' };
  for (const [pid, state] of Object.entries({ a: 'waiting', b: 'newer' })) {
    const Item = { ...row, ...times, pk: `order#oak#${pid}`, pid, state };
    await documents.send(new PutCommand({ TableName: orders, Item }));
  }
  const findings = new Findings(5);
  await findOverdue(aws, findings, { read: 100, nowMs: Date.parse(at) });
  expect(findings.of('overdue').things).toMatchObject([{ key: 'oak/a' }]);
  const detail = expect.stringContaining('(at state)');
  expect(findings.of('row-unreadable').things).toMatchObject([{ key: 'oak/b', detail }]);

  const Item = { pk: 'shop#oak', sk: 'control', version: 1, writer: 'x', hold: { reason: 'newer', since: at } };
  await documents.send(new PutCommand({ TableName: control, Item }));
  const error: unknown = await shopControl(
    documents,
    control,
  )('oak')
    .get()
    .catch((caught: unknown) => caught);
  expect(isUnreadable(error)).toBe(true);
  await close();
});
