import * as z from 'zod';
import { AdminRefusal } from '../../admin/refusal.ts';

/** A page of a connection. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    nodes: z.array(item),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  });

interface Page<Item> {
  nodes: readonly Item[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null | undefined };
}

/**
 * All entries of a connection, from its first page on.
 * @param next asks for a following page; `undefined`: what has the list was deleted meanwhile
 * @throws AdminRefusal `unreadable` if the list doesn't end
 */
export async function wholeList<Item>(
  first: Page<Item>,
  next: (after: string | null) => Promise<Page<Item> | undefined>,
): Promise<Item[] | undefined> {
  const all = [...first.nodes];
  let { hasNextPage, endCursor } = first.pageInfo;
  while (hasNextPage) {
    const before = endCursor;
    const page = await next(endCursor ?? null);
    if (page === undefined) return undefined;
    all.push(...page.nodes);
    ({ hasNextPage, endCursor } = page.pageInfo);
    if (hasNextPage && endCursor === before)
      throw new AdminRefusal('unreadable', "Shopify's list in an order repeats a page, so it would never end");
  }
  return all;
}
