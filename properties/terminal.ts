import { runProgram, type Terminal } from '#cli';

/** What one command line printed, and its exit code. */
export interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** A terminal that nobody looks at. */
export const silent: Terminal = {
  out: () => undefined,
  error: () => undefined,
  progress: () => undefined,
  progressDone: () => undefined,
  now: () => 0,
  holdInterrupts: () => ({ pressed: () => Promise.resolve(false), release: () => undefined }),
};

/** Runs a command line in this process, as `npx pasid-verify` would, on a terminal that listens. */
export function say(...argv: string[]): Promise<Said> {
  return listenTo(argv, false);
}

/** The same, with Ctrl-C pressed as soon as anybody looks. */
export function sayInterrupted(...argv: string[]): Promise<Said> {
  return listenTo(argv, true);
}

async function listenTo(argv: readonly string[], isInterrupted: boolean): Promise<Said> {
  const out: string[] = [];
  const error: string[] = [];
  // Time stands still unless asked: a budget then ends after the units it is asked for.
  let now = 0;
  const terminal: Terminal = {
    ...silent,
    out: (line) => out.push(line),
    error: (line) => error.push(line),
    now: () => (now += 1000),
    holdInterrupts: () => ({
      pressed: () => Promise.resolve(isInterrupted),
      release: () => undefined,
    }),
  };
  const exitCode = await runProgram(terminal, argv);
  return { exitCode, out: out.join('\n'), error: error.join('\n') };
}
