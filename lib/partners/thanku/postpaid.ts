import * as z from 'zod';
import { ThankflowError } from '../../errors.ts';
import { jsonOrUndefined } from '../../json.ts';
import { send, type Connect, type Sent } from '../connection.ts';
import { maxWordsBytes, optionalField } from '../lenient.ts';
import { retryAfterMs } from '../retry-after.ts';
import type { ThankuOutcome } from './outcome.ts';
import { ThankuRequest } from './request.ts';
import { sign } from './signature.ts';

const url = z.url({ protocol: /^https?$/ }).max(2048);
/** Only `id` is certain: it's the whole answer to a simulated call. */
const PostpaidAnswer = z.object({
  id: z.string().min(1).max(256),
  link: optionalField(url),
  certificateNum: optionalField(z.string().min(1).max(256)),
  certificateLink: optionalField(url),
});

/**
 * Encodes a request as JSON, once for each order. It's stored, and every attempt sends exactly these bytes: ThankU refuses a pid that comes
 * again with different ones. Broken surrogates are replaced, so that body and signature have the same bytes.
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
  /** `https://www.thanku.social`, or a sandbox. */
  baseUrl: string;
  /** Hard limit of the whole call, including the answer's body. */
  timeoutMs: number;
  now: () => number;
  connect: Connect;
}

export interface ThankuCall {
  /** From `encodeRequest`, sent as it is. */
  body: string;
  /** The wallet's secret. */
  token: string;
  /** ThankU checks everything and stores nothing. The ID is then always `00TEST00TEST00TEST00`. */
  simulate: boolean;
}

/**
 * `POST /api/donate/postpaid`: creates a ThankU, or returns the one that the same bytes created before. It's idempotent, so every uncertain
 * outcome is a `retry`.
 * @throws ThankflowError `bad-row` if `body` is not a request; never because of ThankU's answer
 * @see https://www.thanku.social/en/business (Postpaid API, version 1)
 */
export async function createThanku(
  { baseUrl, timeoutMs, now, connect }: ThankuDeps,
  { body, token, simulate }: ThankuCall,
): Promise<ThankuOutcome> {
  const request = ThankuRequest.safeParse(jsonOrUndefined(body));
  if (!request.success) throw new ThankflowError('bad-row', 'the stored ThankU request is not one');
  const endMs = now() + timeoutMs;
  const connected = await connect(baseUrl, { timeoutMs, now });
  if (connected.kind === 'not-sent') return { kind: 'retry', reason: connected.reason, notSent: true };
  const sent = await send(
    connected.connection,
    {
      method: 'POST',
      path: `/api/donate/postpaid${simulate ? '?simulate=true' : ''}`,
      headers: { accept: 'application/json', 'content-type': 'application/json', 'x-sig': sign(request.data, token) },
      body,
    },
    { sendByMs: endMs, timeoutMs: Math.max(1, endMs - now()), now },
  );
  switch (sent.kind) {
    case 'not-sent':
      return { kind: 'retry', reason: sent.reason, notSent: true };
    case 'unknown':
      return { kind: 'retry', reason: sent.reason };
    case 'answer': {
      const outcome = outcomeOf(sent);
      // The answer may have been cut off when the time was over.
      return outcome.kind === 'retry' && now() >= endMs ? { kind: 'retry', reason: 'timeout' } : outcome;
    }
  }
}

function outcomeOf({ status, retryAfter, date, body }: Extract<Sent, { kind: 'answer' }>): ThankuOutcome {
  if (status >= 200 && status < 300) return created(status, body);
  if (status === 429) {
    const wait = retryAfterMs(retryAfter, date);
    return wait === undefined ? { kind: 'rate-limited' } : { kind: 'rate-limited', retryAfterMs: wait };
  }
  if (status === 401 || status === 403) return { kind: 'refused', reason: 'unauthorized', status };
  if (status < 400 || status === 404 || status === 405 || status === 410) {
    return { kind: 'refused', reason: 'moved', status };
  }
  // Request Timeout and Too Early are about the transmission, not the request.
  if (status >= 500 || status === 408 || status === 425) return { kind: 'retry', reason: 'server error', status };
  return { kind: 'rejected', status, words: Buffer.from(body).subarray(0, maxWordsBytes).toString() };
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
