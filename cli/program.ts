import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Argument, Command, CommanderError, Option } from 'commander';
import { InputError, packageRoot } from '#harness';
import { type AgreementOptions, agreementCommand } from './commands/agreement.js';
import { type ClaimsOptions, claimsCommand } from './commands/claims.js';
import { type CoverageOptions, coverageCommand } from './commands/coverage.js';
import { type DefectsOptions, defectsCommand } from './commands/defects.js';
import { type DocsOptions, docsCommand } from './commands/docs.js';
import { type ExplainOptions, explainCommand } from './commands/explain.js';
import { type ExploreOptions, exploreCommand } from './commands/explore.js';
import { type FuzzOptions, fuzzCommand } from './commands/fuzz.js';
import { type RareStatesOptions, rareStatesCommand } from './commands/rare-states.js';
import { type ReplayOptions, replayCommand } from './commands/replay.js';
import { type ShrinkOptions, shrinkCommand } from './commands/shrink.js';
import { type TraceOptions, traceCommand } from './commands/trace.js';
import { type VerifyOptions, verifyCommand } from './commands/verify.js';
import { folderDestination } from './destination.js';
import { shared } from './options.js';
import { EXIT } from './report.js';
import type { Terminal } from './terminal.js';

const ABOUT = `Verifies an implementation of PASID ownership against a reference state machine.

Exit codes: 0 holds, 1 violated, 2 wrong usage or unreadable input, 3 undecided.`;

/** Runs one command line and answers its exit code. */
export async function runProgram(terminal: Terminal, argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.usage;
  const program = declareProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    if (argv.length === 0) {
      terminal.out(program.helpInformation().trimEnd());
      terminal.error('pasid-verify: expected a command. Next: npx pasid-verify verify');
      return EXIT.usage;
    }
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    terminal.progressDone();
    if (error instanceof CommanderError) return usage(terminal, program, argv, error);
    if (error instanceof InputError) {
      terminal.error(`pasid-verify: ${error.message}`);
      return EXIT.usage;
    }
    if (isSystemError(error)) {
      terminal.error(`pasid-verify: ${error.message}. Next: check that path and its permissions`);
      return EXIT.usage;
    }
    // A mistake of ours, and no verdict on anything.
    terminal.error(`pasid-verify: internal error, no verdict: ${(error as Error).stack}`);
    return EXIT.undecided;
  }
}

/** A file system that refuses: no mistake of the program, and nothing that a stack would explain. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** Asking for help is no mistake; everything else commander throws is wrong usage. */
function usage(
  terminal: Terminal,
  program: Command,
  argv: readonly string[],
  { exitCode, message }: CommanderError,
): number {
  if (exitCode === 0) return EXIT.holds;
  if (message === '(outputHelp)') return EXIT.usage;
  const line = message
    .replace(/^error: /, '')
    .replace('is invalid. expected', 'is invalid: expected')
    .replaceAll('\n', ' ')
    .replace(/\.?$/, '.');
  const command = program.commands.find((known) => known.name() === argv[0]);
  const help = command === undefined ? '--help' : `${command.name()} --help`;
  terminal.error(`pasid-verify: ${line} Next: npx pasid-verify ${help}`);
  return EXIT.usage;
}

function declareProgram(terminal: Terminal, exit: Exit): Command {
  const program = new Command('pasid-verify').description(ABOUT).version(version());
  program.exitOverride().configureOutput({
    writeOut: (text) => terminal.out(text.trimEnd()),
    // The message arrives a second time, in the error that is thrown; it is printed from there.
    writeErr: () => undefined,
  });
  declareFuzzing(program, terminal, exit);
  declareExploring(program, terminal, exit);
  declareArgument(program, terminal, exit);
  declareAgreement(program, terminal, exit);
  declareReading(program, terminal, exit);
  declareBook(program, terminal, exit);
  return program;
}

function version(): string {
  const file = path.join(packageRoot(), 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Receives the exit code of the command that ran. */
type Exit = (code: number) => void;

const timing = () => new Option('--timing', 'also print times and rates, which differ every time');

/** What every command that fuzzes can be told, in the order of its help. */
const fuzzing = [shared.seed, shared.runs, shared.workers, shared.corpus, shared.states];
/** What those that fuzz and nothing else can be told besides. */
const narrowed = [shared.scope, shared.profile];
/** How every command can be asked to report. */
const reporting = [shared.json, shared.report];

function declare(
  program: Command,
  name: string,
  about: string,
  options: readonly (() => Option)[],
): Command {
  const command = program.command(name).description(about);
  for (const option of options) command.addOption(option());
  return command;
}

/** The commands that run random commands. */
function declareFuzzing(program: Command, terminal: Terminal, exit: Exit): void {
  const budget = (seconds: number) => () => shared.budget(seconds);
  declare(
    program,
    'verify',
    'kernel recordings, the corpus, small scopes to their end, then fuzzing: the main job',
    [shared.recordedTarget, shared.profile, budget(60), ...fuzzing, shared.path, ...reporting],
  ).action(async (options: VerifyOptions) => exit(await verifyCommand(terminal, options)));

  declare(program, 'fuzz', 'random runs of a target against the model; records what it finds', [
    shared.target,
    budget(10),
    ...fuzzing,
    ...narrowed,
    shared.sloppy,
    shared.path,
    timing,
    ...reporting,
  ]).action(async (options: FuzzOptions) => exit(await fuzzCommand(terminal, options)));

  declare(program, 'coverage', 'which answers of the tables fuzzing has seen, and which not yet', [
    budget(20),
    ...fuzzing,
    ...narrowed,
    shared.callers,
    ...reporting,
  ]).action(async (options: CoverageOptions) => exit(await coverageCommand(terminal, options)));

  const record = (): Option =>
    new Option(
      '--record',
      'keep each row in docs/kill-matrix.json, with --seeds in docs/survey.json',
    );
  const check = (): Option =>
    new Option('--check', 'compare each row with the one that is kept').conflicts('record');
  declare(program, 'defects', 'which properties notice each seeded defect, every one alone', [
    shared.seed,
    shared.seeds,
    shared.states,
    shared.only,
    shared.editedTarget,
    record,
    check,
    timing,
    ...reporting,
  ]).action(async (options: DefectsOptions) => exit(await defectsCommand(terminal, options)));
}

/** The command that writes. */
function declareBook(program: Command, terminal: Terminal, exit: Exit): void {
  const check = (): Option =>
    new Option('--check', 'write nothing; say which pages are stale, missing or surplus');
  const folder = (): Option =>
    new Option('--folder <folder>', 'where the book is kept')
      .argParser(folderDestination)
      .default('docs');
  declare(program, 'docs', 'write the invariant book from the objects that the checks run', [
    check,
    folder,
    shared.corpus,
    ...reporting,
  ]).action(async (options: DocsOptions) => exit(await docsCommand(terminal, options)));
}

/** The command that leaves nothing to chance. */
function declareExploring(program: Command, terminal: Terminal, exit: Exit): void {
  const exploredTarget = (): Option =>
    shared.recordedTarget().default(undefined, 'the machine of the scope alone');
  declare(program, 'explore', 'every state that a machine can reach, with every claim checked', [
    shared.machine,
    shared.searchedScope,
    exploredTarget,
    shared.corpus,
    shared.expected,
    shared.claims,
    shared.fault,
    shared.itf,
    shared.symmetry,
    shared.exact,
    shared.memory,
    timing,
    ...reporting,
  ]).action(async (options: ExploreOptions) => exit(await exploreCommand(terminal, options)));
}

/** The commands that keep what searches have found: how far kernel code agrees, and what is rare. */
function declareAgreement(program: Command, terminal: Terminal, exit: Exit): void {
  const record = (): Option =>
    new Option('--record', 'keep the counts in docs/agreement.json, for the book');
  declare(
    program,
    'agreement',
    'kernel code beside its models: recordings and small scopes, compared with docs/agreement.json',
    [record, ...reporting],
  ).action(async (options: AgreementOptions) => exit(await agreementCommand(terminal, options)));
  const keep = (): Option => new Option('--record', 'keep them in docs/rare-states.json');
  declare(
    program,
    'rare-states',
    'what few transitions of small scopes reach, compared with docs/rare-states.json',
    [keep, ...reporting],
  ).action(async (options: RareStatesOptions) => exit(await rareStatesCommand(terminal, options)));
}

/** The command that decides the argument. */
function declareArgument(program: Command, terminal: Terminal, exit: Exit): void {
  const record = (): Option =>
    new Option('--record', 'keep the answers in docs/results.json, from which the book is written');
  const check = (): Option =>
    new Option('--check', 'compare the answers with docs/results.json').conflicts('record');
  declare(
    program,
    'claims',
    'the argument, decided: each claim in each design, each switch alone',
    [record, check, ...reporting],
  ).action(async (options: ClaimsOptions) => exit(await claimsCommand(terminal, options)));
}

/** The commands that read: files, or the objects themselves. */
function declareReading(program: Command, terminal: Terminal, exit: Exit): void {
  const target = (): Option => shared.target().default(undefined, 'the one the file names');
  declare(program, 'replay', 'make recorded counterexamples again', [
    target,
    shared.emitTest,
    shared.out,
    ...reporting,
  ])
    .addArgument(new Argument('<file...>', 'counterexamples (.itf.json)'))
    .action(async (paths: string[], options: ReplayOptions) =>
      exit(await replayCommand(terminal, paths, options)),
    );

  declare(program, 'shrink', 'look for the shortest trace of what counterexamples show', [
    target,
    shared.profile,
    shared.corpus,
    shared.states,
    ...reporting,
  ])
    .addArgument(
      new Argument('[file...]', 'counterexamples (.itf.json); none: all stored, open ones first'),
    )
    .action(async (paths: string[], options: ShrinkOptions) =>
      exit(await shrinkCommand(terminal, paths, options)),
    );

  declare(
    program,
    'explain',
    'what an invariant or a fact says, what an action may answer, how a claim of the mails was decided, or what a counterexample shows',
    [shared.json],
  )
    .addArgument(
      new Argument(
        '<name>',
        'an invariant, a fact, an action, a switch, a claim (P1 to P17), or a counterexample (.itf.json)',
      ),
    )
    .action(async (name: string, options: ExplainOptions) =>
      exit(await explainCommand(terminal, name, options)),
    );

  declare(program, 'trace', 'hold recordings of real kernel code against the model and a target', [
    shared.recordedTarget,
    ...reporting,
  ])
    .addArgument(new Argument('<file...>', 'recordings or logs (.ndjson), or the text of ftrace'))
    .action(async (paths: string[], options: TraceOptions) =>
      exit(await traceCommand(terminal, paths, options)),
    );
}
