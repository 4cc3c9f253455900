import { losslessJson } from '../../lib/platforms/payload.ts';
import { UnreadableWebhook, type PlatformAdapter } from '../../lib/platforms/platform.ts';

/** A body as people may see it: what cannot hold a gift card, as JSON where it is some, and nothing that a terminal obeys. */
export type ShownBody =
  | { kind: 'json'; value: unknown; cardsHidden: boolean }
  | { kind: 'text'; text: string }
  /** It may hold a gift card's number anywhere. */
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
    // Of the control characters only the end of a line: an escape sequence could rewrite what the terminal shows.
    return { kind: 'text', text };
  }
}

/**
 * Shops' own gift cards, such as those that WooCommerce tells of, are as good as cash there; by their name, for nobody can
 * say what else a platform sends.
 */
const withoutNamedCards = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (name, field: unknown) =>
      /gift[_-]?cards?$/i.test(name) && typeof field !== 'boolean' ? '[gift cards are not shown]' : field,
    ),
  );
