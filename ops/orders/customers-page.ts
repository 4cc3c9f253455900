import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { contentOf } from '../../functions/thanks-page/content.ts';
import { page } from '../../functions/thanks-page/page.ts';
import { pageSettings } from '../../functions/thanks-page/page-settings.ts';
import { viewOf } from '../../functions/thanks-page/view.ts';
import { ThankflowError } from '../../lib/errors.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { keys } from '../../lib/store/keys.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { thanksReader } from '../../lib/store/thanks-reader.ts';
import { linkOf } from '../shops/thanks-link.ts';
import type { StageAws } from '../stage/aws.ts';

const style = readFileSync(new URL('../../functions/thanks-page/browser/page.css', import.meta.url), 'utf8').trim();
const styleHash = createHash('sha256').update(style).digest('base64');

/** What a browser may do with the page: nothing but show it, within a page of the same site. */
export const stillPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox`;

/** The page that the customer of an order sees at the moment, without its script. `undefined`: there is no such order. @throws `bad-row` */
export async function customersPage(aws: StageAws, { shop, pid }: OrderKey): Promise<string | undefined> {
  const [row, settings] = await Promise.all([
    thanksReader(aws.documents, aws.ordersTable)(shop, pid),
    settingsOf(aws, shop),
  ]);
  if (row === undefined) return undefined;
  const { language = 'en' } = row;
  const { refreshSeconds: _, ...content } = contentOf(viewOf(row, language, Date.now()), language);
  const name = settings && pageSettings(shop, settings).name;
  return page(content, name, { style, refresh: '', component: '' });
}

/** The address of that page. `undefined`: there is no such order. @throws `not-found` if its shop or stage has no such pages */
export async function customersAddress(aws: StageAws, { shop, pid }: OrderKey): Promise<string | undefined> {
  const [order, settings] = await Promise.all([
    orderStore(aws.documents, aws.ordersTable).thanku.get(keys.thanku(shop, pid)),
    settingsOf(aws, shop),
  ]);
  if (order === undefined) return undefined;
  const address = settings && (await linkOf(aws, settings, shop, order.orderId));
  if (address !== undefined) return address;
  throw new ThankflowError(
    'not-found',
    settings === undefined
      ? `stage ${aws.stage.name} has no settings of ${shop}, so its customers’ pages say that there is no such order.`
      : `stage ${aws.stage.name} was deployed by a version without pages for customers. Deploy it again to have them.`,
  );
}

const settingsOf = async ({ documents, settingsTable }: StageAws, shop: string) =>
  (await settingsRows(documents, settingsTable)(shop))?.settings;
