#!/usr/bin/env node
import { runProgram } from './program.js';
import { processTerminal } from './terminal.js';

process.exitCode = await runProgram(processTerminal(), process.argv.slice(2));
