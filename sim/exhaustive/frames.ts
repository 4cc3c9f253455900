/** A function of the product that is running, and its current position. */
export interface Frame {
  name: string;
  /** `functions/thank-customer/claim.ts:40:37` */
  at: string;
}

const maxFrames = 100;
const line = /at (?:async )?(?:(\S+) \()?.*?\/((?:functions|lib)\/[^()]*:\d+:\d+)\)?$/;

/** The functions of the product on the stack, innermost first. */
export function framesNow(): readonly Frame[] {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = maxFrames;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = before;
  return stack.split('\n').flatMap((text) => {
    const [, name = '', at] = line.exec(text) ?? [];
    return at === undefined || text.includes('node_modules') ? [] : [{ name, at }];
  });
}

/** When a worker forgets answers. */
export interface Forgetting {
  /** Functions that return nothing that depends on the answers that they got. */
  leaveNothing: readonly string[];
  /** Functions whose callers pass nothing that depends on earlier answers, and use none of them afterwards. */
  beginAnew: readonly { name: string; caller: string }[];
}

/** Whether an answer that was received in `then` can still matter to a worker that waits in `now`. */
export function isLive(then: readonly Frame[], now: readonly Frame[], forgetting: Forgetting): boolean {
  const depth = (frames: readonly Frame[], name: string) => frames.filter((frame) => frame.name === name).length;
  return (
    forgetting.leaveNothing.every((name) => depth(then, name) <= depth(now, name)) &&
    forgetting.beginAnew.every(({ name, caller }) => depth(then, name) >= depth(now, name) || depth(then, caller) === 0)
  );
}
