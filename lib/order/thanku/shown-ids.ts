import { customerLink } from '../../partners/thanku/customer-link.ts';
import type { ThankuState } from './state.ts';

type Row = Pick<ThankuState, 'state' | 'id' | 'link' | 'certificateNum' | 'certificateLink' | 'nameErased'>;

interface ShownIds extends Pick<Row, 'id' | 'link' | 'certificateNum' | 'certificateLink'> {
  /** The page where the customer sees it. Absent without a public ThankU. */
  customerLink?: string;
}

/**
 * What identifies an order's ThankU to others: shops, their systems, customers. Nothing, once its customer was erased and
 * its public message may name them.
 */
export function shownIds({ state, id, link, certificateNum, certificateLink, nameErased }: Row): ShownIds {
  if (nameErased === true) return {};
  const isPublic = state === 'posted' && id !== undefined;
  return { id, link, certificateNum, certificateLink, ...(isPublic && { customerLink: customerLink({ id, link }) }) };
}
