import type { Connection, Timing } from '../../../../lib/partners/connection.ts';
import type { Exchanged } from '../../../../lib/partners/exchange.ts';
import {
  permittedCall,
  type CallOutcome,
  type PermittedCallPorts,
} from '../../../../lib/partners/thanx/permitted-call.ts';
import type { ThanxOutcome } from '../../../../lib/partners/thanx/read-answer.ts';
import type { GiftCard } from '../../../../lib/sealing/card.ts';
import type { ThanxSecret } from '../../../../lib/secrets/secrets.ts';
import type { ShopSettings } from '../../../../lib/shops/settings.ts';
import { patienceMs } from '../../ports.ts';
import type { Recorder } from '../recorder.ts';

export type ThanxSettings = NonNullable<ShopSettings['thanx']>;

/** What is certified, with the secrets that it needs. */
export interface Subject {
  shop: string;
  thanx: ThanxSettings;
  secret: ThanxSecret;
  /** The token of `members: token`. */
  fixedToken?: string | undefined;
  /** Baskets. */
  merchantKey?: string | undefined;
  /** A member's e-mail address, and one that isn't a member's. */
  member: string;
  stranger: string;
  /** A gift card that the merchant's provider knows. */
  card?: GiftCard | undefined;
}

export interface FlowPorts {
  calls: Omit<PermittedCallPorts, 'thanx'>;
  connect(to: 'api' | 'loyalty'): ReturnType<PermittedCallPorts['thanx']['connect']>;
  recorder: Recorder;
  /** The pause after so many failed attempts. */
  retryDelayMs(attempts: number): number;
  /** Part of the ids of what is created, so that each run creates new ones. */
  runId: string;
}

/** A part of what the shop's orders make thankflow do. `run` returns why it isn't as it should be; `undefined`: it is. */
export interface Flow {
  name: string;
  title: string;
  run(on: Certifying): Promise<string | undefined>;
}

export interface FlowResult {
  flow: string;
  title: string;
  problem?: string | undefined;
}

/** A run: what its flows share. */
export class Certifying {
  readonly subject: Subject;
  readonly ports: FlowPorts;
  /** The name of the flow that runs. */
  flow = '';
  /** The member's token, once there is one. */
  bearer: string | undefined;
  constructor(subject: Subject, ports: FlowPorts) {
    this.subject = subject;
    this.ports = ports;
    this.bearer = subject.fixedToken;
  }

  /** Makes one call with a permit, as the functions do. */
  async ask<T>(
    send: (connection: Connection, timing: Timing) => Promise<ThanxOutcome<T>>,
    { to = 'api', mustFail = false, standIn }: AskOptions = {},
  ): Promise<CallOutcome<T>> {
    const { calls, recorder, connect } = this.ports;
    const purpose = { flow: this.flow, ...(mustFail && { mustFail }) };
    const thanx = { connect: async () => recorder.record(await connect(to), purpose, standIn) };
    return await permittedCall({ ...calls, thanx }, () => patienceMs, send);
  }
}

interface AskOptions {
  to?: 'api' | 'loyalty';
  mustFail?: boolean;
  /** The call doesn't leave, and is answered like this. */
  standIn?: Exchanged | undefined;
}

/** Runs flows one after the other. One that fails doesn't keep the others from running. */
export async function runFlows(
  flows: readonly Flow[],
  on: Certifying,
  see: (result: FlowResult) => void,
): Promise<FlowResult[]> {
  const results: FlowResult[] = [];
  for (const { name, title, run } of flows) {
    on.flow = name;
    const problem = await run(on);
    const result = { flow: name, title, ...(problem !== undefined && { problem }) };
    results.push(result);
    see(result);
  }
  return results;
}

/** What Thanx answered, without its words, which may quote the request. */
export function describeOutcome(outcome: CallOutcome<unknown>): string {
  switch (outcome.kind) {
    case 'ok':
      return 'Thanx accepted it';
    case 'not-sent':
      return `it couldn't be sent: ${outcome.reason}`;
    case 'unknown':
      return `Thanx gave no usable answer (${[outcome.status, outcome.reason].filter(Boolean).join(', ')})`;
    case 'rate-limited':
      return 'Thanx answered 429 (too many requests)';
    case 'moved':
      return `there is no such API at this address (${outcome.status})`;
    case 'unauthorized':
      return `Thanx refused the credentials (${outcome.status})`;
    case 'no-member':
      return 'Thanx knows no member with this address';
    case 'no-email':
      return 'Thanx says that the address is invalid';
    case 'later':
      return `no permit is free before ${new Date(outcome.retryAtMs).toISOString()}`;
    case 'rejected':
      return `Thanx rejected it (${[outcome.status, outcome.code].filter(Boolean).join(' ')})`;
  }
}

/** @returns why a call didn't succeed */
export const unlessOk = (outcome: CallOutcome<unknown>): string | undefined =>
  outcome.kind === 'ok' ? undefined : describeOutcome(outcome);

export const withoutToken = 'there is no member’s token, so nothing was sent';
