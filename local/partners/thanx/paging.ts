import type { SandboxCall } from '../sandbox-api.ts';
import type { Reply } from '../reply.ts';
import * as z from 'zod';
import { thanxError } from './errors.ts';

const Page = z.object({
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(10),
});

/** One page of a list, newest first, under `name`, with the vendor's pagination object. */
export function pageOf<T>(name: string, rows: readonly T[], call: SandboxCall, view: (row: T) => unknown): Reply {
  const parsed = Page.safeParse(Object.fromEntries(call.query));
  if (!parsed.success) return thanxError('BAD_REQUEST', z.prettifyError(parsed.error));
  const { page, per_page: perPage } = parsed.data;
  const shown = rows.toReversed().slice((page - 1) * perPage, page * perPage);
  return {
    status: 200,
    body: {
      [name]: shown.map(view),
      pagination: { current_page: page, per_page: perPage, total_pages: Math.max(1, Math.ceil(rows.length / perPage)) },
    },
  };
}
