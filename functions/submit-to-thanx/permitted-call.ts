export { blockMs, permittedCall, type CallOutcome } from '../../lib/partners/thanx/permitted-call.ts';
