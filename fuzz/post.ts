import { ingest } from '../functions/ingest/ingest.ts';
import type { IngestPorts } from '../functions/ingest/ports.ts';
import { rawWebhook, type WebhookRequest } from '../functions/ingest/raw-webhook.ts';
import type { Lookup } from '../lib/lookup/lookup.ts';
import type { OrderEvent } from '../lib/order/event.ts';
import { senders } from '../lib/senders/senders.ts';
import type { QuarantinedWebhook } from '../lib/quarantine/entry.ts';
import type { Fields } from '../lib/telemetry.ts';
import { cpuMs } from '../sim/kernel/measure.ts';
import { sentOf, type FuzzCase } from './case.ts';
import { cardKey, nowMs, shopsById, webhookUrlOf } from './shops.ts';

/** What ingest did with a case. */
export interface Posted {
  request: WebhookRequest;
  /** Absent if ingest threw. */
  status?: number;
  thrown?: unknown;
  /** From ingest's log line: `accepted`, `quarantined` and so on. */
  outcome: string;
  reason: string;
  queued: (OrderEvent | Lookup)[];
  parked: (OrderEvent | Lookup)[];
  quarantine: QuarantinedWebhook[];
  /** Processor time that ingest used. */
  cpuMs: number;
}

/** The event that API Gateway creates: header names in lower case, duplicate headers joined by a comma. */
export function requestOf(fuzzCase: FuzzCase): WebhookRequest {
  const { isBase64 } = fuzzCase;
  const { headers: sentHeaders, body } = sentOf(fuzzCase);
  const headers = new Map<string, string>();
  for (const [sentName, value] of sentHeaders) {
    const name = sentName.toLowerCase();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return {
    headers: Object.fromEntries(headers),
    isBase64Encoded: isBase64,
    body: body.toString(isBase64 ? 'base64' : 'utf8'),
  };
}

/** Never ends by itself: all ports answer immediately. */
const timer: IngestPorts['timer'] = () => () => undefined;

/** What the platforms publish at a URL. The name of a key in ingest's cache ends in its URL. */
const publishedKey = async (key: string): Promise<string | undefined> =>
  [...shopsById.values()]
    .map(({ id, platform, settings, secret }) =>
      senders[platform].publicKey?.({
        id,
        webhookSecret: secret.current,
        platformShopId: settings.reading?.platformShopId,
      }),
    )
    .find((published) => published !== undefined && key.endsWith(` ${published.url}`))?.text;

/** Posts a case to ingest with ports in memory. */
export async function postCase(fuzzCase: FuzzCase): Promise<Posted> {
  const posted: Posted = {
    request: requestOf(fuzzCase),
    outcome: 'none',
    reason: '',
    queued: [],
    parked: [],
    quarantine: [],
    cpuMs: 0,
  };
  const say = (_: string, { outcome, reason }: Fields = {}) => {
    if (typeof outcome === 'string') Object.assign(posted, { outcome, reason: String(reason ?? '') });
  };
  const ports: IngestPorts = {
    settings: { get: async (id) => shopsById.get(id)?.settings },
    secrets: {
      get: async (id) => shopsById.get(id)?.secret,
      readAgain: async (id) => shopsById.get(id)?.secret,
    },
    publicKeys: { get: publishedKey, readAgain: publishedKey },
    webhookUrl: webhookUrlOf,
    // In half of the cases, the stage has a key.
    cardKey: { get: async () => (fuzzCase.id.index % 2 === 0 ? cardKey : undefined) },
    queue: async (event) => {
      if (!fuzzCase.queueWorks) throw new Error('SQS refuses');
      posted.queued.push(event);
    },
    queueLookup: async (lookup) => {
      if (!fuzzCase.queueWorks) throw new Error('SQS refuses');
      posted.queued.push(lookup);
    },
    park: async (event) => void posted.parked.push(event),
    quarantine: async (entry) => void posted.quarantine.push(entry),
    telemetry: { info: say, warn: say, error: say, count: () => undefined },
    countMissingSecret: () => undefined,
    now: () => nowMs,
    timer,
  };
  const startMs = cpuMs();
  try {
    posted.status = (await ingest(fuzzCase.shop.id, rawWebhook(posted.request), ports)).statusCode;
  } catch (thrown) {
    posted.thrown = thrown;
  }
  posted.cpuMs = cpuMs() - startMs;
  return posted;
}
