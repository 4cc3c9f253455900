import * as z from 'zod';
import { Cause, Language } from '../../lib/shops/thanku-settings.ts';
import { drawings } from './drawings.ts';
import { CustomerOrder } from './order.ts';
import { vocabulary, wordsFor } from './words.ts';
import { viewStates, type View } from './view.ts';

const Link = z.strictObject({
  href: z.string().describe('Where the link leads'),
  label: z.string().describe("The link's text"),
});
type Link = z.infer<typeof Link>;

/** A page's content as data, for the web component and the shop's own pages. Nothing in it is personal. */
export const Content = z.strictObject({
  state: z.enum(viewStates).describe('What the customer sees. States may be added'),
  language: Language.describe("The content's language"),
  title: z.string().describe('The heading, in this language'),
  text: z.string().describe('A sentence below the heading, in this language'),
  cause: Cause.optional().describe('What the ThankU is for'),
  impact: z.int().optional().describe('How much is given, as `order.impact`'),
  use100Grams: z.boolean().optional().describe('`true`: `impact` counts 100 g of plastic instead of kg'),
  collect: Link.optional().describe('Where the customer collects the ThankU'),
  share: Link.optional().describe("The ThankU's public page"),
  certificate: Link.optional().describe("The certificate's page"),
  refreshSeconds: z.number().optional().describe("Ask again after this long. Absent: it isn't worth it for now"),
  drawing: z.string().describe('An SVG element. Its colours are the classes s, l, d, t, w, p and h'),
  order: CustomerOrder.optional().describe(
    'What everyone who has the link may see of where the order stands. Absent until thankflow has it as paid',
  ),
});
export type Content = z.infer<typeof Content>;

const link = (label: string, href: string | undefined): Link | undefined =>
  href === undefined ? undefined : { href, label };

export function contentOf(view: View, language: Language, order?: CustomerOrder): Content {
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
    ...(order && { order }),
  };
}
