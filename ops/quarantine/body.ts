import { losslessJson } from '../../lib/platforms/payload.ts';
import { UnreadableWebhook, type PlatformAdapter } from '../../lib/platforms/platform.ts';

/** A body that is safe to show: without fields that may contain a gift card, and without control characters. */
export type ShownBody =
  | { kind: 'json'; value: unknown; cardsHidden: boolean }
  | { kind: 'text'; text: string }
  /** It may contain a gift card's number anywhere. */
  | { kind: 'hidden'; bytes: number };

const maxChars = 20_000;

export function shownBody({ withoutGiftCards }: PlatformAdapter, body: Buffer): ShownBody {
  const safe = withoutGiftCards(body);
  const cardsHidden = !safe.equals(body);
  if (cardsHidden && safe.length === 0) return { kind: 'hidden', bytes: body.length };
  try {
    return { kind: 'json', value: withoutNamedCards(losslessJson(safe)), cardsHidden };
  } catch (error) {
    if (!(error instanceof UnreadableWebhook)) throw error;
    const text = new TextDecoder().decode(safe.subarray(0, maxChars));
    // Line feeds are the only control characters left in: escape sequences could rewrite the terminal.
    return { kind: 'text', text };
  }
}

/** Shops' own gift cards are as good as cash. Their fields are found by name, because platforms may send them anywhere. */
const withoutNamedCards = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (name, field: unknown) =>
      /gift[_-]?cards?$/i.test(name) && typeof field !== 'boolean' ? '[gift cards are not shown]' : field,
    ),
  );
