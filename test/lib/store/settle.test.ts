import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { settle } from '../../../lib/store/settle.ts';
import { startTables, type Tables } from '../../support/tables.ts';
import { orderWith } from '../order/support.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const at = '2026-03-01T12:00:00.000Z';

describe('an order that is through', () => {
  it('keeps no payload that another claim of it wrote just before it was settled', async () => {
    const store = orderStore(tables.documents, tables.orders);
    const payload = keys.payload('oak', 'oak-1');
    await store.thanku.insert(keys.thanku('oak', 'oak-1'), {
      shop: 'oak',
      pid: 'oak-1',
      orderId: '1',
      state: 'posted',
      attempts: 1,
      notBefore: 0,
      receipt: 'none',
      announced: true,
      dueKind: 'settle',
      dueAt: 0,
      createdAt: at,
      updatedAt: at,
    });
    let claims = 1;
    const meanwhile = {
      ...store,
      payload: {
        ...store.payload,
        async delete(key: typeof payload) {
          await store.payload.delete(key);
          if (claims-- > 0) await store.payload.insert(payload, { order: orderWith() });
        },
      },
    };
    await settle(meanwhile, 'oak', 'oak-1', Date.parse(at));
    expect((await store.thanku.get(keys.thanku('oak', 'oak-1')))?.settledAt).toBe(at);
    expect(await store.payload.get(payload)).toBeUndefined();
  });
});
