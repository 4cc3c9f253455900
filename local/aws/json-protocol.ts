import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { sendJson, type BodyHandler } from '../http/serve.ts';

/** An answer that the SDK turns into the exception of this name. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly type: string;
  readonly status: number;
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

export type Operation = (request: unknown) => unknown;

/** Answers operations over AWS JSON 1.1, the protocol of Secrets Manager and EventBridge. */
export function jsonProtocol(operations: Record<string, Operation>): BodyHandler {
  return async (request, body, response) => {
    const name = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
    try {
      const operation = operations[name];
      if (!operation) throw new AwsError('UnknownOperationException', `${name} is not imitated on this machine`);
      sendJson(response, 200, await operation(JSON.parse(body.toString('utf8'))), headers);
    } catch (error) {
      const known = error instanceof z.ZodError ? new AwsError('ValidationException', z.prettifyError(error)) : error;
      if (!(known instanceof AwsError)) throw error;
      sendJson(response, known.status, { __type: known.type, message: known.message }, headers);
    }
  };
}
