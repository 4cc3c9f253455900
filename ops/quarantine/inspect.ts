import { adapters } from '../../lib/platforms/adapters.ts';
import type { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import type { Fact } from '../cli/facts.ts';
import { jsonText } from '../cli/terminal.ts';
import { ago, instantOf } from '../cli/words.ts';
import { shownBody, type ShownBody } from './body.ts';
import { openEntry, rereadEntry, type NotOpened, type RereadPorts } from './reread-entry.ts';
import { describeToday, todayOf, type Today } from './today.ts';

export interface Inspected {
  /** The result of reading it today. */
  today: Today;
  /** What it says, which is personal data. */
  body: ShownBody | NotOpened;
}

/** Opens an entry and reads it with this version. Changes nothing. */
export async function inspectEntry(entry: QuarantinedWebhook, ports: RereadPorts): Promise<Inspected> {
  const opened = await openEntry(entry, ports);
  const today = todayOf(await rereadEntry(entry, ports), entry);
  const body = opened.kind === 'opened' ? shownBody(adapters[entry.platform], opened.webhook.body) : opened;
  return { today, body };
}

/** What people are told about an entry, line by line. */
export const describeEntry = (
  { shop, platform, receivedAt, reason }: QuarantinedWebhook,
  { today }: Inspected,
  nowMs: number,
): Fact[] => [
  { name: 'shop', text: `${shop} (${platform})` },
  { name: 'received', text: `${instantOf(receivedAt)}, ${ago(Date.parse(receivedAt), nowMs)}` },
  { name: 'why', text: reason },
  { name: 'today', text: describeToday(today), order: today.key },
];

/** What can be shown of a body, and what to know about it. */
export function describeBody({ body, today }: Inspected): { text?: string; note?: string } {
  switch (body.kind) {
    case 'json':
      return {
        text: jsonText(body.value, 2),
        ...(body.cardsHidden && { note: 'Fields that may contain a gift card are left out.' }),
      };
    case 'text':
      return { text: body.text };
    case 'hidden':
      return { note: `${body.bytes} bytes that aren’t JSON. They may contain a gift card, so they aren’t shown.` };
    case 'no-key':
    case 'broken-seal':
      return { note: describeToday(today) };
  }
}
