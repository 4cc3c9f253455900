import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderStatus } from '../../../functions/order-status/order-status.ts';
import { statusSettings } from '../../../functions/order-status/status-settings.ts';
import { statusReader } from '../../../lib/store/status-reader.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { everyLevel, newerSettings, withNewer } from '../../lib/shops/newer.ts';
import type { Tables } from '../../support/tables.ts';
import { hash, ordersOfOak, statusKey } from './orders-of-oak.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await ordersOfOak();
});
afterAll(() => tables.close());

describe('a shop whose settings are of a newer version', () => {
  const asks = (settings: Record<string, unknown>, authorization = `Bearer ${statusKey}`) =>
    orderStatus(
      {
        settings: async () => statusSettings('oak-shop', settings),
        store: statusReader(tables.documents, tables.orders),
      },
      { shop: 'oak-shop', orderId: '4711', authorization },
    );
  const withKey = settingsWith(everyLevel.thanku, { ...everyLevel.rest, statusKeys: [hash] });
  // Its keys are the value that this function needs itself.
  const others = newerSettings.filter(([, [first]]) => first !== 'statusKeys');

  it.each(others)('has its orders’ status given, and to nobody else: %s', async (_, path, value) => {
    expect(await asks(withNewer(withKey, path, value))).toMatchObject({ statusCode: 200 });
    expect(await asks(withNewer(withKey, path, value), 'Bearer wrong')).toMatchObject({ statusCode: 401 });
  });

  it('calls no key wrong that may be one of a new kind', async () => {
    for (const statusKeys of [[hash, { argon2: 'x' }], 'elsewhere', { old: hash }]) {
      await expect(asks({ ...withKey, statusKeys }, 'Bearer other')).rejects.toMatchObject({ code: 'settings-newer' });
    }
    expect(await asks({ ...withKey, statusKeys: [{ argon2: 'x' }, hash] })).toMatchObject({ statusCode: 200 });
    await expect(asks({ ...withKey, thanku: 'elsewhere' })).rejects.toMatchObject({ code: 'settings-newer' });
  });
});
