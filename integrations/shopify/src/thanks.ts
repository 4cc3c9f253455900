/**
 * What the extension decides: where an order's link is, what to show, and when to ask again. It imports nothing, because
 * Shopify limits an extension's size, and so that tests can run it without Shopify.
 */

/** Declared in shopify.extension.toml, too. */
export const metafield = { namespace: 'thankflow', key: 'link' };

interface MetafieldEntry {
  target: { type: string };
  metafield: { namespace: string; key: string; value: unknown };
}

/**
 * The link in the order's metafield, if there is one. Metafields of other resources don't count: customers can write
 * those of their own cart.
 */
export function linkIn(entries: readonly MetafieldEntry[]): string | undefined {
  const entry = entries.find(
    (one) =>
      one.target.type === 'order' &&
      one.metafield.namespace === metafield.namespace &&
      one.metafield.key === metafield.key,
  );
  return webAddress(entry?.metafield.value);
}

interface Link {
  href: string;
  label: string;
}

/** What customers see. */
export interface Thanks {
  title: string;
  text: string;
  /** Collects the ThankU. */
  button: Link | undefined;
  links: Link[];
}

/** `askAgainAfterMs` is the shortest time, absent if it isn't worth it. */
export type Answer = { thanks: Thanks } | { askAgainAfterMs?: number };

const retryAfterMs = 5000;

/**
 * Reads what the stage answers: see docs/thanks-page.md, "As JSON". An answer in an unknown form shows nothing.
 * @param status the HTTP status, `undefined` if there was no answer
 */
export function readAnswer(status: number | undefined, content: unknown): Answer {
  // A wrong link stays wrong.
  if (status === 404) return {};
  if (status !== 200 || !isObject(content)) return { askAgainAfterMs: retryAfterMs };
  if (content['state'] === 'thanked' || content['state'] === 'simulated') return { thanks: thanksOf(content) };
  const { refreshSeconds } = content;
  return typeof refreshSeconds === 'number' ? { askAgainAfterMs: refreshSeconds * 1000 } : {};
}

function thanksOf({ title, text, collect, share, certificate }: Record<string, unknown>): Thanks {
  return {
    title: typeof title === 'string' ? title : '',
    text: typeof text === 'string' ? text : '',
    button: linkOf(collect),
    links: [linkOf(share), linkOf(certificate)].filter((link) => link !== undefined),
  };
}

function linkOf(value: unknown): Link | undefined {
  if (!isObject(value) || typeof value['label'] !== 'string') return undefined;
  const href = webAddress(value['href']);
  return href === undefined ? undefined : { href, label: value['label'] };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function webAddress(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith('https://') ? value : undefined;
}

const maxDelayMs = 30_000;
const giveUpAfterMs = 10 * 60_000;

/**
 * How long to wait before the next question: longer each time. `undefined`: don't ask again.
 * @param lastDelayMs how long it waited before this answer, 0 for the first
 * @param sinceStartMs how long ago the first question was asked
 */
export function nextDelayMs(answer: Answer, lastDelayMs: number, sinceStartMs: number): number | undefined {
  if ('thanks' in answer || answer.askAgainAfterMs === undefined) return undefined;
  const delayMs = Math.max(Math.min(lastDelayMs * 1.4, maxDelayMs), answer.askAgainAfterMs);
  return sinceStartMs + delayMs > giveUpAfterMs ? undefined : delayMs;
}

interface Ports {
  fetch: typeof globalThis.fetch;
  nowMs: () => number;
  wait: (delayMs: number) => Promise<void>;
  /** Aborted when the page is left. */
  signal: AbortSignal;
}

const timeoutMs = 8000;

/** Asks until there is a ThankU, or it isn't worth it any more: after ten minutes at the latest. Never throws. */
export async function followThanks(link: string, ports: Ports): Promise<Thanks | undefined> {
  const startMs = ports.nowMs();
  let delayMs = 0;
  while (!ports.signal.aborted) {
    const answer = await ask(link, ports);
    if ('thanks' in answer) return answer.thanks;
    const nextMs = nextDelayMs(answer, delayMs, ports.nowMs() - startMs);
    if (nextMs === undefined) return undefined;
    delayMs = nextMs;
    await ports.wait(delayMs);
  }
  return undefined;
}

async function ask(link: string, { fetch, signal }: Ports): Promise<Answer> {
  try {
    const response = await fetch(link, {
      // No other header: the API answers no preflight requests.
      headers: { accept: 'application/json' },
      credentials: 'omit',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return readAnswer(response.status, response.ok ? await response.json() : undefined);
  } catch {
    // No network, too slow, no CORS header, or not JSON: the page shows nothing, and the next question may be answered.
    return readAnswer(undefined, undefined);
  }
}
