/** A thread that runs the units it is asked for, one after the other. */
import { parentPort } from 'node:worker_threads';
import { runJob, type UnitJob } from './units.js';

parentPort!.on('message', (job: UnitJob) => parentPort!.postMessage(runJob(job)));
