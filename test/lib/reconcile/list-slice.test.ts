import { expect, it } from 'vitest';
import type { ListedOrder, ListedPage } from '../../../lib/platforms/admin/platform-admin.ts';
import { listSlice } from '../../../lib/reconcile/list-slice.ts';

const span = { fromMs: Date.parse('2026-03-01T12:00:00Z'), untilMs: Date.parse('2026-03-01T14:00:00Z') };

/** A list without an end, whose orders all changed at the beginning of the span. */
function endless() {
  let pages = 0;
  const list = async (): Promise<ListedPage> => {
    pages += 1;
    const orders = Array.from({ length: 100 }, (_, index) => ({
      orderId: `${pages}-${index}`,
      changedAt: '2026-03-01T12:00:00.000Z',
    })) as ListedOrder[];
    return { orders, next: `page ${pages}` };
  };
  return { list, pages: () => pages };
}

it('a list without an end is refused before it fills the memory', async () => {
  const { list, pages } = endless();
  await expect(listSlice({ list }, span, () => false, 500)).rejects.toMatchObject({ kind: 'paging' });
  expect(pages()).toBe(20);
});

it('a list that makes no progress ends with the time', async () => {
  const { list, pages } = endless();
  await expect(listSlice({ list }, span, () => pages() >= 3, 5000)).rejects.toMatchObject({ kind: 'unavailable' });
});
