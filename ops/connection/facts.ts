import type { Problem } from '../../lib/reconcile/problem.ts';
import type { ReconcileState } from '../../lib/reconcile/state.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import type { Outcome } from '../logs/webhooks.ts';
import type { MayWrite } from '../notify/may-write.ts';
import type { Examined } from '../platform/examine.ts';

/** A shop's credential for its platform's API. `impossible`: the platform has none. */
export type CredentialFact =
  | { kind: 'impossible' }
  | { kind: 'none' }
  | { kind: 'unreadable'; why: string }
  | { kind: 'examined'; examined: Examined };

/** One of the shop's own systems. */
export interface TargetFact {
  name: string;
  to: string;
  hasSecret: boolean;
  /** Whether its credential may change orders; absent for targets that need none. */
  mayWrite?: MayWrite;
  /** Its open circuit: its notifications wait. */
  hold?: OpenCircuit;
}

/** Everything that is known about a shop's connection to its platform. */
export interface ShopFacts {
  stage: string;
  shop: string;
  platform: PlatformName | undefined;
  settings: 'in-effect' | 'removed' | 'newer';
  revision: number;
  webhookUrl: string | undefined;
  /** Why the URL is unknown: this role may not ask for it, for example. */
  urlProblem: string | undefined;
  /** The partner event sources from which the stage takes the shop's webhooks as events. */
  eventSources: readonly string[];
  hasWebhookSecret: boolean;
  hasThankuToken: boolean;
  /** When the webhook secret was put, epoch ms; `undefined`: not in the last day. */
  secretPutAtMs: number | undefined;
  credential: CredentialFact;
  /** The topics that thankflow needs; empty without a credential. */
  topics: readonly string[];
  /** Outcomes of the last day's webhooks of this shop. `problem`: why the logs can't be read. */
  deliveries: { outcomes: Outcome[] } | { problem: string };
  /** When the shop's newest order was first seen. */
  newestOrderAt: string | undefined;
  /** The settings say so. */
  reconciles: boolean;
  reconcileState: ReconcileState | undefined;
  problems: Problem[];
  /** The shop's own systems, and names of secrets without one. `problem`: why the secret can't be read. */
  notify: { targets: TargetFact[]; unused: string[] } | { problem: string };
}

/** When the last webhook of the last day arrived, epoch ms. */
export function lastWebhookMs({ deliveries }: Pick<ShopFacts, 'deliveries'>): number | undefined {
  if ('problem' in deliveries) return undefined;
  const times = arrivals(deliveries.outcomes).flatMap(({ last }) => (last === undefined ? [] : [last]));
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Ingest's and fetch-order's lines are about webhooks. Those of thank-customer are about orders that it left out. */
export const arrivals = (outcomes: readonly Outcome[]): Outcome[] =>
  outcomes.filter(({ outcome }) => outcome !== 'paid-too-early' && outcome !== 'paid-too-long-ago');
