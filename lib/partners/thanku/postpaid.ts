import * as z from 'zod';
import { ThankflowError } from '../../errors.ts';
import { readBounded } from '../bounded-body.ts';
import { jsonOrUndefined } from '../../json.ts';
import { maxWordsBytes, optionalField } from '../lenient.ts';
import { retryAfterMs } from '../retry-after.ts';
import type { ThankuOutcome } from './outcome.ts';
import { ThankuRequest } from './request.ts';
import { sign } from './signature.ts';

/** Far above any answer the vendor documents (under 1 KB). */
const maxAnswerBytes = 64 * 1024;

const url = z.url({ protocol: /^https?$/ }).max(2048);
/** Only `id` is promised: a simulated call is answered with nothing else. */
const PostpaidAnswer = z.object({
  id: z.string().min(1).max(256),
  link: optionalField(url),
  certificateNum: optionalField(z.string().min(1).max(256)),
  certificateLink: optionalField(url),
});

/**
 * The exact JSON text of a request, made once for an order, stored, and sent unchanged by every attempt: ThankU refuses
 * a pid that comes back with anything else. Broken surrogates are repaired, so that body and signature agree on the bytes.
 */
export function encodeRequest(request: ThankuRequest): string {
  return JSON.stringify({
    slug: request.slug,
    donateeGroup: request.donateeGroup,
    impactValue: request.impactValue,
    message: request.message.toWellFormed(),
    language: request.language,
    pid: request.pid,
    orderId: request.orderId,
    use100Grams: request.use100Grams,
  });
}

export interface ThankuDeps {
  fetch: typeof globalThis.fetch;
  /** `https://www.thanku.social`, or a sandbox. */
  baseUrl: string;
  /** Hard limit of the whole call, the answer's body included. */
  timeoutMs: number;
}

export interface ThankuCall {
  /** What `encodeRequest` gave: sent as it is. */
  body: string;
  /** The wallet's secret. */
  token: string;
  /** ThankU checks everything and stores nothing; the id is then always `00TEST00TEST00TEST00`. */
  simulate: boolean;
}

/**
 * `POST /api/donate/postpaid`: creates a ThankU, or finds the one these same bytes created. Idempotent, so that every
 * doubtful end is simply `retry`. Throws `bad-row` when `body` is not a request; never for anything the vendor does.
 * @see https://www.thanku.social/en/business (Postpaid API, version 1)
 */
export async function createThanku(deps: ThankuDeps, call: ThankuCall): Promise<ThankuOutcome> {
  const request = ThankuRequest.safeParse(jsonOrUndefined(call.body));
  if (!request.success) throw new ThankflowError('bad-row', 'the stored ThankU request is not one');
  const target = new URL(`${deps.baseUrl.replace(/\/+$/, '')}/api/donate/postpaid`);
  if (call.simulate) target.searchParams.set('simulate', 'true');

  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), deps.timeoutMs);
  try {
    const response = await deps.fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sig': sign(request.data, call.token) },
      body: call.body,
      // A moved endpoint must not become a GET that looks like a success.
      redirect: 'manual',
      signal: abort.signal,
    });
    const outcome = await outcomeOf(response);
    return abort.signal.aborted && outcome.kind === 'retry' ? { kind: 'retry', reason: 'timeout' } : outcome;
  } catch (error) {
    // fetch's errors quote the address and may quote headers; whatever broke, the same bytes go again.
    if (abort.signal.aborted) return { kind: 'retry', reason: 'timeout' };
    return { kind: 'retry', reason: 'connection failed', ...(neverConnected(error) && { notSent: true }) };
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

/** What undici and Node.js call a connection that never came to be. */
const noConnection = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const Cause = z.object({ cause: z.object({ code: z.string() }) });

/** Whether not one byte of the request can have left. */
function neverConnected(error: unknown): boolean {
  const { data } = Cause.safeParse(error);
  return data !== undefined && noConnection.has(data.cause.code);
}

async function outcomeOf(response: Response): Promise<ThankuOutcome> {
  const { status, headers } = response;
  if (response.ok) return created(status, await readBounded(response.body, maxAnswerBytes));
  if (status === 429) {
    const wait = retryAfterMs(headers.get('retry-after'), headers.get('date'));
    return wait === undefined ? { kind: 'rate-limited' } : { kind: 'rate-limited', retryAfterMs: wait };
  }
  if (status === 401 || status === 403) return { kind: 'refused', reason: 'unauthorized', status };
  if (status < 400 || status === 404 || status === 405 || status === 410) {
    return { kind: 'refused', reason: 'moved', status };
  }
  // Request Timeout and Too Early are about this transmission, not about the request.
  if (status >= 500 || status === 408 || status === 425) return { kind: 'retry', reason: 'server error', status };
  return { kind: 'rejected', status, words: await readBounded(response.body, maxWordsBytes) };
}

function created(status: number, body: string): ThankuOutcome {
  const answer = PostpaidAnswer.safeParse(jsonOrUndefined(body));
  if (!answer.success) return { kind: 'retry', reason: 'answer without an id', status };
  const { id, link, certificateNum, certificateLink } = answer.data;
  return {
    kind: 'created',
    id,
    ...(link !== undefined && { link }),
    ...(certificateNum !== undefined && { certificateNum }),
    ...(certificateLink !== undefined && { certificateLink }),
  };
}
