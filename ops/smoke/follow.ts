import { isFinal } from '../../lib/order/thanku/state.ts';
import { standingOf } from '../../lib/order/standing.ts';
import type { Finding } from '../connection/finding.ts';
import type { OrderRows } from '../orders/order-rows.ts';
import type { Answered } from '../send/post.ts';
import {
  claimFinding,
  linkFinding,
  pageFinding,
  receiptFinding,
  settledFinding,
  thankuFinding,
  webhookFinding,
  type Followed,
  type PageAnswer,
} from './findings.ts';

export interface FollowPorts {
  /** Sends the webhook, once. @throws `unavailable` if nothing answers */
  post(): Promise<Answered>;
  /** The order's rows; `undefined`: not claimed yet. */
  rows(): Promise<OrderRows | undefined>;
  /** The link of the order's page; `undefined`: the stage has no links. */
  link(): Promise<string | undefined>;
  /** Requests the order's page, or its content. */
  page(link: string, as: 'html' | 'json'): Promise<PageAnswer>;
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

const pollMs = 200;
/** Each step may take this long: a queue with a backlog and a cold start take seconds. */
const stepMs = 60_000;

/** Sends a test order and follows it, step by step, up to the first step that isn't as it should be. */
export async function* follow(
  ports: FollowPorts,
  order: Followed,
  signal: AbortSignal,
): AsyncGenerator<Finding, void, undefined> {
  const startMs = ports.now();
  const elapsedMs = () => ports.now() - startMs;
  /** The rows, once `isEnough`, or as they are when the time is up. */
  const rowsWhen = async (isEnough: (rows: OrderRows | undefined) => boolean) => {
    const untilMs = ports.now() + stepMs;
    let rows = await ports.rows();
    while (!isEnough(rows) && ports.now() < untilMs && !signal.aborted) {
      await ports.sleep(pollMs);
      rows = await ports.rows();
    }
    return rows;
  };
  const steps: (() => Promise<Finding>)[] = [
    async () => webhookFinding(order, await ports.post(), elapsedMs()),
    async () => claimFinding(order, await rowsWhen((rows) => rows !== undefined), elapsedMs()),
    async () => {
      const rows = await rowsWhen((seen) => seen !== undefined && !isMoving(seen, ports.now()));
      return thankuFinding(order, rows, ports.now());
    },
    async () => receiptFinding(order, await ports.rows()),
    async () => settledFinding(order, await rowsWhen((rows) => rows?.thanku.settledAt !== undefined), elapsedMs()),
    async () => {
      const link = await ports.link();
      if (link === undefined) return pageFinding(order, undefined);
      const [html, json] = await Promise.all([ports.page(link, 'html'), ports.page(link, 'json')]);
      return pageFinding(order, { link, html, json });
    },
    async () => {
      const link = await ports.link();
      return linkFinding(order, link === undefined ? undefined : await ports.page(withWrongMac(link), 'html'));
    },
  ];
  for (const step of steps) {
    const finding = await step();
    if (signal.aborted) return;
    yield finding;
    if (finding.state !== 'ok') return;
  }
}

/** Whether its ThankU will be decided soon. A stopped one waits for a person, or for another order. */
function isMoving({ thanku }: OrderRows, nowMs: number): boolean {
  if (isFinal(thanku) || thanku.state === 'failed') return false;
  const { whole } = standingOf({ thanku, receipt: undefined, giftCards: undefined }, undefined, nowMs);
  return whole.phase !== 'stopped';
}

/** The link with another last digit. Its page must not be shown. */
const withWrongMac = (link: string): string => link.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
