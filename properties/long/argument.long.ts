/**
 * Does `claims` come to what docs/results.json says, for every claim in every design and for every
 * switch flipped alone? `npm test` decides the claims anew and makes the kept traces of the switches
 * again; that a switch breaks nothing else, and in no fewer steps, takes a search of every stage and is
 * asked here. Unnoticed otherwise: a property that holds in the book and nowhere else.
 */
import { expect, test } from 'vitest';
import { flipsInOrder } from '#harness';
import { argument } from '#model';
import { say } from '../terminal.js';

test('every cell of both tables, searched again, is what was kept', async () => {
  const { exitCode, out, error } = await say('claims', '--check', '--json');
  const report = JSON.parse(out) as {
    verdict: string;
    results: { name: string; verdict: string }[];
  };
  expect([exitCode, error, report.verdict]).toEqual([0, '', 'holds']);
  const names = [...Object.keys(argument), ...flipsInOrder.map(({ name }) => name)];
  expect(report.results.map(({ name, verdict }) => [name, verdict])).toEqual(
    names.map((name) => [name, 'holds']),
  );
});
