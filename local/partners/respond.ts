import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PartnerFault } from './fault.ts';
import type { SandboxCall, SandboxApi } from './sandbox-api.ts';
import { answerWith, type Reply } from './reply.ts';

const page = '<!doctype html><title>Just a moment…</title><p>Checking your connection.</p>';

/** Acts on a call and answers it, or does what the fault says. Tells what the caller got. */
export async function respond(
  api: Pick<SandboxApi, 'act' | 'withoutId' | 'errors'>,
  call: SandboxCall,
  fault: PartnerFault | undefined,
  response: ServerResponse,
): Promise<number | 'reset' | 'none'> {
  const answer = (reply: Reply) => {
    answerWith(response, reply);
    return reply.status;
  };
  switch (fault?.fault) {
    case undefined:
      return answer(api.act(call));
    case 'latency':
      await sleep(fault.latencyMs, undefined, { ref: false });
      return answer(api.act(call));
    case 'late-answer': {
      const reply = api.act(call);
      await sleep(fault.latencyMs, undefined, { ref: false });
      return answer(reply);
    }
    case 'status':
      return answer(statusReply(api, call, fault));
    case 'stale':
      return call.idleMs > fault.idleMs ? reset(response) : answer(api.act(call));
    case 'reset-before':
      return reset(response);
    case 'reset-after':
      api.act(call);
      return reset(response);
    case 'html-after':
      api.act(call);
      return answer({ status: 200, headers: { 'content-type': 'text/html' }, text: page });
    case 'no-answer':
      if (fault.acts) api.act(call);
      return 'none';
    case 'no-id':
      return answer(api.withoutId(api.act(call)));
    case 'endless-after':
      api.act(call);
      return endless(response);
  }
}

function statusReply(
  { errors }: Pick<SandboxApi, 'errors'>,
  call: SandboxCall,
  fault: Extract<PartnerFault, { fault: 'status' }>,
): Reply {
  const coded = fault.code === undefined ? undefined : errors?.reply(call, fault.code);
  return {
    status: fault.status ?? coded?.status ?? 500,
    headers: {
      'content-type': fault.contentType,
      ...(fault.retryAfter !== undefined && { 'retry-after': fault.retryAfter }),
      ...(fault.location !== undefined && { location: fault.location }),
    },
    text: fault.body ?? JSON.stringify(coded?.body ?? { error: 'injected' }),
  };
}

function reset(response: ServerResponse): 'reset' {
  response.socket?.resetAndDestroy();
  return 'reset';
}

/** Writes as fast as the caller reads, until it hangs up. */
function endless(response: ServerResponse): number {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const write = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.on('drain', write);
  write();
  return 200;
}
