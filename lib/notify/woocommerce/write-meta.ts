import * as z from 'zod';
import type { OrderStatus } from '../../order/order-status.ts';
import type { CallAdmin } from '../../platforms/admin/call.ts';
import { AdminRefusal } from '../../platforms/admin/refusal.ts';
import { numericId } from '../../platforms/fields.ts';
import { parseAnswer, wooCommerceRest, type Rest } from '../../platforms/woocommerce/admin/rest.ts';
import { noStatus, statusIn, type Outcome, type SendTo } from '../notification.ts';
import { otherPlatform, refusalOutcome } from '../refusal-outcome.ts';

/**
 * Writes where an order stands into its meta data, and touches no other field of it. WooCommerce then sends `order.updated`, which says nothing new.
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#update-an-order
 */
export const metaSender =
  ({ call }: { call: (url: string) => CallAdmin }): SendTo<'woocommerce-meta'> =>
  async (_target, { platform }, notification) => {
    if (platform.platform !== 'woocommerce') return otherPlatform('WooCommerce');
    const status = statusIn(notification);
    if (status === undefined) return noStatus;
    try {
      return await write(wooCommerceRest(call(platform.url), platform, undefined), status);
    } catch (error) {
      return refusalOutcome(error);
    }
  };

async function write(rest: Rest, status: OrderStatus): Promise<Outcome> {
  const answer = await rest({
    method: 'PUT',
    path: `/orders/${encodeURIComponent(status.orderId)}?_fields=id`,
    body: JSON.stringify({ meta_data: metaData(status) }),
  });
  if (answer === undefined) return { kind: 'no-order' };
  const { id } = parseAnswer(z.object({ id: numericId }), answer);
  if (id === status.orderId) return { kind: 'delivered' };
  throw new AdminRefusal('unavailable', 'expected the order from WooCommerce, found another one');
}

/**
 * Plain texts, because plugins for mails and exports show these, and PHP code gets them with `$order->get_meta('thankflow_thanku_link')`. An object would be stored
 * as a serialized PHP array, which none of them shows; so the whole status is JSON text. WooCommerce removes a key whose value is null.
 */
const metaData = (status: OrderStatus): { key: string; value: string | null }[] =>
  Object.entries({
    thankflow_state: status.state,
    thankflow_reversed: status.reversed?.kind,
    // The page's link stays: without one, this version can't make it.
    ...(status.links.page !== undefined && { thankflow_link: status.links.page }),
    thankflow_thanku_link: status.links.customer,
    thankflow_certificate: status.links.certificate,
    thankflow_impact: status.impactInWords,
    thankflow_status: JSON.stringify(status),
  }).map(([key, value]) => ({ key, value: value ?? null }));
