import { spawn } from 'node:child_process';

/** A shell that reads process ids and lets them run again once nobody writes to it any more. */
const script = 'pids=""; while read -r pid; do pids="$pids $pid"; done; kill -CONT $pids 2>/dev/null';
let watcher: ReturnType<typeof spawn> | undefined;

/**
 * Has a process that may be frozen (SIGSTOP) run again when this one is gone, however suddenly: frozen, it could not notice
 * that, and would stay for ever.
 */
export function thawAtOurEnd(pid: number): void {
  if (watcher === undefined) {
    watcher = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    watcher.unref();
    // Without a shell nobody is thawed; the stack runs all the same.
    watcher.on('error', () => undefined);
    watcher.stdin?.on('error', () => undefined);
  }
  watcher.stdin?.write(`${pid}\n`);
}
