import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lost, mark } from './marks.ts';
import { transitions } from './transitions.ts';

/** Exports of the same files that make no row of a row. */
const others = new Set([
  'isAttemptOpen',
  'isLookDue',
  'allRefused',
  'isUntried',
  'recheckAt',
  'lastRecheckAt',
  'isStopped',
  'undoes',
  'isUntouched',
  'neverSent',
  'waitsSince',
  'isReceiptFinal',
  'receiptDueFor',
  'dueFor',
  'restsAs',
  'isFinal',
  'isSettled',
  'leased',
  'wasErased',
  'mayExist',
  'roundOf',
  'waitsForLimit',
  'isUncounted',
  'fateOf',
  'unansweredOf',
  'reversalKind',
  'reversalOf',
  'isReversalUnpublished',
  'wasErased',
  'cardsDueFor',
  'openCards',
  'areCardsFinal',
  'cardsIdle',
  'isOpen',
  'firstGiftCards',
  'maybeSent',
  'maybeAdded',
  'shopControl',
  'credentialControl',
  'shopSecretsControl',
  'isProbeDue',
  'keepsPayload',
  'targetControl',
  'targetFailed',
  'targetStopped',
  'targetDelivered',
  'targetRemoved',
  'giveTargetProbeBack',
  'targetsFor',
  'dueDeliveries',
  'passage',
  'refundsOf',
  'mayBeBilled',
  'maybeBilledUntil',
  'isBasketFinal',
  'basketDueFor',
  'isSending',
  'isWholeWanted',
  'owesRefund',
  'arrivesUntil',
  'mayBeSentFrom',
  'sentMaybe',
]);

describe('what a newer version wrote in a row', () => {
  it.each(Object.entries(transitions))('outlives %s', (_, [input, output, replaced = []]) => {
    expect(output).toHaveProperty(mark);
    expect(lost(input, output)).toEqual(replaced);
  });

  it('is tried with every transition that there is', async () => {
    const tried = new Set(Object.keys(transitions).map((name) => name.split(/[ ,]/)[0]));
    const files = ['order', 'circuit', 'notify', 'store'].flatMap((folder) =>
      readdirSync(join('lib', folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => join('lib', folder, file)),
    );
    // Whatever gives a row for a row says so in its signature.
    const gives =
      /(ThankuState|ReceiptState|BasketState|GiftCardsState|ShopControl|TargetControl|Row|State) \| undefined (=>|\{)|next(Thanku|Receipt|Basket)?\(/;
    for (const file of files.filter((one) => gives.test(readFileSync(one, 'utf8')))) {
      const functions = Object.entries(await import(join('../..', file))).filter(
        ([, exported]) => typeof exported === 'function',
      );
      const untried = functions.map(([name]) => name).filter((name) => !tried.has(name) && !others.has(name));
      expect({ file, untried }).toEqual({ file, untried: [] });
    }
  });
});
