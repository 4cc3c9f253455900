import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { jsonOrUndefined } from '../../lib/json.ts';
import { sendJson, serve, withBody, type BodyHandler } from '../http/serve.ts';
import type { EventRuleModel } from '../template/model.ts';
import { deliver, eventText } from './event-rules.ts';
import { jsonProtocol } from './json-protocol.ts';
import type { QueueCall } from './sqs.ts';

/** A published event, as EventBridge delivers it. */
export const PublishedEvent = z.object({
  id: z.string(),
  time: z.string(),
  bus: z.string(),
  source: z.string(),
  'detail-type': z.string(),
  detail: z.unknown(),
});
export type PublishedEvent = z.infer<typeof PublishedEvent>;

const Entry = z.object({
  EventBusName: z.string().default('default'),
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  Time: z.number().optional(),
});
type Entry = z.infer<typeof Entry>;

const maxEntryBytes = 256 * 1024;

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
const bytesOf = ({ Source = '', DetailType = '', Detail = '', Time }: Entry) =>
  Buffer.byteLength(Source + DetailType + Detail) + (Time === undefined ? 0 : 14);

const PutEvents = z.object({
  Entries: z
    .array(Entry)
    .min(1)
    .max(10)
    .refine(
      (entries) => entries.reduce((sum, entry) => sum + bytesOf(entry), 0) < maxEntryBytes,
      'Total size of the entries in the request is over the limit.',
    ),
});

const PutPartnerEvents = z.object({
  Entries: z
    .array(
      z.object({
        Source: z.string(),
        DetailType: z.string(),
        Detail: z.string().refine(isObject, 'expected a JSON object'),
      }),
    )
    .min(1)
    .max(20),
});

function isObject(text: string): boolean {
  return z.record(z.string(), z.unknown()).safeParse(jsonOrUndefined(text)).success;
}

export interface EventBridge {
  url: string;
  handler: BodyHandler;
  /** `GET` answers everything published so far, oldest first. */
  eventsUrl: string;
  /** Creates buses and rules. The bus of a partner's rule exists, as if its source had been associated. */
  create(buses: readonly string[], rules: readonly EventRuleModel[]): void;
  close(): Promise<void>;
}

/**
 * A small EventBridge: PutEvents, which stores events in `folder`, and PutPartnerEvents, with which a partner sends events to its bus. Only
 * partners' events meet rules.
 */
export async function startEventBridge(
  folder: string,
  account: { region: string; accountId: string },
  queues: { callSqs: QueueCall; queueUrl(name: string): string },
): Promise<EventBridge> {
  const path = join(folder, 'events.jsonl');
  const buses = new Set(['default']);
  const rules: EventRuleModel[] = [];
  const take = (entry: Entry) => {
    const event = read(entry, buses);
    if ('ErrorCode' in event) return event;
    appendFileSync(path, `${JSON.stringify(event)}\n`, { mode: 0o600 });
    return { EventId: event.id };
  };
  const handler = jsonProtocol({
    PutEvents: (request) => {
      const Entries = PutEvents.parse(request).Entries.map(take);
      return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
    },
    PutPartnerEvents: async (request) => {
      const Entries = await Promise.all(
        PutPartnerEvents.parse(request).Entries.map(
          async ({ Source: source, DetailType: detailType, Detail: detail }) => {
            await deliver(eventText({ source, detailType, detail }, account), source, rules, queues);
            return { EventId: randomUUID() };
          },
        ),
      );
      return { FailedEntryCount: 0, Entries };
    },
  });
  const answer = withBody(handler);
  const served = await serve((request, response) =>
    request.method === 'GET' ? sendJson(response, 200, published(path)) : answer(request, response),
  );
  return {
    url: served.url,
    handler,
    eventsUrl: `${served.url}/events`,
    create: (names, created) => {
      for (const name of names) buses.add(name);
      rules.push(...created);
    },
    close: () => served.close(),
  };
}

/** Reads the file each time, so that a stack that runs for days doesn't keep all events in memory. */
function published(path: string): PublishedEvent[] {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  return lines.map((line) => PublishedEvent.parse(JSON.parse(line)));
}

function read(entry: Entry, buses: ReadonlySet<string>): PublishedEvent | { ErrorCode: string; ErrorMessage: string } {
  const { EventBusName, Source, DetailType, Detail, Time } = entry;
  const bus = EventBusName.split('/').at(-1) ?? EventBusName;
  if (!buses.has(bus))
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${bus} does not exist.` };
  if (!Source || !DetailType || !Detail)
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are required.' };
  // Only partners and AWS have such sources.
  if (Source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  const detail = z.record(z.string(), z.unknown()).safeParse(jsonOrUndefined(Detail)).data;
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const time = new Date(Time === undefined ? Date.now() : Time * 1000).toISOString();
  return { id: randomUUID(), time, bus, source: Source, 'detail-type': DetailType, detail };
}
