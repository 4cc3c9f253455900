import { createHash } from 'node:crypto';
import { jsonOrUndefined } from '../../../lib/json.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import type { Metafield, ShopOrder } from '../shop-order.ts';
import { dateTime, gidOf } from './values.ts';

/** The shop with the orders that the app may write. */
interface Writable {
  shop: SandboxShop;
  order(id: string): ShopOrder | undefined;
}

interface SetInput {
  ownerId: string;
  namespace?: string | null;
  key: string;
  type?: string | null;
  value: string;
  compareDigest?: string | null;
}

interface Identifier {
  ownerId: string;
  namespace: string;
  key: string;
}

/** How many metafields one call may set. */
const maxMetafields = 25;

/** What a type's values must be. The sandbox knows these types only. */
const types: Record<string, (value: string) => boolean> = {
  json: (value) => jsonOrUndefined(value) !== undefined,
  single_line_text_field: (value) => !/[\r\n]/.test(value),
  url: (value) => ['http:', 'https:', 'mailto:', 'sms:', 'tel:'].includes(URL.parse(value)?.protocol ?? ''),
};

/** Changes with the value. What Shopify makes it of isn't documented. */
const digestOf = ({ value }: Pick<Metafield, 'value'>): string => createHash('sha256').update(value).digest('hex');

export const metafieldObject = (one: Metafield) => ({
  __typename: 'Metafield',
  id: gidOf('Metafield', one.id),
  legacyResourceId: one.id,
  namespace: one.namespace,
  key: one.key,
  type: one.type,
  value: one.value,
  jsonValue: one.type === 'json' ? jsonOrUndefined(one.value) : one.value,
  compareDigest: digestOf(one),
  ownerType: 'ORDER',
  description: null,
  createdAt: dateTime(one.createdAtMs),
  updatedAt: dateTime(one.updatedAtMs),
});

const orderIdIn = (gid: string): string => /^gid:\/\/shopify\/Order\/(\d+)$/.exec(gid)?.[1] ?? '';

/**
 * Sets all of them, or none.
 * @see https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/metafieldsSet
 */
export function setMetafields({ shop, order }: Writable, { metafields }: { metafields: SetInput[] }) {
  const userErrors =
    metafields.length > maxMetafields
      ? [
          refused(
            'LESS_THAN_OR_EQUAL_TO',
            0,
            'metafields',
            `Exceeded the maximum metafields input limit of ${maxMetafields}.`,
          ),
        ]
      : metafields.flatMap((input, index) => problemsOf(order(orderIdIn(input.ownerId)), input, index));
  if (userErrors.length > 0) return { metafields: null, userErrors };
  const nowMs = shop.options.now();
  const set = metafields.map(({ ownerId, namespace, key, type, value }) => {
    const id = orderIdIn(ownerId);
    const before = shop.order(id)?.metafields ?? [];
    const known = before.find((one) => one.namespace === namespace && one.key === key);
    const metafield: Metafield = {
      id: known?.id ?? shop.nextId(),
      namespace: namespace ?? '',
      key,
      type: type ?? known?.type ?? '',
      value,
      createdAtMs: known?.createdAtMs ?? nowMs,
      updatedAtMs: nowMs,
    };
    shop.annotate(id, { metafields: [...before.filter((one) => one !== known), metafield] });
    return metafield;
  });
  return { metafields: set.map(metafieldObject), userErrors: [] };
}

/** Without a code for an owner that doesn't exist: the documentation has none. */
function problemsOf(
  order: ShopOrder | undefined,
  { namespace, key, type, value, compareDigest }: SetInput,
  index: number,
) {
  if (order === undefined) return [refused(null, index, 'ownerId', 'Owner does not exist.')];
  const known = order.metafields.find((one) => one.namespace === namespace && one.key === key);
  const isType = types[type ?? known?.type ?? ''];
  return [
    ...lengthProblems('namespace', namespace ?? '', [3, 255], index),
    ...lengthProblems('key', key, [2, 64], index),
    ...(value === '' ? [refused('BLANK', index, 'value', "Value can't be blank.")] : []),
    ...(isType === undefined ? [refused('INVALID_TYPE', index, 'type', 'Type is invalid.')] : []),
    ...(isType?.(value) === false ? [refused('INVALID_VALUE', index, 'value', `Value is invalid: ${value}`)] : []),
    ...(compareDigest !== undefined && compareDigest !== (known === undefined ? null : digestOf(known))
      ? [refused('STALE_OBJECT', index, 'compareDigest', 'The resource has been updated since it was loaded.')]
      : []),
  ];
}

function lengthProblems(name: string, text: string, [min, max]: [number, number], index: number) {
  if (text.length < min)
    return [refused('TOO_SHORT', index, name, `${name} is too short (minimum is ${min} characters)`)];
  if (text.length > max)
    return [refused('TOO_LONG', index, name, `${name} is too long (maximum is ${max} characters)`)];
  return /^[\w-]+$/.test(text) ? [] : [refused(null, index, name, `${name} is invalid`)];
}

const refused = (code: string | null, elementIndex: number, field: string, message: string) => ({
  code,
  elementIndex,
  field: ['metafields', String(elementIndex), field],
  message,
});

/**
 * A metafield that doesn't exist is no error: `null` stands for it.
 * @see https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/metafieldsDelete
 */
export function deleteMetafields({ shop, order }: Writable, { metafields }: { metafields: Identifier[] }) {
  const missing = metafields.findIndex(({ ownerId }) => order(orderIdIn(ownerId)) === undefined);
  if (missing >= 0) {
    const { field, message } = refused(null, missing, 'ownerId', 'Owner does not exist.');
    return { deletedMetafields: null, userErrors: [{ field, message }] };
  }
  const deletedMetafields = metafields.map(({ ownerId, namespace, key }) => {
    const id = orderIdIn(ownerId);
    const before = shop.order(id)?.metafields ?? [];
    const left = before.filter((one) => one.namespace !== namespace || one.key !== key);
    if (left.length === before.length) return null;
    shop.annotate(id, { metafields: left });
    return { ownerId, namespace, key };
  });
  return { deletedMetafields, userErrors: [] };
}
