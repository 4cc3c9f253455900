import type { Connect } from '../../lib/partners/connection.ts';
import type { Exchanged, PartnerRequest } from '../../lib/partners/exchange.ts';
import type { Faults } from '../faults.ts';
import type { Kernel } from '../kernel/kernel.ts';

export interface PartnerAnswer {
  status: number;
  retryAfter?: string;
  body: string;
}

/**
 * A partner's API. It's called when a request arrives.
 * @param isLate whether the request took longer than a network takes
 */
export type Partner = (request: PartnerRequest, nowMs: number, isLate: boolean) => PartnerAnswer;

/** A request that was sent. */
export interface Departure {
  method: string;
  path: string;
  body: string;
  leftMs: number;
  /** The answer, if the sender received one. */
  heard?: PartnerAnswer & { atMs: number };
}

/** The most that a request's latency may vary, as the limiter assumes. */
const maxLatencyMs = 300;
/** How long after its sender's timeout a request can still arrive. */
const maxLateMs = 20_000;

const page = (status: number): PartnerAnswer => ({ status, body: '<html><body>Bad gateway</body></html>' });

/**
 * The network to a partner. A request that was sent arrives even if its sender is killed.
 * @param name for the story
 * @param departures receives each sent request
 */
export function network(
  kernel: Kernel,
  faults: () => Faults,
  name: string,
  partner: Partner,
  departures: Departure[] = [],
): Connect {
  const { random } = kernel;
  return async (baseUrl, { timeoutMs }) => {
    await kernel.turn(`connects to ${name}`);
    if (random.chance(faults().noConnection)) {
      if (random.chance(0.5)) return { kind: 'not-sent', reason: 'connect failed ECONNREFUSED' };
      await kernel.turn(`gets no connection to ${name}`, kernel.nowMs + timeoutMs);
      return { kind: 'not-sent', reason: 'connect timeout' };
    }
    return openOnce(baseUrl, kernel.now(), async (request, timeLimitMs) => {
      const { method, path, body = '' } = request;
      const departure: Departure = { method, path, body, leftMs: kernel.nowMs };
      departures.push(departure);
      const exchanged = await exchange(kernel, faults(), { name, answer: partner, maxLateMs }, request, timeLimitMs);
      if (exchanged.kind === 'answer') departure.heard = { ...exchanged, atMs: kernel.nowMs };
      return exchanged;
    });
  };
}

/** A connection for one request. */
export function openOnce(
  baseUrl: string,
  openedAtMs: number,
  send: (request: PartnerRequest, timeLimitMs: number) => Promise<Exchanged>,
): Awaited<ReturnType<Connect>> {
  let usable = true;
  const connection = {
    baseUrl,
    openedAtMs,
    isUsable: () => usable,
    close: () => (usable = false),
    exchange(request: PartnerRequest, timeLimitMs: number) {
      usable = false;
      return send(request, timeLimitMs);
    },
  };
  return { kind: 'open', connection };
}

/** Whoever answers requests. */
export interface Server<Request, Answer extends PartnerAnswer> {
  /** For the story. */
  name: string;
  answer: (request: Request, nowMs: number, isLate: boolean) => Answer;
  /** How long after its sender's timeout a request can still arrive. */
  maxLateMs: number;
}

/** How sending a request ended. */
export type Heard<Answer> = Extract<Exchanged, { kind: 'unknown' }> | ({ kind: 'answer' } & (Answer | PartnerAnswer));

/** One request and its answer, each with what may happen to it on its way. */
export async function exchange<Request extends { method: string; path: string }, Answer extends PartnerAnswer>(
  kernel: Kernel,
  faults: Faults,
  { name, answer: answerTo, maxLateMs: lateMs }: Server<Request, Answer>,
  request: Request,
  timeoutMs: number,
): Promise<Heard<Answer>> {
  const { random } = kernel;
  const leftMs = kernel.nowMs;
  const what = `${request.method} ${request.path.split('?')[0] ?? ''}`;
  const timesOut = async (): Promise<Heard<Answer>> => {
    await kernel.turn(`hears nothing of its ${what}`, leftMs + timeoutMs);
    return { kind: 'unknown', reason: 'timeout' };
  };
  const arrives = (atMs: number, answered: (answer: Answer | PartnerAnswer) => void, isLate = false) =>
    kernel.at(atMs, () => {
      const refusal = answerOfProxy(faults, random);
      // After a 5xx or a page, the request may have been processed or not.
      const isReached =
        refusal === undefined || ((refusal.status >= 500 || refusal.status === 200) && random.chance(0.5));
      const given = isReached ? answerTo(request, kernel.nowMs, isLate) : undefined;
      const answer = refusal ?? given ?? page(503);
      kernel.tell(() => `${name} answers ${what} with ${answer.status}`);
      answered(answer);
    });

  if (random.chance(faults.requestLost)) {
    kernel.tell(() => `${what} is lost on its way`);
    return random.chance(0.5) ? { kind: 'unknown', reason: 'connection broke ECONNRESET' } : timesOut();
  }
  if (random.chance(faults.lateArrival)) {
    arrives(leftMs + timeoutMs + random.below(lateMs), () => undefined, true);
    return timesOut();
  }
  const lost = random.chance(faults.responseLost);
  let answer: Answer | PartnerAnswer | undefined;
  const arrivesMs = leftMs + random.below(maxLatencyMs);
  arrives(arrivesMs, (given) => (answer = given));
  if (lost) {
    kernel.tell(() => `the answer to ${what} will be lost`);
    if (random.chance(0.5)) return timesOut();
    await kernel.turn(`loses its connection during ${what}`, arrivesMs);
    return { kind: 'unknown', reason: 'connection broke ECONNRESET' };
  }
  // The arrival's timer runs before any process gets its turn.
  await kernel.turn(`is answered for its ${what}`, arrivesMs + random.below(maxLatencyMs));
  return answer === undefined ? { kind: 'unknown', reason: 'timeout' } : { kind: 'answer', ...answer };
}

/** An answer of a proxy, before the partner gets the request or instead of the partner's answer. */
function answerOfProxy(faults: Faults, random: Kernel['random']): PartnerAnswer | undefined {
  if (random.chance(faults.rateLimited)) {
    return { status: 429, ...(random.chance(0.7) && { retryAfter: String(random.between(1, 60)) }), body: '' };
  }
  if (random.chance(faults.serverError)) return page(random.pick([500, 502, 503, 504]));
  if (random.chance(faults.html)) return page(random.pick([200, 503]));
  if (random.chance(faults.unauthorized)) return { status: 401, body: '{"error":"unauthorized"}' };
  if (random.chance(faults.moved)) return page(404);
  return undefined;
}
