import * as z from 'zod';

const Line = z.object({
  platform: z.string().optional(),
  function: z.string(),
  error: z.string().optional(),
  log: z
    .object({
      level: z.string().optional(),
      service: z.string().optional(),
      message: z.string(),
      shop: z.string().optional(),
      order: z.string().optional(),
      pid: z.string().optional(),
      reason: z.union([z.string(), z.number()]).optional(),
      /** Of a webhook. */
      status: z.number().optional(),
      outcome: z.string().optional(),
      type: z.string().optional(),
      number: z.string().optional(),
      parked: z.boolean().optional(),
    })
    .optional()
    .catch(undefined),
});

export type Logged =
  | { kind: 'webhook'; status: number; shop: string; what: string; order?: string; number?: string; reason?: string }
  | { kind: 'problem'; shop?: string; order?: string; what: string };

/** Warnings that the row describes better, and one that comes every minute. */
const leftOut = new Set(['order failed', 'a receipt was refused', 'these wait for a person']);

/** Reads a webhook or a problem from a line of a function's log; `undefined` if it is neither. */
export function describeLogLine(line: string): Logged | undefined {
  const parsed = Line.safeParse(JSON.parse(line));
  if (!parsed.success) return undefined;
  const { platform, function: name, error, log } = parsed.data;
  if (platform === 'report' && error !== undefined) return { kind: 'problem', what: `${name} failed: ${error}` };
  if (log === undefined) return undefined;
  const { level, shop, pid, status, outcome, type, number, reason } = log;
  const order = log.order ?? (shop === undefined || pid === undefined ? undefined : `${shop}/${pid}`);
  if (log.service === 'ingest' && status !== undefined && outcome !== undefined)
    return {
      kind: 'webhook',
      status,
      shop: shop ?? '–',
      what: outcome === 'accepted' ? `${type ?? outcome}${log.parked === true ? ' (parked)' : ''}` : outcome,
      ...(order !== undefined && { order }),
      ...(number !== undefined && { number }),
      ...(reason !== undefined && { reason: String(reason) }),
    };
  if ((level !== 'WARN' && level !== 'ERROR') || leftOut.has(log.message)) return undefined;
  const what = reason === undefined ? log.message : `${log.message} (${reason})`;
  return { kind: 'problem', what, ...(shop !== undefined && { shop }), ...(order !== undefined && { order }) };
}
