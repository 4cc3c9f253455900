import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import Negotiator from 'negotiator';
import { Language } from '../../lib/shops/thanku-settings.ts';

/** What a browser or a shop's page asks. */
export interface Question {
  shop: string;
  orderId: string;
  /** The link's proof, 32 hex digits if it's one. */
  mac: string;
  as: 'html' | 'json';
  /** The languages of pages, the one that the browser prefers first. */
  language: Language;
  /** The page that asks, if it is another one. */
  origin: string | undefined;
  /** HEAD: the answer's body isn't sent. */
  isHead: boolean;
}

type Asking = Pick<APIGatewayProxyEventV2, 'pathParameters' | 'rawQueryString' | 'headers' | 'requestContext'>;

export function questionOf({ pathParameters, rawQueryString, headers, requestContext }: Asking): Question {
  // As shops write it: most languages write a space as `+`, and AWS doesn't say how it decodes that.
  const query = new URLSearchParams(rawQueryString);
  const negotiator = new Negotiator({ headers });
  return {
    shop: pathParameters?.['shop'] ?? '',
    orderId: query.get('o') ?? '',
    mac: query.get('k') ?? '',
    as: negotiator.mediaType(['text/html', 'application/json']) === 'application/json' ? 'json' : 'html',
    language: Language.safeParse(negotiator.language(Language.options)).data ?? 'en',
    origin: headers['origin'],
    isHead: requestContext.http.method === 'HEAD',
  };
}
