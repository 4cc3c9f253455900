import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Question } from './order-status.ts';

type Asking = Pick<APIGatewayProxyEventV2, 'pathParameters' | 'queryStringParameters' | 'headers'>;

/** Reads a request. Its order id is in the path or, because an HTTP API decodes slashes there, in the query. */
export const questionOf = ({ pathParameters, queryStringParameters, headers }: Asking): Question => ({
  shop: pathParameters?.['shop'] ?? '',
  orderId: pathParameters?.['orderId'] ?? queryStringParameters?.['id'] ?? '',
  authorization: headers['authorization'],
});
