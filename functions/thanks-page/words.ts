import { impactInWords } from '../../lib/order/thanku/impact-in-words.ts';
import type { Cause, Language } from '../../lib/shops/thanku-settings.ts';
import type { View } from './view.ts';

/** What a page says of each view. It promises nothing before the order is decided, and gives no reasons. */
type Words = Record<View['state'], { title: string; text: string }>;

interface Vocabulary extends Words {
  /** What a real order does, with `{gift}` for "2 trees". */
  does: Record<Cause, string>;
  collect: string;
  share: string;
  certificate: string;
  /** For a page that waits. */
  refreshes: string;
  later: string;
  /** For browsers without JavaScript. */
  again: string;
}

export const vocabulary: Record<Language, Vocabulary> = {
  en: {
    waiting: { title: 'We are preparing your thank-you', text: 'Thank you for your order.' },
    thanked: { title: 'Thank you!', text: 'Your order does some good.' },
    simulated: { title: 'This is a test', text: 'The shop is only testing. Nothing was given for this order.' },
    none: { title: 'Thank you for your order', text: 'It’s good to have you as a customer.' },
    unknown: {
      title: 'This link doesn’t work',
      text: 'Please open it again from the shop’s e-mail or website. If it still doesn’t work, ask the shop.',
    },
    unavailable: { title: 'We can’t show this page right now', text: 'Please try again in a minute.' },
    does: {
      PlantTrees: 'Your order plants {gift}.',
      CleanOcean: 'Your order keeps {gift} out of the ocean.',
      ProtectWildlife: 'Your order protects {gift}.',
    },
    collect: 'Collect your ThankU',
    share: 'Share it',
    certificate: 'See the certificate',
    refreshes: 'This page refreshes by itself.',
    later: 'If you like, look again later.',
    again: 'Look again',
  },
  de: {
    waiting: { title: 'Wir bereiten Ihr Dankeschön vor', text: 'Vielen Dank für Ihre Bestellung.' },
    thanked: { title: 'Vielen Dank!', text: 'Ihre Bestellung tut Gutes.' },
    simulated: {
      title: 'Das ist ein Test',
      text: 'Der Shop testet nur. Für diese Bestellung wurde nichts gespendet.',
    },
    none: { title: 'Vielen Dank für Ihre Bestellung', text: 'Schön, dass Sie bei uns einkaufen.' },
    unknown: {
      title: 'Dieser Link funktioniert nicht',
      text: 'Bitte öffnen Sie ihn noch einmal aus der E-Mail oder auf der Website des Shops. Falls er dann immer noch nicht funktioniert, fragen Sie den Shop.',
    },
    unavailable: {
      title: 'Diese Seite ist gerade nicht verfügbar',
      text: 'Bitte versuchen Sie es in einer Minute noch einmal.',
    },
    does: {
      PlantTrees: 'Ihre Bestellung pflanzt {gift}.',
      CleanOcean: 'Ihre Bestellung hält {gift} vom Meer fern.',
      ProtectWildlife: 'Ihre Bestellung schützt {gift}.',
    },
    collect: 'ThankU abholen',
    share: 'Teilen',
    certificate: 'Zum Zertifikat',
    refreshes: 'Diese Seite aktualisiert sich von selbst.',
    later: 'Schauen Sie gern später noch einmal vorbei.',
    again: 'Noch einmal nachsehen',
  },
};

/** The title and text of a view. */
export function wordsFor(view: View, language: Language): { title: string; text: string } {
  const said = vocabulary[language];
  const { title, text } = said[view.state];
  if (view.state !== 'thanked' || view.gift === undefined) return { title, text };
  const { cause, impact } = view.gift;
  return { title, text: said.does[cause].replace('{gift}', impactInWords(impact, view.gift, language)) };
}
