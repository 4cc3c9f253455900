import * as z from 'zod';
import type { OrderStatus } from '../../order/order-status.ts';
import { scrub } from '../../partners/scrub.ts';
import type { CallAdmin } from '../../platforms/admin/call.ts';
import { shopifyQuery, type Query } from '../../platforms/shopify/admin/graphql.ts';
import { noStatus, statusIn, type Outcome, type SendTo } from '../notification.ts';
import { appTokens } from './app-tokens.ts';
import { otherPlatform, refusalOutcome } from '../refusal-outcome.ts';

const namespace = 'thankflow';

const UserErrors = z.object({
  userErrors: z.array(z.object({ code: z.string().nullish(), message: z.string() })),
});
type UserError = z.infer<typeof UserErrors>['userErrors'][number];

const Written = z.object({ metafieldsSet: UserErrors, metafieldsDelete: UserErrors.nullish() });

/** Both are idempotent: deleting a metafield that isn't there succeeds. */
const mutation = `mutation ($set: [MetafieldsSetInput!]!, $gone: [MetafieldIdentifierInput!]!, $isAnyGone: Boolean!) {
  metafieldsSet(metafields: $set) { userErrors { code message } }
  metafieldsDelete(metafields: $gone) @include(if: $isAnyGone) { userErrors { message } }
}`;

const orderQuery = `query ($id: ID!) { order(id: $id) { id } }`;

/**
 * Writes where an order stands into its metafields `thankflow.status`, `.link` (of the shop's page), `.thanku_link` and `.certificate`. A link that is gone is removed.
 * @see https://shopify.dev/docs/api/admin-graphql/latest/mutations/metafieldsSet
 * @see https://shopify.dev/docs/api/admin-graphql/latest/mutations/metafieldsDelete
 */
export function metafieldSender({
  call,
  now,
}: {
  call: (url: string) => CallAdmin;
  now: () => number;
}): SendTo<'shopify-metafield'> {
  const tokens = appTokens(now);
  return async (_target, { platform }, notification) => {
    if (platform.platform !== 'shopify') return otherPlatform('Shopify');
    const status = statusIn(notification);
    if (status === undefined) return noStatus;
    const callShop = call(platform.url);
    const ask = shopifyQuery(callShop, tokens.of(platform, callShop), now);
    try {
      return await write(ask, status);
    } catch (error) {
      const outcome = refusalOutcome(error);
      // A token that an app got may have been revoked: the next attempt asks for another one.
      if (outcome.kind === 'stop') tokens.forget(platform);
      return outcome;
    }
  };
}

async function write(ask: Query, status: OrderStatus): Promise<Outcome> {
  const ownerId = `gid://shopify/Order/${status.orderId}`;
  const links = [
    { key: 'link', value: status.links.page },
    { key: 'thanku_link', value: status.links.customer },
    { key: 'certificate', value: status.links.certificate },
  ];
  const own = { ownerId, namespace };
  const set = [
    { ...own, key: 'status', type: 'json', value: JSON.stringify(status) },
    ...links.flatMap(({ key, value }) => (value === undefined ? [] : [{ ...own, key, type: 'url', value }])),
  ];
  // The page's link stays: without one, this version can't make it.
  const gone = links.flatMap(({ key, value }) => (value === undefined && key !== 'link' ? [{ ...own, key }] : []));
  const { metafieldsSet, metafieldsDelete } = await ask(Written, mutation, { set, gone, isAnyGone: gone.length > 0 });
  const [error] = [...metafieldsSet.userErrors, ...(metafieldsDelete?.userErrors ?? [])];
  if (error === undefined) return { kind: 'delivered' };
  // Shopify has no code for an owner that doesn't exist.
  const { order } = await ask(z.object({ order: z.object({ id: z.string() }).nullable() }), orderQuery, {
    id: ownerId,
  });
  if (order === null) return { kind: 'no-order' };
  return userErrorOutcome(
    error,
    set.map(({ value }) => value),
  );
}

/** @see https://shopify.dev/docs/api/admin-graphql/latest/enums/MetafieldsSetUserErrorCode */
function userErrorOutcome({ code, message }: UserError, sent: readonly string[]): Outcome {
  const words = `Shopify refuses a metafield: ${scrub(`${code ?? 'no code'}: ${message}`, sent)}`;
  if (code === 'APP_NOT_AUTHORIZED') return { kind: 'stop', reason: 'unauthorized', code: 'scope', words };
  if (code === 'INTERNAL_ERROR' || code === 'STALE_OBJECT') return { kind: 'retry', code: 'unavailable', words };
  return { kind: 'refused', code: 'rejected', words };
}
