import { execFileSync } from 'node:child_process';

/** Compiles what changed since the last time. What does not compile is said, and no test runs. */
export function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
