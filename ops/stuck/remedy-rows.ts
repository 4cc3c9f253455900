import { createHash } from 'node:crypto';
import { keyText } from '../../lib/order/order-key.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { credentialControl, shopControl, shopSecretsControl, targetControl } from '../../lib/store/control.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { orderRows, type OrderRows } from '../orders/order-rows.ts';
import type { StageAws } from '../stage/aws.ts';
import type { Invocation } from './invocation.ts';

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/** What a page shows of an order's rows. It differs as soon as one of them is written. */
export const seenOfOrder = (rows: OrderRows): string => digest(rows);

/** What a command's page shows of the rows that it's about: an order's, or a shop's or credential's stops. `''` if it's about none of them. */
export async function seenOf(aws: StageAws, { order, words }: Invocation): Promise<string> {
  const { documents, ordersTable, controlTable, settingsTable, stage } = aws;
  if (order !== undefined) {
    const rows = await orderRows(orderStore(documents, ordersTable), order);
    return rows === undefined ? '' : seenOfOrder(rows);
  }
  const valueOf = (option: string) => (words.includes(option) ? words[words.indexOf(option) + 1] : undefined);
  const [shop, credential, target] = ['--shop', '--credential', '--target'].map(valueOf);
  if (shop === undefined && credential === undefined) return '';
  const [ofShop, ofSecrets, settings, ofCredential, ofTarget] = await Promise.all([
    shop === undefined ? undefined : shopControl(documents, controlTable)(shop).get(),
    shop === undefined
      ? undefined
      : Promise.all(stage.thanxCredentials.map((one) => shopSecretsControl(documents, controlTable, one)(shop).get())),
    shop === undefined ? undefined : settingsRows(documents, settingsTable)(shop),
    credential === undefined ? undefined : credentialControl(documents, controlTable, credential).get(),
    shop === undefined || target === undefined ? undefined : targetControl(documents, controlTable)(shop, target).get(),
  ]);
  return digest([ofShop, ofSecrets, settings, ofCredential, ofTarget]);
}

/** @throws `refused` if the rows have changed since the page showed them */
export async function refuseChanged(aws: StageAws, about: Invocation, seen: string): Promise<void> {
  if ((await seenOf(aws, about)) === seen) return;
  const { order } = about;
  const what = order === undefined ? 'What this is about' : keyText(order);
  throw new ThankflowError(
    'refused',
    `${what} has changed since the page showed it, so nothing was done. Look at it as it is now, and decide again.`,
  );
}
