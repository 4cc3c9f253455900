import type { ServerResponse } from 'node:http';
import type { FaultyService } from './aws-call.ts';
import { sendJson } from '../http/serve.ts';

/** An access that was denied, as AWS answers it in each service's protocol. */
export interface Denial {
  /** `AccessDenied`, or `InvalidClientTokenId` for a caller that nobody knows. */
  code: string;
  message: string;
}

/**
 * The JSON services answer 400, SQS and S3 403. SQS's answer was measured by others; the rest is documented.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function sendDenial(response: ServerResponse, service: FaultyService, { code, message }: Denial): void {
  if (service === 's3') {
    response.writeHead(403, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${xml(message)}</Message></Error>`,
    );
    return;
  }
  const body = { __type: `com.amazon.coral.service#${code}Exception`, Message: message };
  const type = {
    'content-type':
      service === 'dynamodb' || service === 'sqs' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1',
  };
  if (service === 'sqs') return sendJson(response, 403, body, { ...type, 'x-amzn-query-error': `${code};Sender` });
  sendJson(response, 400, body, type);
}

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
