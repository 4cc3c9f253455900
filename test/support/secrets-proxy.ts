import { readBody, serve } from '../../local/http/serve.ts';

/** Stands before the local Secrets Manager, to put requests in an order and to lose answers. */
export interface SecretsProxy {
  url: string;
  /** The next `count` requests of this operation are passed on together, when all have come. */
  gather(operation: string, count: number): void;
  /** The next one is passed on, and after `meanwhile` its connection is closed without the answer. */
  loseAnswerOnce(operation: string, meanwhile?: () => Promise<unknown>): void;
  /** The operations whose answers were lost. */
  lost(): string[];
  /** Connections are closed before anything is passed on. */
  refuse(operation: string | undefined): void;
  close(): Promise<void>;
}

export async function startSecretsProxy(upstream: string): Promise<SecretsProxy> {
  let gathering: { operation: string; missing: number; all: PromiseWithResolvers<void> } | undefined;
  let losing: { operation: string; meanwhile: () => Promise<unknown> } | undefined;
  let refused: string | undefined;
  const lost: string[] = [];
  const served = await serve(async (request, response) => {
    const target = String(request.headers['x-amz-target']);
    const operation = target.split('.').at(-1) ?? '';
    const body = await readBody(request);
    if (operation === refused) {
      request.socket.destroy();
      return;
    }
    if (gathering?.operation === operation) {
      const { all } = gathering;
      gathering.missing -= 1;
      if (gathering.missing === 0) {
        gathering = undefined;
        all.resolve();
      }
      await all.promise;
    }
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    const answer = await fetch(upstream, { method: 'POST', headers, body: new Uint8Array(body) });
    const text = await answer.text();
    if (losing?.operation === operation) {
      const { meanwhile } = losing;
      losing = undefined;
      lost.push(operation);
      await meanwhile();
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(text);
  });
  return {
    url: served.url,
    gather(operation, count) {
      gathering = { operation, missing: count, all: Promise.withResolvers() };
    },
    loseAnswerOnce(operation, meanwhile = async () => undefined) {
      losing = { operation, meanwhile };
    },
    lost: () => lost,
    refuse(operation) {
      refused = operation;
    },
    close: () => served.close(),
  };
}
