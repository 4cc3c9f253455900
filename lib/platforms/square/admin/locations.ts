import * as z from 'zod';
import { chunksOf } from '../../../batches.ts';
import { squareId } from '../fields.ts';
import { parseAnswer, type SquareApi } from './api.ts';

const Locations = z.object({ locations: z.array(z.object({ id: squareId })).nullish() });

/** How many locations a search may name. @see https://developer.squareup.com/reference/square/orders-api/search-orders */
const maxLocations = 10;

/** The IDs of the seller's locations, in lists that a search may name. Closed ones have orders, too. */
export async function locationLists(api: SquareApi): Promise<string[][]> {
  const { locations } = parseAnswer(Locations, await api.get('/locations'));
  return [
    ...chunksOf(
      (locations ?? []).map(({ id }) => id),
      maxLocations,
    ),
  ];
}
