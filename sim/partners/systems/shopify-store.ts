import * as z from 'zod';
import { NotModelled } from '../../aws/not-modelled.ts';
import { json, type System } from './system.ts';

const Metafield = z.strictObject({
  ownerId: z.string(),
  namespace: z.literal('thankflow'),
  key: z.string(),
  type: z.enum(['json', 'url']),
  value: z.string().min(1),
});
const Written = z.object({
  query: z.string().includes('metafieldsSet'),
  variables: z.strictObject({
    set: z.array(Metafield).min(1).max(25),
    gone: z.array(Metafield.pick({ ownerId: true, namespace: true, key: true })),
    isAnyGone: z.boolean(),
  }),
});
const Asked = z.object({ query: z.string().includes('order(id: $id)'), variables: z.object({ id: z.string() }) });

/**
 * As much of Shopify's Admin API as notifications use.
 * @param gone whether an order has been deleted
 * @see https://shopify.dev/docs/api/admin-graphql/latest/mutations/metafieldsSet
 */
export function shopifyStore(token: string, gone: (orderId: string) => boolean) {
  const metafields = new Map<string, string>();
  const isGone = (ownerId: string) => gone(ownerId.replace('gid://shopify/Order/', ''));

  const system: System = ({ path, headers, body }) => {
    if (headers['x-shopify-access-token'] !== token) return json(401, { errors: 'Invalid API key or access token' });
    if (!path.endsWith('/graphql.json')) throw new NotModelled(`Shopify: ${path}`);
    const request: unknown = JSON.parse(body);
    const asked = Asked.safeParse(request);
    if (asked.success) {
      const { id } = asked.data.variables;
      return json(200, { data: { order: isGone(id) ? null : { id } } });
    }
    const { set, gone: removed, isAnyGone } = Written.parse(request).variables;
    const userErrors = set.some(({ ownerId }) => isGone(ownerId))
      ? [{ code: 'INVALID', message: 'Owner does not exist.' }]
      : [];
    if (userErrors.length === 0) {
      for (const { ownerId, key, value } of set) metafields.set(`${ownerId} ${key}`, value);
      if (isAnyGone) for (const { ownerId, key } of removed) metafields.delete(`${ownerId} ${key}`);
    }
    return json(200, { data: { metafieldsSet: { userErrors }, metafieldsDelete: { userErrors: [] } } });
  };
  return {
    system,
    /** The text in a field of an order. */
    fieldOf: (orderId: string, field: 'status' | 'link'): string | undefined =>
      metafields.get(`gid://shopify/Order/${orderId} ${field}`),
  };
}
