import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Question } from './order-status.ts';

type Asking = Pick<APIGatewayProxyEventV2, 'pathParameters' | 'queryStringParameters' | 'headers'>;

/**
 * What a request asks. The order's id is in the query (`?id=`), where it may hold anything, or in the path, where an HTTP API
 * takes an encoded slash for a slash and finds no route.
 */
export const questionOf = ({ pathParameters, queryStringParameters, headers }: Asking): Question => ({
  shop: pathParameters?.['shop'] ?? '',
  orderId: pathParameters?.['orderId'] ?? queryStringParameters?.['id'] ?? '',
  authorization: headers['authorization'],
});
