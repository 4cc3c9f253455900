import type { Mutant } from './mutant.ts';

const rows = 'lib/store/rows.ts';
const settle = 'lib/store/settle.ts';

/** Faults of how rows are kept. */
export const storeMutants: readonly Mutant[] = [
  {
    name: 'version-ignored',
    file: rows,
    search: "'#version = :expected'",
    replace: "'#version >= :expected'",
    breaks: 'A write undoes another one that came between: cancellations and attempts are forgotten.',
  },
  {
    name: 'insert-overwrites',
    file: rows,
    search: "? { ConditionExpression: 'attribute_not_exists(pk)' }",
    replace: '? {}',
    breaks: 'Of two claims of an order, the second starts it from the beginning.',
  },
  {
    name: 'own-write-not-known',
    file: rows,
    search: 'if (instead?.writer !== writer) return { written: false, instead };',
    replace: "if (instead?.writer !== 'nobody') return { written: false, instead };",
    breaks: 'A worker whose answer was lost believes that another one has its order.',
    killedBy: ['test/lib/store/rows.test.ts'],
  },
  {
    name: 'stale-reads',
    file: rows,
    search: 'Key: { pk, sk }, ConsistentRead: true }));',
    replace: 'Key: { pk, sk }, ConsistentRead: false }));',
    breaks: 'Decisions are made on rows of a moment ago.',
    killedBy: ['test/lib/store/rows.test.ts'],
  },
  {
    name: 'leaves-it-unread',
    file: rows,
    search: 'if (after === undefined) {',
    replace: 'if (before === undefined) {',
    breaks:
      'A worker overlooks what others did since it saw the row: a cancelled order counts as one that needs nothing.',
    killedBy: ['test/lib/store/rows.test.ts'],
  },
  {
    name: 'conflict-is-the-end',
    file: rows,
    search: 'const maxConflicts = 20;',
    replace: 'const maxConflicts = 1;',
    breaks: 'Work fails because another write was quicker.',
    killedBy: ['test/lib/store/rows.test.ts'],
  },
  {
    name: 'payload-stays',
    file: rows,
    search: 'await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk }, ...condition }));',
    replace: 'await documents.send(new GetCommand({ TableName: table, Key: { pk, sk } }));\n        void condition;',
    breaks: 'Customers’ data is kept for ever.',
  },
  {
    name: 'newer-payload-deleted',
    file: rows,
    search: 'new DeleteCommand({ TableName: table, Key: { pk, sk }, ...condition })',
    replace: 'new DeleteCommand({ TableName: table, Key: { pk, sk }, ...(writer === pk && condition) })',
    breaks: 'An order that is paid after all loses its payload, and is never thanked.',
    killedBy: ['test/lib/store/rows.test.ts', 'test/lib/store/settle.test.ts'],
  },
  {
    name: 'payload-goes-early',
    file: settle,
    search: "(receipt === undefined ? order.receipt === 'none' : isReceiptFinal(receipt)) &&",
    replace: '(receipt === undefined || receipt.attempts < 100) &&',
    breaks: 'An order’s data goes before its receipt is sent: the customer gets no points.',
  },
  {
    name: 'settles-before-its-receipt',
    file: 'lib/order/thanku/settling.ts',
    search: "order.announced === false || order.receipt === 'wanted' || isReversalUnpublished(order))",
    replace: 'order.announced === false || isReversalUnpublished(order))',
    breaks: 'An order whose worker died before it made the receipt never gets one.',
    killedBy: ['test/lib/order/thanku/settling.test.ts'],
  },
  {
    name: 'settled-on-an-old-word',
    file: 'lib/store/settle.ts',
    search: '(isAsRead(row, read) ? decide(row) : undefined)',
    replace: 'decide(row)',
    breaks: 'The data of an order that two workers end at the same time is kept for ever where one of them dies.',
    killedBy: ['test/lib/store/settle.test.ts'],
  },
  {
    name: 'follow-up-forgotten',
    file: 'lib/order/receipt/settling.ts',
    search: 'if (follow === undefined || userId === undefined) return',
    replace: 'if (follow === undefined || userId !== nowMs.toString()) return',
    breaks: 'Nobody hears what Thanx decided about a receipt.',
  },
  {
    name: 'batch-failure-ignored',
    file: 'lib/queue/send.ts',
    search: "if (call.status === 'rejected') throw call.reason;",
    replace: "if (call.status === 'rejected' && queueUrl === '') throw call.reason;",
    breaks: 'Wake-ups that SQS refused count as sent.',
    killedBy: ['test/lib/queue/send.test.ts'],
  },
  {
    name: 'message-waits-into-dead-letters',
    file: 'lib/queue/consume.ts',
    search: 'if (verdict.done || receives >= maxWaits)',
    replace: 'if (verdict.done || receives >= 100 * maxWaits)',
    breaks: 'An event that waits often ends as a dead letter, with its customer’s data.',
    killedBy: ['test/lib/queue/consume.test.ts'],
  },
  {
    name: 'failed-message-is-done',
    file: 'lib/queue/consume.ts',
    search: 'await hide(consumer, record, seconds);\n      throw new ComesBack();',
    replace: 'await hide(consumer, record, seconds);\n      return;',
    breaks: 'An event that met an error of the database is lost.',
  },
];
