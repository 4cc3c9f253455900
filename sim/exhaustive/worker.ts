import * as z from 'zod';
import type { Connect } from '../../lib/partners/connection.ts';
import type { Exchanged, PartnerRequest } from '../../lib/partners/exchange.ts';
import type { Publish } from '../../lib/queue/event-bus.ts';
import type { Verdict } from '../../lib/queue/consume.ts';
import { customerHashes } from '../../lib/store/customer-hashes.ts';
import { openOnce } from '../partners/network.ts';
import { secretNamed, type Secrets, type Surroundings } from '../ports/surroundings.ts';
import { Limits } from '../../lib/permits/limits.ts';
import { clients, merchantKey, thanxCredential, walletToken, webhookSecret } from '../stage.ts';
import { rowOfCommand } from '../aws/command-row.ts';

export type PartnerName = 'ThankU' | 'Thanx';

/** A worker's call. */
export type WorkerCall =
  | { kind: 'command'; command: object }
  | { kind: 'request'; partner: PartnerName; request: PartnerRequest }
  | { kind: 'publish'; type: string; pid: string; refundedSubtotal?: string | undefined };

/** The result of a call. */
export type CallResult = { kind: 'value'; value: unknown } | { kind: 'error'; error: Error };

export type WorkerEnd = { kind: 'verdict'; verdict: Verdict } | { kind: 'threw'; error: unknown };

/** What a worker's code is given. */
export interface Around {
  surroundings: Surroundings;
  publish: Publish;
}

/** The real code of one invocation. */
export type WorkerCode = (around: Around) => Promise<Verdict>;

export interface Pending {
  /** The number of the call, from 1. */
  id: number;
  call: WorkerCall;
}

const Exchange: z.ZodType<Exchanged> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unknown'), reason: z.string() }),
  z.object({ kind: z.literal('answer'), status: z.number(), retryAfter: z.string().exactOptional(), body: z.string() }),
]);

/** The clock, the IDs and the world of a worker. */
export interface Ground {
  nowMs: number;
  newId: () => string;
  /** Makes a call. Resolves with its answer. */
  hand: (call: WorkerCall) => Promise<unknown>;
}

const random = {
  next: () => 0.5,
  below: () => 0,
  between: (low: number) => low,
  chance: () => false,
  pick: <T>([first]: readonly [T, ...T[]]) => first,
};
const secrets: Secrets = {
  token: walletToken,
  credential: thanxCredential,
  merchantKeys: { oak: merchantKey },
  webhook: { current: webhookSecret },
};

/** Runs a worker's code. */
export function start({ nowMs, newId, hand }: Ground, work: WorkerCode): Promise<Verdict> {
  const connectTo =
    (partner: PartnerName): Connect =>
    async (baseUrl) =>
      openOnce(baseUrl, nowMs, async (request) => Exchange.parse(await hand({ kind: 'request', partner, request })));
  const send = (command: object) => hand({ kind: 'command', command });
  const surroundings: Surroundings = {
    kernel: {
      now: () => nowMs,
      nowMs,
      random,
      tell: () => undefined,
      // Reading a secret and waiting have no effect on other workers, so they aren't steps.
      turn: () => Promise.resolve(),
    },
    aws: clients({ dynamoDb: send, sqs: send }),
    newId,
    customers: customerHashes(async () => ({ key: 'k'.repeat(43), older: [] })),
    connectToThanku: connectTo('ThankU'),
    connectToThanx: connectTo('Thanx'),
    connectToLoyalty: connectTo('Thanx'),
    // Every permit is granted (scenes.ts).
    limits: Limits.parse({ burst: { requests: 1, windowMs: 1 }, sustained: { requests: 1, windowMs: 1 } }),
    readSecret: () => async (name) => JSON.stringify(secretNamed(secrets, name)),
    isElsewhereEmpty: () => true,
    publish: () => undefined,
    erasures: [],
  };
  const publish: Publish = async ({ type, detail }) =>
    void (await hand({
      kind: 'publish',
      type,
      pid: 'pid' in detail ? detail.pid : '',
      ...('refundedSubtotal' in detail && { refundedSubtotal: detail.refundedSubtotal }),
    }));
  return work({ surroundings, publish });
}

/** `Put thankflow-sim-orders order#oak#oak-1 state#thanku` */
export function wordsOf(call: WorkerCall): string {
  if (call.kind === 'publish') return `publishes ${call.type}`;
  if (call.kind === 'request') return `${call.request.method} ${call.request.path} to ${call.partner}`;
  const { command } = call;
  return `${command.constructor.name.replace('Command', '')} ${rowOfCommand(command)?.row ?? ''}`.trim();
}
