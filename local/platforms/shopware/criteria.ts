import * as z from 'zod';
import { isObject, jsonObject, type Reply } from '../../partners/reply.ts';
import { badCriteria } from './errors.ts';

/** The entities that an order is made of, and what each may be asked to load. */
const associations: Record<string, Record<string, string>> = {
  order: {
    stateMachineState: 'state_machine_state',
    currency: 'currency',
    language: 'language',
    orderCustomer: 'order_customer',
    lineItems: 'order_line_item',
    tags: 'tag',
    transactions: 'order_transaction',
  },
  language: { locale: 'locale' },
  order_transaction: {
    stateMachineState: 'state_machine_state',
    paymentMethod: 'payment_method',
    captures: 'order_transaction_capture',
    order: 'order',
  },
  order_transaction_capture: { refunds: 'order_transaction_capture_refund' },
  order_transaction_capture_refund: { stateMachineState: 'state_machine_state' },
};

const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const sortable = ['id', 'createdAt', 'updatedAt'] as const;

/** What a search may contain. Anything else would be a mistake. */
const Criteria = z.strictObject({
  page: z.number().int().min(1).default(1),
  limit: z.number().int().min(1),
  ids: z
    .array(z.string().regex(/^[0-9a-f]{32}$/))
    .min(1)
    .optional(),
  filter: z
    .array(
      z.strictObject({
        type: z.literal('range'),
        field: z.enum(['createdAt', 'updatedAt']),
        parameters: z.strictObject({ gte: Instant.optional(), lt: Instant.optional() }),
      }),
    )
    .default([]),
  sort: z.array(z.strictObject({ field: z.enum(sortable), order: z.enum(['ASC', 'DESC']) })).default([]),
  associations: z.record(z.string(), z.unknown()).default({}),
  includes: z.record(z.string(), z.array(z.string())).optional(),
  'total-count-mode': z.union([z.literal(0), z.literal(1), z.literal(2)]).default(0),
});
export type Criteria = z.infer<typeof Criteria>;

/** Shopware's default. */
const maxLimit = 100;

/** Parses a search strictly, and lists the entities that it reads. */
export function criteriaOf(
  entity: string,
  body: string,
): { criteria: Criteria; entities: string[] } | { refused: Reply } {
  const parsed = Criteria.safeParse(jsonObject(body));
  if (!parsed.success)
    return { refused: badCriteria('FRAMEWORK__INVALID_CRITERIA', z.prettifyError(parsed.error).slice(0, 400)) };
  const { limit } = parsed.data;
  if (limit > maxLimit)
    return {
      refused: badCriteria('FRAMEWORK__QUERY_LIMIT_EXCEEDED', `The limit must be lower than or equal to ${maxLimit}.`),
    };
  const entities = new Set([entity]);
  const unknown = loaded(entity, parsed.data.associations, entities);
  if (unknown !== undefined)
    return { refused: badCriteria('FRAMEWORK__ASSOCIATION_NOT_FOUND', `Can not find association by name ${unknown}`) };
  return { criteria: parsed.data, entities: [...entities] };
}

/** Adds what an entity's associations load. Returns the name of one that doesn't exist. */
function loaded(entity: string, wanted: Record<string, unknown>, entities: Set<string>): string | undefined {
  for (const [name, criteria] of Object.entries(wanted)) {
    const target = associations[entity]?.[name];
    if (target === undefined) return name;
    entities.add(target);
    const nested = isObject(criteria) ? criteria['associations'] : undefined;
    const unknown = isObject(nested) ? loaded(target, nested, entities) : undefined;
    if (unknown !== undefined) return unknown;
  }
  return undefined;
}

/** Loads only the associations that were asked for. States are always loaded. */
export function withAssociations(
  entity: string,
  value: Record<string, unknown>,
  wanted: Record<string, unknown>,
): Record<string, unknown> {
  const known = associations[entity] ?? {};
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const target = known[name];
      if (target === undefined) return [name, part];
      if (!(name in wanted) && name !== 'stateMachineState') return [name, null];
      const criteria = wanted[name];
      const nested = isObject(criteria) && isObject(criteria['associations']) ? criteria['associations'] : {};
      const load = (one: unknown) => (isObject(one) ? withAssociations(target, one, nested) : one);
      return [name, Array.isArray(part) ? part.map(load) : load(part)];
    }),
  );
}

/** Keeps only the fields that `includes` names for an entity. */
export function included(value: unknown, includes: Record<string, string[]> | undefined): unknown {
  if (Array.isArray(value)) return value.map((one) => included(one, includes));
  if (!isObject(value)) return value;
  const fields = includes?.[String(value['apiAlias'])];
  const kept = Object.entries(value).filter(
    ([name]) => fields === undefined || name === 'apiAlias' || fields.includes(name),
  );
  return Object.fromEntries(kept.map(([name, part]) => [name, included(part, includes)]));
}
