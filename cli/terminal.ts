/**
 * The edge of the program: where text leaves it and where time enters. Commands are given a
 * terminal, so tests can give them another.
 */
export interface Terminal {
  /** One line of the result, to standard output. */
  out(line: string): void;
  /** One line about what went wrong, to standard error. */
  error(line: string): void;
  /** What is going on, on one line that the next call replaces; shown on a terminal only. */
  progress(text: string): void;
  /** Removes the progress line. */
  progressDone(): void;
  /** Milliseconds from some fixed moment. */
  now(): number;
  /** From now on Ctrl-C does not end the program, until it is released or pressed a second time. */
  holdInterrupts(): Interrupts;
}

/** Whether the user wants a long search to end, which then still reports. */
export interface Interrupts {
  /** Whether Ctrl-C was pressed; gives the process the moment it needs to notice. */
  pressed(): Promise<boolean>;
  /** Ctrl-C ends the program again. */
  release(): void;
}

const CLEAR_LINE = '\r\u001b[2K';
const DEFAULT_WIDTH = 80;
/** A progress line is drawn at most ten times a second. */
const REDRAW_MS = 100;

/** The terminal of this process: progress goes to standard error, and only if that is a terminal. */
export function processTerminal(): Terminal {
  // A reader that has seen enough (`| head`) closes the pipe: the verdict is then the exit code alone.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  const clear = (): void => {
    if (drawn) process.stderr.write(CLEAR_LINE);
    drawn = false;
  };
  return {
    out: (line) => {
      clear();
      process.stdout.write(`${line}\n`);
    },
    error: (line) => {
      clear();
      process.stderr.write(`${line}\n`);
    },
    progress: (text) => {
      if (!process.stderr.isTTY || performance.now() - drawnAt < REDRAW_MS) return;
      drawnAt = performance.now();
      drawn = true;
      // Some terminals do not tell their width and say 0.
      const width = process.stderr.columns > 0 ? process.stderr.columns : DEFAULT_WIDTH;
      process.stderr.write(`${CLEAR_LINE}${text.slice(0, width - 1)}`);
    },
    progressDone: clear,
    now: () => performance.now(),
    holdInterrupts,
  };
}

function holdInterrupts(): Interrupts {
  let isPressed = false;
  const press = (): void => {
    isPressed = true;
  };
  process.once('SIGINT', press);
  return {
    pressed: async () => {
      // Signals arrive between two turns of the event loop, which a search alone would never end.
      await new Promise((resume) => setImmediate(resume));
      return isPressed;
    },
    release: () => process.removeListener('SIGINT', press),
  };
}
