import { addGiftCard } from '../../../../lib/partners/thanx/add-gift-card.ts';
import { listGiftCards } from '../../../../lib/partners/thanx/list-gift-cards.ts';
import type { GiftCard } from '../../../../lib/sealing/card.ts';
import { describeOutcome, unlessOk, withoutToken, type Certifying, type Flow } from './flow.ts';

const add = (on: Certifying, bearer: string, card: GiftCard, mustFail = false) => {
  const { secret, thanx } = on.subject;
  const { clientId } = secret;
  const providerId = thanx.giftCards?.providerId ?? '';
  return on.ask((connection, timing) => addGiftCard(connection, { clientId, bearer, providerId, card }, timing), {
    mustFail,
  });
};

export const giftCard: Flow = {
  name: 'gift-card',
  title: 'add a gift card, and list the gift cards',
  async run(on) {
    const { bearer } = on;
    const { card, secret } = on.subject;
    if (bearer === undefined) return withoutToken;
    if (card === undefined) return 'there is no test gift card: pipe its number in, and its PIN on a second line';
    const { clientId } = secret;
    const added = await add(on, bearer, card);
    const listed = await on.ask((connection, timing) =>
      listGiftCards(connection, { clientId, bearer, page: 1 }, timing),
    );
    return unlessOk(added) ?? unlessOk(listed);
  },
};

/** A number that no provider issues. */
export const rejectedGiftCard: Flow = {
  name: 'rejected-gift-card',
  title: 'add a gift card that Thanx rejects',
  async run(on) {
    const { bearer } = on;
    if (bearer === undefined) return withoutToken;
    const outcome = await add(on, bearer, { number: '0000000000000000' }, true);
    return outcome.kind === 'rejected' ? undefined : describeOutcome(outcome);
  },
};
