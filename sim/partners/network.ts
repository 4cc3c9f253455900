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
 * A partner as its API: decides at the moment a request arrives.
 * @param isLate it was on its way for longer than a network takes
 */
export type Partner = (request: PartnerRequest, nowMs: number, isLate: boolean) => PartnerAnswer;

/** A request that left, as its sender knows it. */
export interface Departure {
  method: string;
  path: string;
  body: string;
  leftMs: number;
  /** The answer that its sender heard, if it lived to hear one. */
  heard?: PartnerAnswer & { atMs: number };
}

/** How far a request's way to the partner may vary, which is what the limiter reckons with. */
const mostLatencyMs = 300;
/** The latest that a request can still take effect after its sender gave up. */
const mostLateMs = 20_000;

const page = (status: number): PartnerAnswer => ({ status, body: '<html><body>Bad gateway</body></html>' });

/**
 * The way to a partner. A request that has left goes on by itself, whatever becomes of its sender.
 * @param name for the story
 * @param departures gets each request that leaves
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
      const exchanged = await exchange(kernel, faults(), { name, partner }, request, timeLimitMs);
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

async function exchange(
  kernel: Kernel,
  faults: Faults,
  { name, partner }: { name: string; partner: Partner },
  request: PartnerRequest,
  timeoutMs: number,
): Promise<Exchanged> {
  const { random } = kernel;
  const leftMs = kernel.nowMs;
  const what = `${request.method} ${request.path.split('?')[0] ?? ''}`;
  const timesOut = async (): Promise<Exchanged> => {
    await kernel.turn(`hears nothing of its ${what}`, leftMs + timeoutMs);
    return { kind: 'unknown', reason: 'timeout' };
  };
  const arrives = (atMs: number, answered: (answer: PartnerAnswer) => void, isLate = false) =>
    kernel.at(atMs, () => {
      const refusal = refusedAtTheDoor(faults, random);
      // A 5xx or a page says nothing about what became of the request.
      const isReached =
        refusal === undefined || ((refusal.status >= 500 || refusal.status === 200) && random.chance(0.5));
      const given = isReached ? partner(request, kernel.nowMs, isLate) : undefined;
      const answer = refusal ?? given ?? page(503);
      kernel.tell(() => `${name} answers ${what} with ${answer.status}`);
      answered(answer);
    });

  if (random.chance(faults.requestLost)) {
    kernel.tell(() => `${what} is lost on its way`);
    return random.chance(0.5) ? { kind: 'unknown', reason: 'connection broke ECONNRESET' } : timesOut();
  }
  if (random.chance(faults.lateArrival)) {
    arrives(leftMs + timeoutMs + random.below(mostLateMs), () => undefined, true);
    return timesOut();
  }
  const lost = random.chance(faults.responseLost);
  let answer: PartnerAnswer | undefined;
  const arrivesMs = leftMs + random.below(mostLatencyMs);
  arrives(arrivesMs, (given) => (answer = given));
  if (lost) {
    kernel.tell(() => `the answer to ${what} will be lost`);
    if (random.chance(0.5)) return timesOut();
    await kernel.turn(`loses its connection during ${what}`, arrivesMs);
    return { kind: 'unknown', reason: 'connection broke ECONNRESET' };
  }
  // The arrival's own timer runs before any process gets its turn.
  await kernel.turn(`is answered for its ${what}`, arrivesMs + random.below(mostLatencyMs));
  return answer === undefined ? { kind: 'unknown', reason: 'timeout' } : { kind: 'answer', ...answer };
}

/** What is answered before the partner looks at the request, or instead of its answer. */
function refusedAtTheDoor(faults: Faults, random: Kernel['random']): PartnerAnswer | undefined {
  if (random.chance(faults.rateLimited)) {
    return { status: 429, ...(random.chance(0.7) && { retryAfter: String(random.between(1, 60)) }), body: '' };
  }
  if (random.chance(faults.serverError)) return page(random.pick([500, 502, 503, 504]));
  if (random.chance(faults.html)) return page(random.pick([200, 503]));
  if (random.chance(faults.unauthorized)) return { status: 401, body: '{"error":"unauthorized"}' };
  if (random.chance(faults.moved)) return page(404);
  return undefined;
}
