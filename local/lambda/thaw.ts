import { spawn } from 'node:child_process';

/** A shell script that reads process IDs until its input ends, and then thaws these processes. */
const script = 'pids=""; while read -r pid; do pids="$pids $pid"; done; kill -CONT $pids 2>/dev/null';
let watcher: ReturnType<typeof spawn> | undefined;

/** Thaws a frozen process (SIGSTOP) when this process ends, however suddenly. Otherwise, it would stay frozen forever. */
export function thawAtOurEnd(pid: number): void {
  if (watcher === undefined) {
    watcher = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    watcher.unref();
    // Without a shell, the stack runs but thaws nothing.
    watcher.on('error', () => undefined);
    watcher.stdin?.on('error', () => undefined);
  }
  watcher.stdin?.write(`${pid}\n`);
}
