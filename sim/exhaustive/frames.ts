/** A function of the product that was called and is not over, and where it is. */
export interface Frame {
  name: string;
  /** `functions/thank-customer/claim.ts:40:37` */
  at: string;
}

const deepest = 100;
const line = /at (?:async )?(?:(\S+) \()?.*?\/((?:functions|lib)\/[^()]*:\d+:\d+)\)?$/;

/** The functions of the product that wait for what is called now, the innermost first. */
export function framesNow(): readonly Frame[] {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = deepest;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = before;
  return stack.split('\n').flatMap((text) => {
    const [, name = '', at] = line.exec(text) ?? [];
    return at === undefined || text.includes('node_modules') ? [] : [{ name, at }];
  });
}

/** What a worker no longer knows. */
export interface Forgetting {
  /** Functions that leave their caller nothing that depends on what they heard. */
  leaveNothing: readonly string[];
  /** Functions that their caller tells nothing that depends on what it heard before, and after which it uses nothing of that. */
  beginAnew: readonly { name: string; caller: string }[];
}

/** Whether what was heard within `then` can still make a difference to a worker that waits within `now`. */
export function isLive(then: readonly Frame[], now: readonly Frame[], forgetting: Forgetting): boolean {
  const depth = (frames: readonly Frame[], name: string) => frames.filter((frame) => frame.name === name).length;
  return (
    forgetting.leaveNothing.every((name) => depth(then, name) <= depth(now, name)) &&
    forgetting.beginAnew.every(({ name, caller }) => depth(then, name) >= depth(now, name) || depth(then, caller) === 0)
  );
}
