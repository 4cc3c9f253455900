const removed = '[gift card removed]';
const nameOfCards = /gift/i;

/**
 * A body without what may be a gift card, for a stage that has no key to seal it with. Of JSON everything under a name
 * like `giftCards` goes; of anything else all that follows the first such word. Bodies without one stay as they are.
 */
export function withoutGiftCards(body: Buffer): Buffer {
  const text = body.toString('utf8');
  let found = false;
  try {
    const redacted: unknown = JSON.parse(text, (name, value: unknown, { source }) => {
      if (!nameOfCards.test(name) || typeof value === 'boolean') {
        return typeof value === 'number' && !Number.isSafeInteger(value) ? (source ?? value) : value;
      }
      found = true;
      return removed;
    });
    return found ? Buffer.from(JSON.stringify(redacted)) : body;
  } catch {
    // No JSON, or nested too deep to walk: nobody can say where a card would end.
    const from = text.search(nameOfCards);
    return from < 0 ? body : Buffer.from(`${text.slice(0, from)}${removed}`);
  }
}
