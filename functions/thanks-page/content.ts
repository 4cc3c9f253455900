import type { Cause, Language } from '../../lib/shops/thanku-settings.ts';
import { drawings } from './drawings.ts';
import { vocabulary, wordsFor } from './words.ts';
import type { View } from './view.ts';

interface Link {
  href: string;
  label: string;
}

/** A page's content as data, for the web component and the shop's own pages. Nothing in it is personal. */
export interface Content {
  state: View['state'];
  language: Language;
  title: string;
  text: string;
  cause?: Cause;
  impact?: number;
  use100Grams?: boolean | undefined;
  collect?: Link;
  share?: Link | undefined;
  certificate?: Link | undefined;
  /** Ask again after this long. Absent: it isn't worth it for now. */
  refreshSeconds?: number | undefined;
  /** An SVG element. Its colours are the classes s, l, d, t, w, p and h. */
  drawing: string;
}

const link = (label: string, href: string | undefined): Link | undefined =>
  href === undefined ? undefined : { href, label };

export function contentOf(view: View, language: Language): Content {
  const said = vocabulary[language];
  const gift = 'gift' in view ? view.gift : undefined;
  return {
    state: view.state,
    language,
    ...wordsFor(view, language),
    ...gift,
    ...(view.state === 'thanked' && {
      collect: { href: view.collectLink, label: said.collect },
      share: link(said.share, view.shareLink),
      certificate: link(said.certificate, view.certificateLink),
    }),
    ...(view.state === 'waiting' && { refreshSeconds: view.refreshSeconds }),
    drawing: drawings[gift?.cause ?? 'none'],
  };
}
