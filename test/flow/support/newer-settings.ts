import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { settingsKeys } from '../../../lib/shops/stored-settings.ts';
import { orderWith } from '../../lib/order/support.ts';
import { eventually } from './eventually.ts';
import { customer, settingsTable, shop, type RunbookStage } from './runbook-stage.ts';

/** A newer version gives the shop a key that this one doesn't know, and an order comes. */
export async function getNewerSettings({ stack, see }: RunbookStage): Promise<void> {
  await stack.documents.send(
    new UpdateCommand({
      TableName: settingsTable,
      Key: settingsKeys.current(shop),
      UpdateExpression: 'SET settings.thanku.maxPerMonth = :new',
      ExpressionAttributeValues: { ':new': 100 },
    }),
  );
  // Workers may remember the settings before for a second.
  let id = 2000;
  await eventually(
    async () => {
      const order = orderWith({ orderId: String(id++), customer });
      await see.sendMessage('orders', { type: 'paid', shop, at: new Date().toISOString(), order });
      return (await see.scan()).some(({ waitsFor }) => waitsFor === 'settings-newer');
    },
    { everyMs: 1000 },
  );
  await see.quiet();
}
